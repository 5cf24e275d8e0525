// The element that ends the loop is not stored.
// lifted exact
// f([1, -1, 2], [0, 0, 0], 3) == [1, 0, 0]
void break_before_store(const int *x, int *out, int n) {
    for (int i = 0; i < n; i++) {
        if (x[i] < 0)
            break;
        out[i] = x[i];
    }
}
