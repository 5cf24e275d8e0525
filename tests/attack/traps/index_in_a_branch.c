// Indices outside the table are looked at, and not used.
// lifted exact
// f([5], 1, [-2147483648, 0, 2147483647], 3) == 5
int index_in_a_branch(const int *table, int m, const int *at, int n) {
    int s = 0;
    for (int i = 0; i < n; i++)
        if (at[i] >= 0 && at[i] < m)
            s += table[at[i]];
    return s;
}
