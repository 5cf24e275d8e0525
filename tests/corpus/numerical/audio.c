/* Signal processing on blocks of samples. */
#include <math.h>
#include <stdint.h>
#include <stddef.h>

#ifndef M_PI
#define M_PI 3.14159265358979323846
#endif

void fir(const float *x, const float *h, float *y, int n, int taps)
{
    for (int i = 0; i < n; i++) {
        float acc = 0.0f;
        for (int k = 0; k < taps; k++)
            if (i - k >= 0)
                acc += h[k] * x[i - k];
        y[i] = acc;
    }
}

void fir_valid(const float *restrict in, size_t n, const float *restrict coeffs, size_t taps, float *restrict out)
{
    if (n < taps)
        return;
    for (size_t i = 0; i <= n - taps; ++i) {
        float acc = 0;
        for (size_t k = 0; k < taps; ++k)
            acc += in[i + k] * coeffs[taps - 1 - k];
        out[i] = acc;
    }
}

void fir_q15(const int16_t *x, const int16_t *h, int16_t *y, int n, int taps)
{
    for (int i = 0; i < n; i++) {
        int32_t acc = 0;
        for (int k = 0; k < taps; k++)
            acc += (int32_t)x[i + k] * h[k];
        y[i] = (int16_t)(acc >> 15);
    }
}

void biquad(const float *x, float *y, int n, float b0, float b1, float b2, float a1, float a2)
{
    float x1 = 0, x2 = 0, y1 = 0, y2 = 0;
    for (int i = 0; i < n; i++) {
        const float out = b0 * x[i] + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
        x2 = x1;
        x1 = x[i];
        y2 = y1;
        y1 = out;
        y[i] = out;
    }
}

void one_pole(const float *x, float *y, int n, float a)
{
    float s = 0.0f;
    for (int i = 0; i < n; i++) {
        s += a * (x[i] - s);
        y[i] = s;
    }
}

void pre_emphasis(const float *x, float *y, int n, float coeff)
{
    float prev = 0.0f;
    for (int i = 0; i < n; i++) {
        y[i] = x[i] - coeff * prev;
        prev = x[i];
    }
}

static inline int16_t clip16(int32_t v)
{
    return (int16_t)(v > 32767 ? 32767 : v < -32768 ? -32768 : v);
}

void mix_s16(const int16_t *a, const int16_t *b, int16_t *out, int n, int gain_a, int gain_b)
{
    for (int i = 0; i < n; i++) {
        int32_t v = ((int32_t)a[i] * gain_a + (int32_t)b[i] * gain_b) >> 8;
        out[i] = clip16(v);
    }
}

void add_saturated(int16_t *dst, const int16_t *src, size_t count)
{
    for (size_t i = 0; i < count; ++i) {
        const int sum = dst[i] + src[i];
        dst[i] = sum > INT16_MAX ? INT16_MAX : sum < INT16_MIN ? INT16_MIN : (int16_t)sum;
    }
}

void float_to_s16(const float *in, int16_t *out, int n)
{
    for (int i = 0; i < n; i++) {
        float v = in[i] * 32768.0f;
        if (v > 32767.0f)
            v = 32767.0f;
        if (v < -32768.0f)
            v = -32768.0f;
        out[i] = (int16_t)v;
    }
}

void s16_to_float(const int16_t *in, float *out, int n)
{
    const float scale = 1.0f / 32768.0f;
    for (int i = 0; i < n; i++)
        out[i] = in[i] * scale;
}

void interleave(const float *left, const float *right, float *out, int frames)
{
    for (int i = 0; i < frames; i++) {
        *out++ = left[i];
        *out++ = right[i];
    }
}

void deinterleave(const float *in, float *left, float *right, int frames)
{
    for (int i = 0; i < frames; i++) {
        left[i] = in[2 * i];
        right[i] = in[2 * i + 1];
    }
}

void deinterleave_n(const float *in, float *out, int frames, int channels)
{
    for (int c = 0; c < channels; c++)
        for (int i = 0; i < frames; i++)
            out[c * frames + i] = in[i * channels + c];
}

void downmix_mono(const float *in, float *out, int frames, int channels)
{
    for (int i = 0; i < frames; i++) {
        float sum = 0.0f;
        for (int c = 0; c < channels; c++)
            sum += in[i * channels + c];
        out[i] = sum / channels;
    }
}

float rms(const float *x, int n)
{
    if (n <= 0)
        return 0.0f;
    double acc = 0.0;
    for (int i = 0; i < n; i++)
        acc += (double)x[i] * x[i];
    return (float)sqrt(acc / n);
}

float peak(const float *x, size_t n)
{
    float p = 0.0f;
    for (size_t i = 0; i < n; i++) {
        const float a = fabsf(x[i]);
        if (a > p)
            p = a;
    }
    return p;
}

void hann(float *w, int n)
{
    for (int i = 0; i < n; i++)
        w[i] = 0.5f * (1.0f - cosf((float)(2.0 * M_PI) * i / (n - 1)));
}

void apply_hamming(double *x, int n)
{
    for (int i = 0; i < n; i++) {
        double w = 0.54 - 0.46 * cos(2 * M_PI * i / (n - 1));
        x[i] *= w;
    }
}

void decimate_2(const float *in, float *out, int n_out)
{
    for (int i = 0; i < n_out; i++)
        out[i] = 0.5f * (in[2 * i] + in[2 * i + 1]);
}

void upsample_2_linear(const float *in, float *out, int n)
{
    for (int i = 0; i < n; i++) {
        out[2 * i] = in[i];
        out[2 * i + 1] = i + 1 < n ? 0.5f * (in[i] + in[i + 1]) : in[i];
    }
}

void zero_stuff(const float *in, float *out, int n, int factor)
{
    for (int i = 0; i < n * factor; i++)
        out[i] = 0.0f;
    for (int i = 0; i < n; i++)
        out[i * factor] = in[i];
}

void envelope(const float *x, float *env, int n, float attack, float release)
{
    float e = 0.0f;
    for (int i = 0; i < n; i++) {
        const float a = fabsf(x[i]);
        if (a > e)
            e = attack * (e - a) + a;
        else
            e = release * (e - a) + a;
        env[i] = e;
    }
}

int zero_crossings(const float *x, int n)
{
    int count = 0;
    for (int i = 1; i < n; i++)
        if ((x[i - 1] >= 0.0f) != (x[i] >= 0.0f))
            count++;
    return count;
}

void fade_in(float *x, int n)
{
    const float step = 1.0f / n;
    float g = 0.0f;
    for (int i = 0; i < n; i++) {
        x[i] *= g;
        g += step;
    }
}

void autocorrelate(const float *x, int n, float *r, int lags)
{
    for (int k = 0; k < lags; k++) {
        float sum = 0.0f;
        for (int i = 0; i < n - k; i++)
            sum += x[i] * x[i + k];
        r[k] = sum;
    }
}
