// The last window starts at n - k, which is one more than n - k - 1.
// lifted exact
// f([1, 2, 3], [0, 0], 3, 2) == [3, 5]
void window_at_the_border(const int *x, int *out, int n, int k) {
    for (int i = 0; i <= n - k; i++) {
        int s = 0;
        for (int j = 0; j < k; j++)
            s += x[i + j];
        out[i] = s;
    }
}
