void clear(int *a, unsigned n) {
    for (unsigned i = n - 1; i >= 0; i--) a[i] = 0;
}
