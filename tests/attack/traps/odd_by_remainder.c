// x % 2 == 1 misses negative odd numbers.
// lifted exact
// f([-3, 3], 2) == 1
int odd_by_remainder(const int *x, int n) {
    int count = 0;
    for (int i = 0; i < n; i++)
        if (x[i] % 2 == 1)
            count++;
    return count;
}
