// <= reads one element more.
// lifted exact
// f([1], [0], 1) raises expected n < len(x)
void one_too_many(const int *x, int *out, int n) {
    for (int i = 0; i <= n; i++)
        out[i] = x[i];
}
