// i >= 0 is always true of an unsigned: the loop runs off the front.
// refused TSP1115: the loop never ends: an unsigned number is never below zero
void down_to_unsigned_zero(int *x, unsigned n) {
    for (unsigned i = n - 1; i >= 0; i--)
        x[i] = 0;
}
