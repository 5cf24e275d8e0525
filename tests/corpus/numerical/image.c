/* Images of 8 bits a channel, with rows that are `stride` bytes apart. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CLAMP(x, lo, hi) ((x) < (lo) ? (lo) : (x) > (hi) ? (hi) : (x))

static inline uint8_t clip8(int v) { return (uint8_t)CLAMP(v, 0, 255); }
static inline int imin(int a, int b) { return a < b ? a : b; }
static inline int imax(int a, int b) { return a > b ? a : b; }

void rgb_to_grey(const uint8_t *src, int width, int height, uint8_t *dst)
{
    for (int i = 0; i < width * height; i++) {
        const int r = src[3 * i], g = src[3 * i + 1], b = src[3 * i + 2];
        dst[i] = (uint8_t)((77 * r + 150 * g + 29 * b + 128) >> 8);
    }
}

void grey_strided(const uint8_t *src, size_t src_stride, uint8_t *dst, size_t dst_stride, int width, int height)
{
    for (int y = 0; y < height; y++) {
        const uint8_t *s = src + y * src_stride;
        uint8_t *d = dst + y * dst_stride;
        for (int x = 0; x < width; x++, s += 4)
            d[x] = (uint8_t)((s[0] * 77 + s[1] * 151 + s[2] * 28) >> 8);
    }
}

void grey_from_rows(const uint8_t *src, int src_stride, uint8_t *dst, int width, int height)
{
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            const uint8_t *p = &src[y * src_stride + x * 3];
            dst[y * width + x] = (uint8_t)((p[0] + p[1] + p[2]) / 3);
        }
    }
}

void threshold(const uint8_t *src, uint8_t *dst, size_t n, uint8_t limit)
{
    while (n--)
        *dst++ = *src++ > limit ? 255 : 0;
}

void histogram256(const uint8_t *img, int w, int h, int stride, unsigned hist[256])
{
    memset(hist, 0, 256 * sizeof(unsigned));
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            hist[img[y * stride + x]]++;
}

void box_blur_3x3(const uint8_t *src, uint8_t *dst, int w, int h)
{
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            int sum = 0;
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    const int yy = imin(imax(y + dy, 0), h - 1);
                    const int xx = imin(imax(x + dx, 0), w - 1);
                    sum += src[yy * w + xx];
                }
            }
            dst[y * w + x] = (uint8_t)(sum / 9);
        }
    }
}

void blur_horizontal(const float *src, float *dst, int w, int h, int radius)
{
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            float sum = 0.0f;
            int count = 0;
            for (int k = -radius; k <= radius; k++) {
                if (x + k >= 0 && x + k < w) {
                    sum += src[y * w + x + k];
                    count++;
                }
            }
            dst[y * w + x] = sum / count;
        }
    }
}

void sobel(const uint8_t *in, uint8_t *out, int w, int h)
{
    if (w < 3 || h < 3)
        return;
    for (int y = 1; y < h - 1; y++) {
        for (int x = 1; x < w - 1; x++) {
            const uint8_t *p = in + y * w + x;
            int gx = -p[-w - 1] + p[-w + 1] - 2 * p[-1] + 2 * p[1] - p[w - 1] + p[w + 1];
            int gy = -p[-w - 1] - 2 * p[-w] - p[-w + 1] + p[w - 1] + 2 * p[w] + p[w + 1];
            out[y * w + x] = clip8(abs(gx) + abs(gy));
        }
    }
}

void composite_over(const uint8_t *src, const uint8_t *dst, uint8_t *out, int n)
{
    for (int i = 0; i < n; i++) {
        const int alpha = src[4 * i + 3];
        for (int c = 0; c < 3; c++) {
            const int v = src[4 * i + c] * alpha + dst[4 * i + c] * (255 - alpha);
            out[4 * i + c] = (uint8_t)((v + 127) / 255);
        }
        out[4 * i + 3] = 255;
    }
}

void premultiply(uint8_t *px, int n)
{
    for (int i = 0; i < n; i++) {
        uint8_t *p = px + 4 * i;
        const unsigned a = p[3];
        p[0] = (uint8_t)((p[0] * a + 127) / 255);
        p[1] = (uint8_t)((p[1] * a + 127) / 255);
        p[2] = (uint8_t)((p[2] * a + 127) / 255);
    }
}

void crop(const uint8_t *src, int src_w, int x0, int y0, uint8_t *dst, int w, int h)
{
    assert(x0 >= 0 && y0 >= 0);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            dst[y * w + x] = src[(y0 + y) * src_w + x0 + x];
}

void crop_memcpy(const uint8_t *src, int src_w, int x0, int y0, uint8_t *dst, int w, int h)
{
    for (int y = 0; y < h; y++)
        memcpy(dst + y * w, src + (y0 + y) * src_w + x0, w);
}

void flip_vertical(const uint8_t *src, uint8_t *dst, int w, int h)
{
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            dst[(h - 1 - y) * w + x] = src[y * w + x];
}

void flip_horizontal_rgb(const uint8_t *src, uint8_t *dst, int w, int h)
{
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            for (int c = 0; c < 3; c++)
                dst[(y * w + x) * 3 + c] = src[(y * w + (w - 1 - x)) * 3 + c];
}

void mirror_in_place(uint8_t *img, int w, int h)
{
    for (int y = 0; y < h; y++) {
        uint8_t *row = img + y * w;
        for (int x = 0; x < w / 2; x++) {
            uint8_t t = row[x];
            row[x] = row[w - 1 - x];
            row[w - 1 - x] = t;
        }
    }
}

void resize_nearest(const uint8_t *src, int sw, int sh, uint8_t *dst, int dw, int dh)
{
    for (int y = 0; y < dh; y++) {
        const int sy = y * sh / dh;
        for (int x = 0; x < dw; x++) {
            const int sx = x * sw / dw;
            dst[y * dw + x] = src[sy * sw + sx];
        }
    }
}

void downsample_2x2(const uint8_t *src, int w, int h, uint8_t *dst)
{
    const int dw = w / 2, dh = h / 2;
    for (int y = 0; y < dh; y++) {
        for (int x = 0; x < dw; x++) {
            const int i = 2 * y * w + 2 * x;
            dst[y * dw + x] = (uint8_t)((src[i] + src[i + 1] + src[i + w] + src[i + w + 1] + 2) >> 2);
        }
    }
}

void integral_image(const uint8_t *src, uint32_t *sum, int w, int h)
{
    for (int y = 0; y < h; y++) {
        uint32_t row = 0;
        for (int x = 0; x < w; x++) {
            row += src[y * w + x];
            sum[y * w + x] = row + (y > 0 ? sum[(y - 1) * w + x] : 0);
        }
    }
}

void apply_lut(uint8_t *img, size_t n, const uint8_t lut[256])
{
    for (size_t i = 0; i < n; i++)
        img[i] = lut[img[i]];
}

long sum_abs_diff(const uint8_t *a, int astride, const uint8_t *b, int bstride, int w, int h)
{
    long sad = 0;
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++)
            sad += abs(a[x] - b[x]);
        a += astride;
        b += bstride;
    }
    return sad;
}

void dilate_3(const uint8_t *src, uint8_t *dst, int n)
{
    for (int i = 0; i < n; i++) {
        uint8_t m = src[i];
        if (i > 0 && src[i - 1] > m)
            m = src[i - 1];
        if (i + 1 < n && src[i + 1] > m)
            m = src[i + 1];
        dst[i] = m;
    }
}
