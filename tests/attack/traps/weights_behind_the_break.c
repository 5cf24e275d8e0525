// What lies behind the element that ends the loop is not looked at, be it a number or not.
// lifted real
// f([1.0, 2.0, -1.0, 4.0], [2.0, 3.0, float("nan"), float("inf")], 4) == 8.0
// f([1.0, -1.0], [2.0], 1) == 2.0
double weights_behind_the_break(const double *x, const double *w, int n) {
    double s = 0;
    for (int i = 0; i < n; i++) {
        if (x[i] < 0)
            break;
        s += x[i] * w[i];
    }
    return s;
}
