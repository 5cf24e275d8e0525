/* Windows over raw buffers: filters, blurs, edges, correlations; borders kept, skipped, clamped or wrapped. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

void fir_decimate(const float *x, const float *h, float *y, int ny, int taps, int factor) {
    for (int n = 0; n < ny; n++) {
        float acc = 0.0f;
        const float *px = x + n * factor;
        for (int k = 0; k < taps; k++)
            acc += h[k] * px[k];
        y[n] = acc;
    }
}

void box_blur_u8(const uint8_t *src, uint8_t *dst, int w, int h) {
    for (int y = 1; y < h - 1; y++) {
        for (int x = 1; x < w - 1; x++) {
            unsigned sum = 0;
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++)
                    sum += src[(y + dy) * w + (x + dx)];
            dst[y * w + x] = (uint8_t)(sum / 9);
        }
    }
}

void sobel_abs(const uint8_t *in, uint8_t *out, int width, int height) {
    for (int y = 1; y < height - 1; y++) {
        const uint8_t *p0 = in + (y - 1) * width;
        const uint8_t *p1 = in + y * width;
        const uint8_t *p2 = in + (y + 1) * width;
        for (int x = 1; x < width - 1; x++) {
            int gx = p0[x + 1] + 2 * p1[x + 1] + p2[x + 1] - p0[x - 1] - 2 * p1[x - 1] - p2[x - 1];
            int gy = p2[x - 1] + 2 * p2[x] + p2[x + 1] - p0[x - 1] - 2 * p0[x] - p0[x + 1];
            int g = abs(gx) + abs(gy);
            out[y * width + x] = g > 255 ? 255 : g;
        }
    }
}

void laplace5(const double *u, double *v, int nx, int ny) {
    for (int i = 1; i < nx - 1; i++)
        for (int j = 1; j < ny - 1; j++)
            v[i * ny + j] = u[(i - 1) * ny + j] + u[(i + 1) * ny + j] + u[i * ny + j - 1] + u[i * ny + j + 1]
                            - 4.0 * u[i * ny + j];
}

void autocorrelation(const double *x, double *r, int n, int lags) {
    for (int lag = 0; lag < lags; lag++) {
        double s = 0;
        for (int i = 0; i < n - lag; i++)
            s += x[i] * x[i + lag];
        r[lag] = s;
    }
}

void dilate_row(const uint8_t *src, uint8_t *dst, int n, int radius) {
    for (int i = 0; i < n; i++) {
        int lo = i - radius < 0 ? 0 : i - radius;
        int hi = i + radius >= n ? n - 1 : i + radius;
        uint8_t m = 0;
        for (int j = lo; j <= hi; j++)
            if (src[j] > m)
                m = src[j];
        dst[i] = m;
    }
}

void smooth_periodic(const double *x, double *y, int n) {
    for (int i = 0; i < n; i++) {
        int prev = (i + n - 1) % n;
        int next = (i + 1) % n;
        y[i] = 0.25 * x[prev] + 0.5 * x[i] + 0.25 * x[next];
    }
}

int template_match(const int *sig, int n, const int *tpl, int m) {
    int best = 0, best_sad = 0x7fffffff;
    for (int off = 0; off + m <= n; off++) {
        int sad = 0;
        for (int k = 0; k < m; k++)
            sad += abs(sig[off + k] - tpl[k]);
        if (sad < best_sad) {
            best_sad = sad;
            best = off;
        }
    }
    return best;
}

void unfold_patches(const float *im, int channels, int h, int w, int k, int oh, int ow, float *col) {
    for (int c = 0; c < channels; c++)
        for (int ky = 0; ky < k; ky++)
            for (int kx = 0; kx < k; kx++)
                for (int y = 0; y < oh; y++)
                    for (int x = 0; x < ow; x++)
                        col[(((c * k + ky) * k + kx) * oh + y) * ow + x] = im[(c * h + y + ky) * w + x + kx];
}
