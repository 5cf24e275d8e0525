// Started at x[0], it is defined for n <= 0 as long as there is one element.
// lifted exact
// f([1.5], 0) == 1.5
// f([], 0) raises expected
double largest_of_one(const double *x, int n) {
    double best = x[0];
    for (int i = 1; i < n; i++)
        if (x[i] > best)
            best = x[i];
    return best;
}
