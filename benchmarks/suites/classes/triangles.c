/* Triangles, bands and pairs: linear algebra on packed and masked matrices, forces, correlations. */

#include <math.h>

void trmv_lower(int n, const double *a, const double *x, double *y) {
    for (int i = 0; i < n; i++) {
        double t = 0.0;
        for (int j = 0; j <= i; j++)
            t += a[i * n + j] * x[j];
        y[i] = t;
    }
}

void mirror_upper(double *a, int n) {
    int i, j;
    for (i = 0; i < n; i++)
        for (j = 0; j < i; j++)
            a[i * n + j] = a[j * n + i];
}

void causal_bias(float *scores, int queries, int keys, float minus_inf) {
    for (int q = 0; q < queries; q++)
        for (int k = q + 1; k < keys; k++)
            scores[q * keys + k] = minus_inf;
}

void set_identity(double *m, unsigned n) {
    for (unsigned r = 0; r < n; ++r)
        for (unsigned c = 0; c < n; ++c)
            m[r * n + c] = (r == c) ? 1.0 : 0.0;
}

int close_pairs(const double *x, const double *y, int n, double radius) {
    int count = 0;
    for (int i = 0; i < n - 1; i++) {
        for (int j = i + 1; j < n; j++) {
            double dx = x[i] - x[j], dy = y[i] - y[j];
            if (dx * dx + dy * dy <= radius * radius)
                count++;
        }
    }
    return count;
}

void band_multiply(const double *a, const double *x, double *y, int n, int bw) {
    for (int i = 0; i < n; i++) {
        double s = 0;
        for (int j = 0; j < n; j++) {
            if (j < i - bw || j > i + bw)
                continue;
            s += a[i * n + j] * x[j];
        }
        y[i] = s;
    }
}

double trace(const double *m, int n) {
    double t = 0;
    for (int i = 0; i < n; i++)
        t += m[i * n + i];
    return t;
}

void hilbert(double *h, int n) {
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            h[i * n + j] = 1.0 / (i + j + 1);
}
