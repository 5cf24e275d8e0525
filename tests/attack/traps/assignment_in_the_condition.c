// The condition counts down as it tests.
// lifted exact
// f([1, 2], 2) == 2
int assignment_in_the_condition(const int *x, int n) {
    int s = 0;
    while (n-- > 0)
        s += x[n];
    return s + n;
}
