void iir(float *y, const float *x, float k, int n) {
    for (int i = 1; i < n; i++) y[i] = k * y[i - 1] + x[i];
}
