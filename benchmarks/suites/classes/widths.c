/* Types: integers of all widths, wrap-around, casts, fixed point, bit tricks. */

#include <math.h>
#include <stdint.h>

void pcm24_to_float(const uint8_t *src, float *dst, int n) {
    for (int i = 0; i < n; i++) {
        uint32_t u = (uint32_t)src[3 * i] << 8 | (uint32_t)src[3 * i + 1] << 16 | (uint32_t)src[3 * i + 2] << 24;
        dst[i] = (int32_t)u / 2147483648.0f;
    }
}

void rgb565_unpack(const uint16_t *px, uint8_t *r, uint8_t *g, uint8_t *b, int n) {
    for (int i = 0; i < n; i++) {
        uint16_t p = px[i];
        uint8_t r5 = p >> 11, g6 = (p >> 5) & 0x3f, b5 = p & 0x1f;
        r[i] = (r5 << 3) | (r5 >> 2);
        g[i] = (g6 << 2) | (g6 >> 4);
        b[i] = (b5 << 3) | (b5 >> 2);
    }
}

void popcount32(const uint32_t *v, int *out, int n) {
    for (int i = 0; i < n; i++) {
        uint32_t x = v[i];
        x = x - ((x >> 1) & 0x55555555u);
        x = (x & 0x33333333u) + ((x >> 2) & 0x33333333u);
        x = (x + (x >> 4)) & 0x0f0f0f0fu;
        out[i] = (int)((x * 0x01010101u) >> 24);
    }
}

void bits_to_bytes(const uint8_t *packed, uint8_t *bits, int nbytes) {
    for (int i = 0; i < nbytes; i++) {
        uint8_t v = packed[i];
        for (int k = 0; k < 8; k++)
            bits[i * 8 + k] = (v >> k) & 1;
    }
}

void quantize_rows(const float *x, int8_t *q, float *scales, int rows, int cols) {
    for (int r = 0; r < rows; r++) {
        float amax = 0.0f;
        for (int c = 0; c < cols; c++) {
            float v = fabsf(x[r * cols + c]);
            if (v > amax)
                amax = v;
        }
        float d = amax / 127.0f;
        scales[r] = d;
        float id = d != 0.0f ? 1.0f / d : 0.0f;
        for (int c = 0; c < cols; c++)
            q[r * cols + c] = (int8_t)roundf(x[r * cols + c] * id);
    }
}

void dot_q8(const int8_t *w, const int8_t *x, int32_t *out, int rows, int cols) {
    for (int i = 0; i < rows; i++) {
        int32_t acc = 0;
        for (int j = 0; j < cols; j++)
            acc += (int32_t)w[i * cols + j] * (int32_t)x[j];
        out[i] = acc;
    }
}

void average_u8(const uint8_t *a, const uint8_t *b, uint8_t *out, unsigned n) {
    for (unsigned i = 0; i < n; ++i)
        out[i] = (a[i] & b[i]) + ((a[i] ^ b[i]) >> 1);
}

uint16_t internet_checksum(const uint16_t *words, int n) {
    uint32_t sum = 0;
    for (int i = 0; i < n; i++)
        sum += words[i];
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

void zigzag_encode(const int32_t *v, uint32_t *out, int n) {
    for (int i = 0; i < n; i++)
        out[i] = ((uint32_t)v[i] << 1) ^ (uint32_t)(v[i] >> 31);
}

void unpack_nibbles(const uint8_t *src, int8_t *dst, int n) {
    for (int i = 0; i < n; i++) {
        dst[2 * i] = (int8_t)((src[i] & 0x0F) - 8);
        dst[2 * i + 1] = (int8_t)((src[i] >> 4) - 8);
    }
}
