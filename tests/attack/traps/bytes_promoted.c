// The sum of two bytes is an int, and wraps only where it is stored.
// lifted exact
// f([200], [100], [0], 1) == [150]
#include <stdint.h>
void bytes_promoted(const uint8_t *a, const uint8_t *b, uint8_t *out, int n) {
    for (int i = 0; i < n; i++)
        out[i] = (a[i] + b[i]) / 2;
}
