// After the loop the counter is max(n, 0).
// lifted exact
// f([], -3) == 0
// f([1], 1) == 101
int counter_after_the_loop(const int *x, int n) {
    int s = 0, i;
    for (i = 0; i < n; i++)
        s += x[i];
    return s * 100 + i;
}
