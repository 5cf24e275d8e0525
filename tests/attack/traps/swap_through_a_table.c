// A permutation applied in place by swaps, one after the other.
// refused TSP2001: `x` has no closed form
void swap_through_a_table(int *x, const int *p, int n) {
    for (int i = 0; i < n; i++) {
        int t = x[i];
        x[i] = x[p[i]];
        x[p[i]] = t;
    }
}
