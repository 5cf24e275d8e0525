// Two updates that read each other's old value.
// refused TSP2001: `a` has no closed form
int swap_through_a_temp(const int *x, int n) {
    int a = 0, b = 1;
    for (int i = 0; i < n; i++) {
        int t = a;
        a = b + x[i];
        b = t;
    }
    return a - b;
}
