// Small image filters on interleaved 8-bit images, as they stand in many single-header libraries.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CLAMP(x, lo, hi) ((x) < (lo) ? (lo) : ((x) > (hi) ? (hi) : (x)))
#define MIN(a, b) (((a) < (b)) ? (a) : (b))
#define MAX(a, b) (((a) > (b)) ? (a) : (b))
#define IDX(img, x, y) ((y) * (img)->stride + (x))
#define RGB_SHIFT 8

typedef unsigned char u8;

typedef struct image {
    int width, height;
    int stride;
    u8 *pixels;
} image_t;

static inline u8 clamp_u8(int v) {
    return (u8)CLAMP(v, 0, 255);
}

static inline int get_pixel(const image_t *img, int x, int y) {
    return img->pixels[IDX(img, x, y)];
}

/* luma, ITU-R BT.601 in 8-bit fixed point */
void rgb_to_gray(const u8 *rgb, u8 *gray, int width, int height) {
    const u8 *src = rgb;
    u8 *dst = gray;
    int n = width * height;
    while (n--) {
        *dst++ = (u8)((77 * src[0] + 150 * src[1] + 29 * src[2]) >> RGB_SHIFT);
        src += 3;
    }
}

void invert(image_t *img) {
    for (int y = 0; y < img->height; y++) {
        u8 *row = img->pixels + y * img->stride;
        for (int x = 0; x < img->width; x++)
            row[x] = 255 - row[x];
    }
}

void brightness_contrast(u8 *px, size_t n, int brightness, int contrast /* 8.8 fixed */) {
    for (size_t i = 0; i < n; ++i) {
        int v = (((int)px[i] - 128) * contrast) / 256 + 128 + brightness;
        px[i] = clamp_u8(v);
    }
}

void threshold(const u8 *src, u8 *dst, int w, int h, u8 t) {
    int i;
    for (i = 0; i < w * h; i++)
        dst[i] = src[i] >= t ? 0xFF : 0x00;
}

void box_blur3(const u8 *src, u8 *dst, int w, int h) {
    for (int y = 1; y < h - 1; y++) {
        for (int x = 1; x < w - 1; x++) {
            int sum = 0;
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++)
                    sum += src[(y + dy) * w + (x + dx)];
            dst[y * w + x] = (u8)(sum / 9);
        }
    }
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

void histogram(const u8 *px, int n, unsigned hist[256]) {
    memset(hist, 0, 256 * sizeof(unsigned));
    for (int i = 0; i < n; i++)
        hist[px[i]]++;
}

void apply_lut(u8 *px, int n, const u8 lut[256]) {
    for (int i = 0; i < n; i++)
        px[i] = lut[px[i]];
}

void flip_vertical(const u8 *src, u8 *dst, int w, int h) {
    for (int y = 0; y < h; y++)
        memcpy(dst + (h - 1 - y) * w, src + y * w, w);
}

void blend_over(u8 *dst, const u8 *src, const u8 *alpha, int n) {
    for (int i = 0; i < n; i++) {
        int a = alpha[i];
        dst[i] = (u8)((src[i] * a + dst[i] * (255 - a) + 127) / 255);
    }
}
