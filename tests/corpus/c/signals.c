/* Neighbouring, strided, reversed and shifted indices, and prefix sums. */
#include <stddef.h>
#include <stdint.h>

void differences(const int *a, int *out, int n) {
    for (int i = 0; i < n - 1; i++)
        out[i] = a[i + 1] - a[i];
}

void blur(const float *in, float *out, int n) {
    for (int i = 1; i < n - 1; i++)
        out[i] = 0.25f * in[i - 1] + 0.5f * in[i] + 0.25f * in[i + 1];
}

void downsample(const float *in, float *out, int n) {
    for (int i = 0; i < n / 2; i++)
        out[i] = in[2 * i];
}

void every_other(int16_t *samples, int n) {
    for (int i = 0; i < n; i += 2)
        samples[i] = 0;
}

void flip(const double *in, double *out, int n) {
    for (int i = 0; i < n; i++)
        out[n - 1 - i] = in[i];
}

void flip_rows(const uint8_t *in, uint8_t *out, int width, int height) {
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            out[y * width + x] = in[(height - 1 - y) * width + x];
}

void interleave(const float *left, const float *right, float *out, int frames) {
    for (int i = 0; i < frames; i++) {
        out[2 * i] = left[i];
        out[2 * i + 1] = right[i];
    }
}

void prefix_sums(const int *x, int *out, int n) {
    int s = 0;
    for (int i = 0; i < n; i++) {
        s += x[i];
        out[i] = s;
    }
}

void shift_down(int *x, int n) {
    for (int i = 0; i < n - 1; i++)
        x[i] = x[i + 1];
}

void reversed_scale(float *x, int n, float s) {
    for (int i = n - 1; i >= 0; i--)
        x[i] *= s;
}

void smooth_image(const float *in, float *out, int width, int height) {
    for (int y = 1; y < height - 1; y++) {
        for (int x = 1; x < width - 1; x++) {
            out[y * width + x] = (in[(y - 1) * width + x] + in[(y + 1) * width + x] + in[y * width + x - 1] +
                                  in[y * width + x + 1]) *
                                 0.25f;
        }
    }
}
