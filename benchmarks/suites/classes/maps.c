/* Maps with branches and temporaries, as image, audio and inference libraries write them over raw buffers. */

#include <math.h>
#include <stddef.h>
#include <stdint.h>

static inline uint8_t clamp_u8(int v) {
    return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
}

void apply_gain_q8(int16_t *samples, size_t count, int gain) {
    for (size_t i = 0; i < count; i++) {
        int32_t s = (samples[i] * gain) >> 8;
        if (s > INT16_MAX)
            s = INT16_MAX;
        else if (s < INT16_MIN)
            s = INT16_MIN;
        samples[i] = (int16_t)s;
    }
}

void ycc_to_rgb(const uint8_t *y, const uint8_t *cb, const uint8_t *cr, uint8_t *rgb, int n) {
    for (int i = 0; i < n; ++i) {
        const int yy = y[i];
        const int u = cb[i] - 128;
        const int v = cr[i] - 128;
        rgb[3 * i] = clamp_u8(yy + ((91881 * v) >> 16));
        rgb[3 * i + 1] = clamp_u8(yy - ((22554 * u + 46802 * v) >> 16));
        rgb[3 * i + 2] = clamp_u8(yy + ((116130 * u) >> 16));
    }
}

void hard_swish(const float *in, float *out, int len) {
    const float *end = in + len;
    while (in != end) {
        float x = *in++;
        float g = x + 3.0f;
        g = g < 0.0f ? 0.0f : (g > 6.0f ? 6.0f : g);
        *out++ = x * g / 6.0f;
    }
}

void gelu_tanh(float *x, int n) {
    const float k = 0.7978845608f;
    while (n--) {
        const float v = *x;
        *x++ = 0.5f * v * (1.0f + tanhf(k * (v + 0.044715f * v * v * v)));
    }
}

void premultiply_alpha(uint8_t *px, unsigned npixels) {
    unsigned i;
    for (i = 0; i < npixels; i++, px += 4) {
        unsigned a = px[3];
        if (a == 255)
            continue;
        px[0] = (px[0] * a + 127) / 255;
        px[1] = (px[1] * a + 127) / 255;
        px[2] = (px[2] * a + 127) / 255;
    }
}

void noise_gate(double *buf, int frames, double open, double ratio) {
    int i = frames;
    while (i-- > 0) {
        double level = fabs(buf[i]);
        if (level >= open) continue;
        buf[i] *= level <= 0.5 * open ? 0.0 : ratio;
    }
}

void blend_mode(const uint8_t *dst, const uint8_t *src, uint8_t *out, int n, int mode) {
    for (int i = 0; i < n; i++) {
        int r;
        switch (mode) {
        case 0:
            r = src[i];
            break;
        case 1:
            r = dst[i] * src[i] / 255;
            break;
        case 2:
            r = dst[i] > src[i] ? dst[i] - src[i] : src[i] - dst[i];
            break;
        default:
            r = dst[i];
        }
        out[i] = (uint8_t)r;
    }
}
