// i-- > 0 tests before it counts down: all elements are met.
// lifted exact
// f([5, 5], 2) == [5, 6]
void down_by_postfix(int *x, unsigned n) {
    for (unsigned i = n; i-- > 0;)
        x[i] += (int)i;
}
