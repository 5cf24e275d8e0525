// -1 < 1u is false: the signed operand becomes unsigned.
// lifted exact
// f([-1, 0, 1], 3) == 1
int mixed_signs(const int *x, int n) {
    int count = 0;
    for (int i = 0; i < n; i++)
        if (x[i] < 1u)
            count++;
    return count;
}
