/* Reversed and strided loops: interleaving, flips, decimation, packing, reshaping by index arithmetic. */

#include <stddef.h>
#include <stdint.h>

void deinterleave_stereo(const int16_t *pcm, float *left, float *right, size_t frames) {
    for (size_t i = 0; i < frames; ++i) {
        left[i] = pcm[2 * i] / 32768.0f;
        right[i] = pcm[2 * i + 1] / 32768.0f;
    }
}

void interleave_planes(const uint8_t *r, const uint8_t *g, const uint8_t *b, uint8_t *dst, int n) {
    while (n--) {
        *dst++ = *r++;
        *dst++ = *g++;
        *dst++ = *b++;
    }
}

void flip_vertical(uint32_t *img, int w, int h) {
    for (int y = 0; y < h / 2; y++) {
        for (int x = 0; x < w; x++) {
            uint32_t tmp = img[y * w + x];
            img[y * w + x] = img[(h - 1 - y) * w + x];
            img[(h - 1 - y) * w + x] = tmp;
        }
    }
}

void downsample2x(const uint8_t *src, uint8_t *dst, int w, int h) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            const uint8_t *p = src + (2 * y) * (2 * w) + 2 * x;
            dst[y * w + x] = (p[0] + p[1] + p[2 * w] + p[2 * w + 1] + 2) >> 2;
        }
}

void reverse_copy(const double *src, double *dst, int n) {
    const double *p = src + n;
    while (p > src)
        *dst++ = *--p;
}

void upsample_nearest(const float *in, float *out, int h, int w, int s) {
    for (int y = 0; y < h * s; y++)
        for (int x = 0; x < w * s; x++)
            out[y * w * s + x] = in[(y / s) * w + x / s];
}

void even_odd_split(const int *a, int *even, int *odd, int n) {
    for (int i = 0; i + 1 < n; i += 2) {
        even[i / 2] = a[i];
        odd[i / 2] = a[i + 1];
    }
}

void column_major(const float *a, float *out, int rows, int cols) {
    for (int k = 0; k < rows * cols; k++) {
        int r = k / cols;
        int c = k % cols;
        out[c * rows + r] = a[k];
    }
}

void swap_endian(uint8_t *bytes, unsigned words) {
    for (unsigned i = 0; i < words; i++) {
        uint8_t b0 = bytes[4 * i], b1 = bytes[4 * i + 1];
        bytes[4 * i] = bytes[4 * i + 3];
        bytes[4 * i + 1] = bytes[4 * i + 2];
        bytes[4 * i + 2] = b1;
        bytes[4 * i + 3] = b0;
    }
}
