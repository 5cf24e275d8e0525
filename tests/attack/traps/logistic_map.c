// A quadratic recurrence has no closed form.
// refused TSP2001: `x` has no closed form
double logistic_map(double x, double r, int n) {
    for (int i = 0; i < n; i++)
        x = r * x * (1.0 - x);
    return x;
}
