// In place, each element reads its neighbour after that was written: a scan, not a stencil.
// refused TSP2001: `a` has no closed form
void stencil_reading_behind(int *a, int n) {
    for (int i = 1; i < n; i++)
        a[i] = a[i] - a[i - 1];
}
