/* Positions of extremes, read through or kept beside the extreme; the first or the last of equal ones. */
#include <math.h>
#include <stdint.h>

int argmax(const float *x, int n) {
    int best = 0;
    for (int i = 1; i < n; i++)
        if (x[i] > x[best]) best = i;
    return best;
}

int argmin_from_zero(const int *x, int n) {
    int best = 0;
    for (int i = 0; i < n; i++)
        if (x[best] > x[i]) best = i;
    return best;
}

int last_argmin(const uint8_t *x, int n) {
    int best = 0;
    for (int i = 1; i < n; i++)
        if (x[i] <= x[best]) best = i;
    return best;
}

int loudest(const float *x, int n) {
    int at = -1;
    float top = 0.0f;
    for (int i = 0; i < n; i++)
        if (fabsf(x[i]) > top) {
            top = fabsf(x[i]);
            at = i;
        }
    return at;
}

void argmax_in_rows(const double *x, int *out, int m, int n) {
    for (int r = 0; r < m; r++) {
        int best = 0;
        for (int c = 1; c < n; c++)
            if (x[r * n + c] > x[r * n + best]) best = c;
        out[r] = best;
    }
}

int where_largest(const int *x, int n, int *largest) {
    int at = 0;
    int top = x[0];
    for (int i = 1; i < n; i++)
        if (x[i] >= top) {
            top = x[i];
            at = i;
        }
    *largest = top;
    return at;
}
