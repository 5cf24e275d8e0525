// >> of a negative number rounds down, / towards zero.
// lifted exact
// f([-7], [0], 1) == [-1]
void shift_of_negatives(const int *x, int *out, int n) {
    for (int i = 0; i < n; i++)
        out[i] = (x[i] >> 1) - x[i] / 2;
}
