/* Small numerical kernels as they are met in embedded and scientific programs. */
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef float real_t;
#define N_TAPS 8
#define ARRAY_FOR(i, n) for (size_t i = 0; i < (n); ++i)

void vec_add(const real_t *a, const real_t *b, real_t *c, size_t n) { ARRAY_FOR(i, n) c[i] = a[i] + b[i]; }

void vec_clip(real_t *x, size_t n, real_t lo, real_t hi)
{
    ARRAY_FOR(i, n) {
        if (x[i] < lo) x[i] = lo;
        else if (x[i] > hi) x[i] = hi;
    }
}

real_t vec_dot(const real_t *a, const real_t *b, size_t n)
{
    real_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        s0 += a[i] * b[i];
        s1 += a[i + 1] * b[i + 1];
        s2 += a[i + 2] * b[i + 2];
        s3 += a[i + 3] * b[i + 3];
    }
    for (; i < n; i++)
        s0 += a[i] * b[i];
    return (s0 + s1) + (s2 + s3);
}

void vec_linspace(double *out, int n, double a, double b)
{
    const double step = n > 1 ? (b - a) / (n - 1) : 0.0;
    for (int i = 0; i < n; i++)
        out[i] = a + step * i;
}

void complex_multiply(const float *a, const float *b, float *c, int n)
{
    for (int i = 0; i < n; i++) {
        const float re = a[2 * i] * b[2 * i] - a[2 * i + 1] * b[2 * i + 1];
        const float im = a[2 * i] * b[2 * i + 1] + a[2 * i + 1] * b[2 * i];
        c[2 * i] = re;
        c[2 * i + 1] = im;
    }
}

void complex_magnitude(const float *z, float *mag, int n)
{
    for (int i = 0; i < n; i++)
        mag[i] = sqrtf(z[2 * i] * z[2 * i] + z[2 * i + 1] * z[2 * i + 1]);
}

void dft_naive(const double *re, const double *im, double *ore, double *oim, int n)
{
    for (int k = 0; k < n; k++) {
        double sr = 0, si = 0;
        for (int t = 0; t < n; t++) {
            const double angle = -2.0 * 3.141592653589793 * k * t / n;
            sr += re[t] * cos(angle) - im[t] * sin(angle);
            si += re[t] * sin(angle) + im[t] * cos(angle);
        }
        ore[k] = sr;
        oim[k] = si;
    }
}

void dct2(const double *x, double *out, int n)
{
    for (int k = 0; k < n; k++) {
        double s = 0.0;
        for (int i = 0; i < n; i++)
            s += x[i] * cos(M_PI * (i + 0.5) * k / n);
        out[k] = s;
    }
}

void haar_step(const float *in, float *low, float *high, int half)
{
    for (int i = 0; i < half; i++) {
        low[i] = (in[2 * i] + in[2 * i + 1]) * 0.70710678f;
        high[i] = (in[2 * i] - in[2 * i + 1]) * 0.70710678f;
    }
}

void fir8(const int16_t *x, const int16_t coeff[N_TAPS], int32_t *y, int n)
{
    for (int i = 0; i < n; i++) {
        int32_t acc = 0;
        for (int k = 0; k < N_TAPS; k++)
            acc += coeff[k] * x[i + N_TAPS - 1 - k];
        y[i] = acc;
    }
}

void lms_update(float *w, const float *x, float err, float mu, int taps)
{
    for (int k = 0; k < taps; k++)
        w[k] += 2.0f * mu * err * x[k];
}

void conv2d_valid(const float *in, int h, int w, const float *k, int kh, int kw, float *out)
{
    const int oh = h - kh + 1, ow = w - kw + 1;
    for (int y = 0; y < oh; y++)
        for (int x = 0; x < ow; x++) {
            float acc = 0.0f;
            for (int i = 0; i < kh; i++)
                for (int j = 0; j < kw; j++)
                    acc += in[(y + i) * w + x + j] * k[i * kw + j];
            out[y * ow + x] = acc;
        }
}

void outer_accumulate(double *restrict c, const double *restrict a, const double *restrict b, int m, int n)
{
    for (int i = 0; i < m; i++) {
        double *ci = &c[i * n];
        const double ai = a[i];
        for (int j = 0; j < n; j++)
            ci[j] += ai * b[j];
    }
}

void polyval(const double *x, double *y, int n, double c0, double c1, double c2, double c3)
{
    for (int i = 0; i < n; i++)
        y[i] = c0 + x[i] * (c1 + x[i] * (c2 + x[i] * c3));
}

void interp_linear(const double *table, int size, const double *x, double *y, int n)
{
    for (int i = 0; i < n; i++) {
        double pos = x[i] * (size - 1);
        int k = (int)pos;
        if (k < 0)
            k = 0;
        if (k > size - 2)
            k = size - 2;
        const double f = pos - k;
        y[i] = table[k] * (1.0 - f) + table[k + 1] * f;
    }
}

void sigmoid_table(float *out, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = 1.0f / (1.0f + expf(-x[i]));
}

void swap_halves(float *x, int n)
{
    const int half = n / 2;
    for (int i = 0; i < half; i++) {
        float t = x[i];
        x[i] = x[i + half];
        x[i + half] = t;
    }
}

void roll(const int *x, int *out, int n, int shift)
{
    for (int i = 0; i < n; i++)
        out[(i + shift) % n] = x[i];
}

void roll_left(const int *x, int *out, int n, int shift)
{
    for (int i = 0; i < n; i++)
        out[i] = x[(i + shift) % n];
}

int64_t dot_i16(const int16_t *a, const int16_t *b, size_t n)
{
    int64_t s = 0;
    for (size_t i = 0; i < n; i++)
        s += (int64_t)a[i] * b[i];
    return s;
}

void scale_q15(const int16_t *x, int16_t *y, int n, int16_t g)
{
    for (int i = 0; i < n; i++) {
        int32_t v = ((int32_t)x[i] * g + (1 << 14)) >> 15;
        y[i] = (int16_t)(v > 32767 ? 32767 : v);
    }
}

bool all_finite(const double *x, int n)
{
    bool ok = true;
    for (int i = 0; i < n; i++)
        ok = ok && isfinite(x[i]);
    return ok;
}

int first_above(const float *x, int n, float limit)
{
    int i = 0;
    while (i < n && x[i] <= limit)
        i++;
    return i;
}

int last_nonzero(const int *x, int n)
{
    int last = -1;
    for (int i = 0; i < n; i++)
        if (x[i] != 0)
            last = i;
    return last;
}

int compact_nonzero(const int *x, int n, int *out)
{
    int k = 0;
    for (int i = 0; i < n; i++)
        if (x[i] != 0)
            out[k++] = x[i];
    return k;
}

void insertion_sort(int *x, int n)
{
    for (int i = 1; i < n; i++) {
        int v = x[i], j = i - 1;
        while (j >= 0 && x[j] > v) {
            x[j + 1] = x[j];
            j--;
        }
        x[j + 1] = v;
    }
}

int binary_search(const int *x, int n, int key)
{
    int lo = 0, hi = n;
    while (lo < hi) {
        int mid = lo + (hi - lo) / 2;
        if (x[mid] < key)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

void matmul_4x4(const float a[4][4], const float b[4][4], float c[4][4])
{
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) {
            c[i][j] = 0;
            for (int k = 0; k < 4; k++)
                c[i][j] += a[i][k] * b[k][j];
        }
}

void cumulative_trapezoid(const double *y, double *out, int n, double dx)
{
    double s = 0.0;
    for (int i = 1; i < n; i++) {
        s += 0.5 * (y[i - 1] + y[i]) * dx;
        out[i - 1] = s;
    }
}

unsigned max_run(const uint8_t *bits, int n)
{
    unsigned run = 0, best = 0;
    for (int i = 0; i < n; i++) {
        run = bits[i] ? run + 1 : 0;
        if (run > best)
            best = run;
    }
    return best;
}

void gain_ramp(float *x, int n, float g0, float g1)
{
    if (n <= 0)
        return;
    for (int i = 0; i < n; i++) {
        const float t = (float)i / (float)n;
        x[i] *= g0 + (g1 - g0) * t;
    }
}
