void fill(int *a, int n) {
    int k = 0;
    for (int i = 0; i < n; i++) a[k] = k++;
}
