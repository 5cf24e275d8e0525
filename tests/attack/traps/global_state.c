// A global variable that the loop changes.
// refused TSP1108: `seen` is no local variable or parameter
int seen = 0;
int global_state(const int *x, int n) {
    for (int i = 0; i < n; i++)
        seen += x[i];
    return seen;
}
