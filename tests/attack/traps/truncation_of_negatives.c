// C rounds quotients towards zero: -7 / 2 is -3, and -7 % 2 is -1.
// lifted exact
// f([-7], [0], [0], 2, 1) == ([-3], [-1])
void truncation_of_negatives(const int *x, int *q, int *r, int d, int n) {
    for (int i = 0; i < n; i++) {
        q[i] = x[i] / d;
        r[i] = x[i] % d;
    }
}
