void gather2(int *a, const int *p, int n) { for (int i = 0; i < n; i++) a[i] = a[p[i]]; }
