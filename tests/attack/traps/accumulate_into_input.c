// Where `total` lies inside `x`, the sum changes what it adds up.
// lifted exact
// f([1, 2], [7], 2) == [3]
void accumulate_into_input(const int *x, int *total, int n) {
    total[0] = 0;
    for (int i = 0; i < n; i++)
        total[0] += x[i];
}
