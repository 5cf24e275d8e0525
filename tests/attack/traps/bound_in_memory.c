// The bound may lie among what the loop writes.
// lifted exact
// f([0, 0], [2]) == [1, 1]
void bound_in_memory(int *x, const int *n) {
    for (int i = 0; i < *n; i++)
        x[i] = 1;
}
