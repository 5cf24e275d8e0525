// n - 1 of an unsigned zero is the largest number there is.
// lifted exact
// f([], [], 0) raises expected
// f([4], [], 1) == []
#include <stddef.h>
void last_but_one_unsigned(const int *x, int *out, size_t n) {
    for (size_t i = 0; i < n - 1; i++)
        out[i] = x[i + 1] - x[i];
}
