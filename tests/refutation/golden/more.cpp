namespace ns {
void fill(double *a, int n, double x) {
    for (int i = 0; i < n; i++)
        a[i] = x;
}
}
