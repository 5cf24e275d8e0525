// INT_MIN / -1 stops a C program; the branch keeps it out.
// lifted exact
// f([-2147483648, 1], [-1, 0], [9, 9], 2) == [0, 0]
void lowest_by_minus_one(const int *a, const int *b, int *out, int n) {
    for (int i = 0; i < n; i++)
        out[i] = (b[i] == 0 || b[i] == -1) ? 0 : a[i] / b[i];
}
