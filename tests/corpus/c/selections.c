#include <stddef.h>

int nonzero(const double *x, double *out, int n) {
    int k = 0;
    for (int i = 0; i < n; i++)
        if (x[i] != 0.0) out[k++] = x[i];
    return k;
}

void split(const int *x, int n, int *high, int *low, int *highs, int *lows) {
    int a = 0, b = 0;
    for (int i = 0; i < n; i++) {
        if (x[i] >= 2)
            high[a++] = x[i];
        else
            low[b++] = -x[i];
    }
    *highs = a;
    *lows = b;
}

size_t places(const float *x, size_t n, size_t *out) {
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (x[i] > 0.0f) {
            out[k] = i;
            ++k;
        }
    }
    return k;
}

int rises(const double *x, int n, double *out, int start) {
    int k = start;
    for (int i = 1; i < n; i++)
        if (x[i] > x[i - 1]) out[k++] = x[i] - x[i - 1];
    return k - start;
}

int compact(int *x, int n) {
    int k = 0;
    for (int i = 0; i < n; i++)
        if (x[i] > 0) x[k++] = x[i];
    return k;
}

int unbounded(const int *x, int n, signed char *out) {
    signed char k = 0;
    for (int i = 0; i < n; i++)
        if (x[i] > 0) out[k++] = 1;
    return k;
}
