void jacobi(float *a, int n, int steps) {
    for (int t = 0; t < steps; t++)
        for (int i = 1; i < n - 1; i++) a[i] = 0.5f * (a[i - 1] + a[i + 1]);
}
