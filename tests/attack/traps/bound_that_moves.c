// C evaluates the bound again in every round.
// refused TSP2002: this loop does not count
int bound_that_moves(const int *x, int n) {
    int s = 0;
    for (int i = 0; i < n; i++) {
        s += x[i];
        if (x[i] < 0)
            n--;
    }
    return s;
}
