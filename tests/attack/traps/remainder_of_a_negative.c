// The remainder of a negative sum is negative in C: what is congruent to it is not enough.
// refused TSP2001: `h` has no closed form
int remainder_of_a_negative(const int *x, int n) {
    int h = 0;
    for (int i = 0; i < n; i++)
        h = (h * 3 + x[i]) % 7;
    return h;
}
