// Written the other way round, a NaN is taken over and then replaced by whatever comes next.
// lifted real
// f([float('nan'), 1.0], 2) raises expected
double largest_with_nan_kept(const double *x, int n) {
    double best = x[0];
    for (int i = 1; i < n; i++)
        best = best > x[i] ? best : x[i];
    return best;
}
