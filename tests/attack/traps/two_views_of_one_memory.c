// Bytes of the numbers, through a pointer of another type.
// refused TSP1111: a pointer goes where it cannot be followed
#include <stdint.h>
int two_views_of_one_memory(const int32_t *x, int n) {
    const uint8_t *bytes = (const uint8_t *)x;
    int s = 0;
    for (int i = 0; i < 4 * n; i++)
        s += bytes[i];
    return s;
}
