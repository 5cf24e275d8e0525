/* Images behind flat pointers, as single-header libraries have them: flips, turns, borders, edges. */
#include <stdint.h>
#include <stdlib.h>

#define MIN(a, b) (((a) < (b)) ? (a) : (b))

typedef unsigned char u8;

void flip_rows(const u8 *src, u8 *dst, int w, int h) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            dst[(h - 1 - y) * w + x] = src[y * w + x];
}

void mirror(const u8 *src, u8 *dst, int w, int h) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            dst[y * w + (w - 1 - x)] = src[y * w + x];
}

void turn(const u8 *src, u8 *dst, int w, int h) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            dst[x * h + (h - 1 - y)] = src[y * w + x];
}

void halve(const u8 *src, u8 *dst, int w, int h) {
    for (int y = 0; y < h / 2; y++)
        for (int x = 0; x < w / 2; x++)
            dst[y * (w / 2) + x] = src[2 * y * w + 2 * x];
}

void crop(const u8 *src, u8 *dst, int w, int x0, int y0, int cw, int ch) {
    for (int y = 0; y < ch; y++)
        for (int x = 0; x < cw; x++)
            dst[y * cw + x] = src[(y + y0) * w + x + x0];
}

void sobel(const u8 *src, u8 *dst, int w, int h) {
    for (int y = 1; y < h - 1; y++) {
        for (int x = 1; x < w - 1; x++) {
            const u8 *p = src + y * w + x;
            int gx = -p[-w - 1] + p[-w + 1] - 2 * p[-1] + 2 * p[1] - p[w - 1] + p[w + 1];
            int gy = -p[-w - 1] - 2 * p[-w] - p[-w + 1] + p[w - 1] + 2 * p[w] + p[w + 1];
            int mag = abs(gx) + abs(gy);
            dst[y * w + x] = (u8)MIN(mag, 255);
        }
    }
}
