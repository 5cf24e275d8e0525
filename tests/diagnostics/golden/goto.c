int count(const int *a, int n) {
    int i = 0;
again:
    if (i < n && a[i] > 0) {
        i++;
        goto again;
    }
    for (int k = 0; k < n; k++) i += a[k];
    return i;
}
