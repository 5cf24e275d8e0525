// A shift by 32 or more is undefined; the branch keeps it out.
// lifted exact
// f([1, 1], [31, 4294967295], [9, 9], 2) == [2147483648, 0]
#include <stdint.h>
void shift_by_the_width(const uint32_t *x, const uint32_t *k, uint32_t *out, int n) {
    for (int i = 0; i < n; i++)
        out[i] = k[i] < 32 ? x[i] << k[i] : 0;
}
