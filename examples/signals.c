/* Loops over flat buffers, as signal and matrix code in C has them. */
#include <math.h>

void matmul(const float *a, const float *b, float *c, int m, int n, int k) {
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
            float sum = 0.0f;
            for (int p = 0; p < k; p++)
                sum += a[i * k + p] * b[p * n + j];
            c[i * n + j] = sum;
        }
    }
}

void convolve(const double *signal, const double *taps, double *out, int count, int width) {
    for (int i = 0; i < count; i++) {
        double sum = 0.0;
        for (int j = 0; j < width; j++)
            sum += signal[i + j] * taps[j];
        out[i] = sum;
    }
}

void prefix_sums(const int *values, long long *out, int n) {
    long long sum = 0;
    for (int i = 0; i < n; i++) {
        sum += values[i];
        out[i] = sum;
    }
}

double rms(const double *signal, int n) {
    double power = 0.0;
    for (int i = 0; i < n; i++)
        power += signal[i] * signal[i];
    return sqrt(power / n);
}
