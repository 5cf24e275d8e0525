// A counter of 8 bits never reaches 300.
// refused TSP1116: the counter may wrap around before it reaches its bound
#include <stdint.h>
void byte_counter(uint8_t *x, int n) {
    for (uint8_t i = 0; i < n; i++)
        x[i] = i;
}
