// memmove by hand: with out = x + 1 it smears the first element over the rest.
// lifted exact
// f(x := [1, 2], [0, 0], 2) == [1, 2]
void shifted_copy(const int *x, int *out, int n) {
    for (int i = 0; i < n; i++)
        out[i] = x[i];
}
