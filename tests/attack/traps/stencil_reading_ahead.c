// In place, each element reads its neighbour before that is written.
// lifted exact
// f([1, 2, 4], 3) == [-1, -2, 4]
void stencil_reading_ahead(int *a, int n) {
    for (int i = 0; i + 1 < n; i++)
        a[i] = a[i] - a[i + 1];
}
