/* Macros as they are written: blocks in `do { } while (0)`, checks that return, limits of <math.h>. */
#include <math.h>
#include <string.h>

#define SWAP(T, x, y) do { T swap_ = (x); (x) = (y); (y) = swap_; } while (0)
#define CHECK(condition) do { if (!(condition)) return -1; } while (0)
#define EACH(i, n) for (int i = 0; i < (n); i++)

void swap_rows(float *m, int cols, int from, int to) {
    EACH(c, cols) SWAP(float, m[from * cols + c], m[to * cols + c]);
}

void swap_buffers(int *a, int *b, int n) {
    EACH(i, n) SWAP(int, a[i], b[i]);
}

void sort_pairs(int *a, int *b, int n) {
    EACH(i, n) {
        if (a[i] > b[i]) SWAP(int, a[i], b[i]);
    }
}

void butterfly(int *a, int *b, int n) {
    for (int i = 0; i < n; i++) {
        int t = a[i];
        a[i] = t + b[i];
        b[i] = t - b[i];
    }
}

int halves(int *out, const int *in, int n) {
    CHECK(n > 0);
    EACH(i, n) out[i] = in[i] / 2;
    return 0;
}

float highest(const float *a, int n) {
    float best = -INFINITY;
    EACH(i, n) best = a[i] > best ? a[i] : best;
    return best;
}

double highest_by_fmax(const double *a, int n) {
    double best = -HUGE_VAL;
    EACH(i, n) best = fmax(best, a[i]);
    return best;
}

double lowest_by_fmin(const double *a, int n) {
    double best = a[0];
    for (int i = 1; i < n; i++) best = fmin(a[i], best);
    return best;
}

int bad_values(const double *a, int n) {
    int bad = 0;
    EACH(i, n) bad += isnan(a[i]) || isinf(a[i]);
    return bad;
}

void identity(float *m, int rows, int cols) {
    memset(m, 0, sizeof(float) * rows * cols);
    for (int i = 0; i < rows && i < cols; i++) m[i * cols + i] = 1.0f;
}

int all_positive(const int *a, int n) {
    int ok = 1;
    EACH(i, n) ok = ok && a[i] > 0;
    return ok;
}

int all_positive_from(const int *a, int n, int ok) {
    EACH(i, n) ok = ok && a[i] > 0;
    return ok;
}

int all_positive_by_bits(const int *a, int n) {
    int ok = 1;
    EACH(i, n) ok &= a[i] > 0;
    return ok;
}

int any_negative(const int *a, int n) {
    int found = 0;
    EACH(i, n) found = found || a[i] < 0;
    return found;
}
