/* Sums that are kept inside a range by `&`, and windows whose ends are clamped. */

#include <stdint.h>

unsigned checksum(const uint8_t *p, int n, unsigned start) {
    unsigned s = start;
    for (int i = 0; i < n; i++)
        s = (s + p[i]) & 0xffff;
    return s;
}

void ring(const int *steps, int *at, int n) {
    unsigned position = 0;
    for (int i = 0; i < n; i++) {
        position = (position + steps[i]) & 255;
        at[i] = (int)position;
    }
}

int truncated(const int *p, int n) {
    int a = 0;
    for (int i = 0; i < n; i++)
        a = (a + p[i]) % 12;
    return a;
}

void dilate(const uint8_t *src, uint8_t *dst, int n, int radius) {
    for (int i = 0; i < n; i++) {
        int lo = i - radius < 0 ? 0 : i - radius;
        int hi = i + radius >= n ? n - 1 : i + radius;
        uint8_t m = 0;
        for (int j = lo; j <= hi; j++)
            if (src[j] > m)
                m = src[j];
        dst[i] = m;
    }
}
