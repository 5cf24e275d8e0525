// In place, with one neighbour that is old and one that is new.
// refused TSP2001: `a` has no closed form
void stencil_reading_both(double *a, int n) {
    for (int i = 1; i + 1 < n; i++)
        a[i] = (a[i - 1] + a[i] + a[i + 1]) / 3.0;
}
