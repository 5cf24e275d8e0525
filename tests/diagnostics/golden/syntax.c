int total(const int *a, int n) {
    int s = 0;
    for (int i = 0; i < n; i++) s += b[i];
    return s;
}
