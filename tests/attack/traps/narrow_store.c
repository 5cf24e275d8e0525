// What is stored in 16 bits is cut to them, and read back cut.
// lifted exact
// f([40000], [0], 1) == [-25536]
#include <stdint.h>
void narrow_store(const int *x, int16_t *out, int n) {
    for (int i = 0; i < n; i++)
        out[i] = (int16_t)(x[i] & 0x1FFFF);
}
