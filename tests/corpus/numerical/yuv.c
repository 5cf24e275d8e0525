/* Colour conversion in fixed point, planes and packed pixels. */
#include <stdint.h>

#define FIX(x) ((int32_t)((x) * 65536.0 + 0.5))
#define HALF (1 << 15)

static inline uint8_t saturate(int32_t v)
{
    if (v < 0)
        return 0;
    if (v > 255)
        return 255;
    return (uint8_t)v;
}

void rgb_to_ycc(const uint8_t *rgb, uint8_t *y, uint8_t *cb, uint8_t *cr, int n)
{
    for (int i = 0; i < n; i++) {
        const int32_t r = rgb[i * 3 + 0];
        const int32_t g = rgb[i * 3 + 1];
        const int32_t b = rgb[i * 3 + 2];
        y[i] = (uint8_t)((FIX(0.299) * r + FIX(0.587) * g + FIX(0.114) * b + HALF) >> 16);
        cb[i] = saturate(((-11059 * r - 21709 * g + 32768 * b + HALF - 1) >> 16) + 128);
        cr[i] = saturate(((32768 * r - 27439 * g - 5329 * b + HALF - 1) >> 16) + 128);
    }
}

void ycc_to_rgb(const uint8_t *y, const uint8_t *u, const uint8_t *v, uint8_t *out, int w, int h)
{
    for (int j = 0; j < h; j++) {
        for (int i = 0; i < w; i++) {
            const int c = y[j * w + i] - 16;
            const int d = u[j * w + i] - 128;
            const int e = v[j * w + i] - 128;
            out[(j * w + i) * 3 + 0] = saturate((298 * c + 409 * e + 128) >> 8);
            out[(j * w + i) * 3 + 1] = saturate((298 * c - 100 * d - 208 * e + 128) >> 8);
            out[(j * w + i) * 3 + 2] = saturate((298 * c + 516 * d + 128) >> 8);
        }
    }
}

/* The chroma planes have half the width and half the height. */
void i420_to_grey_rgb(const uint8_t *yp, const uint8_t *up, const uint8_t *vp, uint8_t *out, int w, int h)
{
    for (int j = 0; j < h; j++) {
        for (int i = 0; i < w; i++) {
            const int c = yp[j * w + i];
            const int d = up[(j / 2) * (w / 2) + i / 2] - 128;
            const int e = vp[(j / 2) * (w / 2) + i / 2] - 128;
            out[j * w + i] = saturate(c + ((91881 * e + 22554 * d) >> 16));
        }
    }
}

void nv12_split(const uint8_t *uv, uint8_t *u, uint8_t *v, int n)
{
    for (int i = 0; i < n; i++) {
        u[i] = uv[2 * i];
        v[i] = uv[2 * i + 1];
    }
}

void nv12_merge(const uint8_t *u, const uint8_t *v, uint8_t *uv, int n)
{
    for (int i = 0; i < n; i++) {
        uv[2 * i] = u[i];
        uv[2 * i + 1] = v[i];
    }
}

void yuyv_luma(const uint8_t *yuyv, uint8_t *luma, int pixels)
{
    const uint8_t *end = yuyv + 2 * pixels;
    while (yuyv < end) {
        *luma++ = *yuyv;
        yuyv += 2;
    }
}

void chroma_down(const uint8_t *full, uint8_t *half, int w, int h)
{
    for (int y = 0; y < h / 2; y++)
        for (int x = 0; x < w / 2; x++) {
            int s = full[(2 * y) * w + 2 * x] + full[(2 * y) * w + 2 * x + 1];
            s += full[(2 * y + 1) * w + 2 * x] + full[(2 * y + 1) * w + 2 * x + 1];
            half[y * (w / 2) + x] = (uint8_t)((s + 2) / 4);
        }
}

void rgb565_pack(const uint8_t *rgb, uint16_t *out, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = (uint16_t)(((rgb[3 * i] & 0xF8) << 8) | ((rgb[3 * i + 1] & 0xFC) << 3) | (rgb[3 * i + 2] >> 3));
}

void rgb565_unpack(const uint16_t *in, uint8_t *rgb, int n)
{
    for (int i = 0; i < n; i++) {
        const uint16_t p = in[i];
        const uint8_t r = (p >> 11) & 0x1F, g = (p >> 5) & 0x3F, b = p & 0x1F;
        rgb[3 * i] = (uint8_t)((r << 3) | (r >> 2));
        rgb[3 * i + 1] = (uint8_t)((g << 2) | (g >> 4));
        rgb[3 * i + 2] = (uint8_t)((b << 3) | (b >> 2));
    }
}

void argb_swap(const uint32_t *in, uint32_t *out, int n)
{
    for (int i = 0; i < n; i++) {
        uint32_t p = in[i];
        out[i] = (p & 0xFF00FF00u) | ((p >> 16) & 0xFFu) | ((p & 0xFFu) << 16);
    }
}

void gamma_table(uint16_t *lut, int n, int max)
{
    for (int i = 0; i < n; i++)
        lut[i] = (uint16_t)((int64_t)i * i * max / ((int64_t)(n - 1) * (n - 1)));
}

void blend_rows(const uint8_t *a, const uint8_t *b, uint8_t *dst, int w, int frac)
{
    const int inv = 256 - frac;
    for (int x = 0; x < w; ++x)
        dst[x] = (uint8_t)((a[x] * inv + b[x] * frac + 128) >> 8);
}

void scale_row_down_2(const uint8_t *src, int src_stride, uint8_t *dst, int dst_width)
{
    const uint8_t *s = src, *t = src + src_stride;
    for (int x = 0; x < dst_width; ++x) {
        dst[x] = (uint8_t)((s[0] + s[1] + t[0] + t[1] + 2) >> 2);
        s += 2;
        t += 2;
    }
}

unsigned long long plane_sse(const uint8_t *a, const uint8_t *b, int count)
{
    uint32_t sse = 0;
    for (int i = 0; i < count; ++i) {
        const int diff = a[i] - b[i];
        sse += (uint32_t)(diff * diff);
    }
    return sse;
}
