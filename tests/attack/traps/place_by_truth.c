// A comparison is 0 or 1, and so it may say where something is put.
// lifted exact
// f([3, -1, 4, 0], [10, 20], 4) == [12, 22]
void place_by_truth(const int *x, int *count, int n) {
    for (int i = 0; i < n; i++)
        count[x[i] > 0] += 1;
}
