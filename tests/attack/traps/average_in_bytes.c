// Here the sum is cut to a byte before it is halved.
// lifted exact
// f([200], [100], [0], 1) == [22]
#include <stdint.h>
void average_in_bytes(const uint8_t *a, const uint8_t *b, uint8_t *out, int n) {
    for (int i = 0; i < n; i++) {
        uint8_t sum = a[i] + b[i];
        out[i] = sum / 2;
    }
}
