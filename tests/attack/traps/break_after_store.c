// The element that ends the loop has been stored.
// lifted exact
// f([1, -1, 2], [0, 0, 0], 3) == [1, -1, 0]
void break_after_store(const int *x, int *out, int n) {
    for (int i = 0; i < n; i++) {
        out[i] = x[i];
        if (x[i] < 0)
            break;
    }
}
