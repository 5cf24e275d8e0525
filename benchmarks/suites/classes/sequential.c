/* What must be refused, or kept as it is: chains that are no scans, unbounded loops, aliases, I/O, recursion. */

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void xorshift_fill(uint32_t *out, int n, uint32_t state) {
    for (int i = 0; i < n; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        out[i] = state;
    }
}

uint32_t crc32(const uint8_t *data, int n) {
    uint32_t crc = 0xffffffffu;
    for (int i = 0; i < n; i++) {
        crc ^= data[i];
        for (int k = 0; k < 8; k++)
            crc = crc & 1 ? (crc >> 1) ^ 0xedb88320u : crc >> 1;
    }
    return ~crc;
}

void gcd_pairs(const int *a, const int *b, int *out, int n) {
    for (int i = 0; i < n; i++) {
        int x = a[i], y = b[i];
        while (y != 0) {
            int t = x % y;
            x = y;
            y = t;
        }
        out[i] = x;
    }
}

void mandelbrot(const double *re, const double *im, int *iterations, int n, int limit) {
    for (int i = 0; i < n; i++) {
        double x = 0, y = 0;
        int k = 0;
        while (k < limit && x * x + y * y <= 4.0) {
            double t = x * x - y * y + re[i];
            y = 2 * x * y + im[i];
            x = t;
            k++;
        }
        iterations[i] = k;
    }
}

int list_length(const int *next, int head) {
    int n = 0;
    while (head >= 0) {
        head = next[head];
        n++;
    }
    return n;
}

void error_diffusion(uint8_t *row, int n) {
    int err = 0;
    for (int i = 0; i < n; i++) {
        int v = row[i] + err;
        int q = v < 128 ? 0 : 255;
        err = (v - q) / 2;
        row[i] = (uint8_t)q;
    }
}

void dump_values(const double *v, int n) {
    for (int i = 0; i < n; i++)
        printf("%g\n", v[i]);
}
