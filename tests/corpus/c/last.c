/* Loops of whose iterations the last one counts in which something held. */
#include <stdint.h>

void scatter(float *out, const int *index, const float *values, int n) {
    for (int i = 0; i < n; i++) out[index[i]] = values[i];
}

void scatter_where(double *restrict out, const uint16_t *restrict index, const double *restrict values,
                   const uint8_t *restrict mask, int n) {
    for (int i = 0; i < n; i++)
        if (mask[i]) out[index[i]] = values[i];
}

void scatter_by_pointers(int *out, const int *index, const int *values, int n) {
    const int *end = index + n;
    while (index < end) out[*index++] = *values++;
}

void invert(int *inverse, const int *permutation, int n) {
    for (int i = 0; i < n; i++) inverse[permutation[i]] = i;
}

void plot(uint8_t *image, const int *x, const int *y, int width, int count, uint8_t ink) {
    for (int i = 0; i < count; i++) image[y[i] * width + x[i]] = ink + i;
}

int last_position(const int *x, int n, int y) {
    int at = -1;
    for (int i = 0; i < n; i++)
        if (x[i] == y) at = i;
    return at;
}

float last_loud(const float *x, int n, float limit) {
    float last = 0.0f;
    for (int i = 0; i < n; i++)
        if (x[i] > limit || x[i] < -limit) last = x[i];
    return last;
}

void hold(float *out, const float *x, const uint8_t *gate, int n, float start) {
    float kept = start;
    for (int i = 0; i < n; i++) {
        if (gate[i]) kept = x[i];
        out[i] = kept;
    }
}

int last_downwards(const int *x, int n, int y) {
    int at = -1;
    for (int i = n - 1; i >= 0; i--)
        if (x[i] == y) at = i;
    return at;
}
