// A static variable remembers earlier calls.
// refused TSP1108: `total` is no local variable or parameter
int static_state(const int *x, int n) {
    static int total = 0;
    for (int i = 0; i < n; i++)
        total += x[i];
    return total;
}
