// In place, each element reads its neighbour after that was written: a scan, not a stencil.
// lifted exact
// f([3, 1, 1], 3) == [3, -2, 3]
void stencil_reading_behind(int *a, int n) {
    for (int i = 1; i < n; i++)
        a[i] = a[i] - a[i - 1];
}
