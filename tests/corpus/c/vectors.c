/* One-dimensional loops: maps in place and onto an output, reductions, several loops in a row. */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void saxpy(int n, float alpha, const float *x, float *y) {
    for (int i = 0; i < n; i++)
        y[i] = alpha * x[i] + y[i];
}

void clip(double *x, size_t n, double low, double high) {
    for (size_t i = 0; i < n; ++i) {
        if (x[i] < low)
            x[i] = low;
        else if (x[i] > high)
            x[i] = high;
    }
}

void vector_add(const int *a, const int *b, int *out, int n) {
    for (int i = 0; i < n; i++) {
        out[i] = a[i] + b[i];
    }
}

void brighten(uint8_t *pixels, int n, int amount) {
    for (int i = 0; i < n; i++) {
        int value = pixels[i] + amount;
        if (value > 255)
            value = 255;
        if (value < 0)
            value = 0;
        pixels[i] = (uint8_t)value;
    }
}

void quantise(const float *x, float scale, int8_t *q, int n) {
    for (int i = 0; i < n; i++) {
        float scaled = x[i] * scale;
        if (scaled > 127.0f)
            scaled = 127.0f;
        if (scaled < -128.0f)
            scaled = -128.0f;
        q[i] = (int8_t)scaled;
    }
}

void relu(float *x, int n) {
    for (int i = 0; i < n; i++)
        x[i] = x[i] > 0 ? x[i] : 0;
}

void silu(float *x, int n) {
    for (int i = 0; i < n; i++) {
        x[i] = x[i] * (1.0f / (1.0f + expf(-x[i])));
    }
}

void quotients(const int32_t *a, const int32_t *b, int32_t *q, int32_t *r, int n) {
    for (int i = 0; i < n; i++) {
        q[i] = a[i] / b[i];
        r[i] = a[i] % b[i];
    }
}

void hash_words(uint32_t *x, int n) {
    for (int i = 0; i < n; i++) {
        uint32_t h = x[i];
        h ^= h >> 16;
        h *= 0x85ebca6bu;
        h ^= h >> 13;
        x[i] = h;
    }
}

float dot(const float *a, const float *b, int n) {
    float sum = 0.0f;
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

double sum_of_squares(const double *x, int n) {
    double s = 0;
    for (const double *p = x; p < x + n; p++)
        s += *p * *p;
    return s;
}

int largest(const int *x, int n) {
    int best = x[0];
    for (int i = 1; i < n; i++)
        if (x[i] > best)
            best = x[i];
    return best;
}

bool any_zero(const int *x, int n) {
    bool found = false;
    for (int i = 0; i < n; i++)
        if (x[i] == 0)
            found = true;
    return found;
}

int count_between(const float *x, int n, float low, float high) {
    int count = 0;
    for (int i = 0; i < n; i++) {
        if (x[i] >= low && x[i] < high)
            count++;
    }
    return count;
}

float norm(const float *x, int n) {
    float ss = 0.0f;
    for (int i = 0; i < n; i++) {
        ss += x[i] * x[i];
    }
    return sqrtf(ss);
}

double variance(const double *x, int n) {
    double mean = 0.0;
    for (int i = 0; i < n; i++)
        mean += x[i];
    mean /= n;
    double v = 0.0;
    for (int i = 0; i < n; i++) {
        double d = x[i] - mean;
        v += d * d;
    }
    return v / n;
}

void softmax(float *x, int n) {
    float top = x[0];
    for (int i = 1; i < n; i++) {
        if (x[i] > top)
            top = x[i];
    }
    float sum = 0.0f;
    for (int i = 0; i < n; i++) {
        x[i] = expf(x[i] - top);
        sum += x[i];
    }
    for (int i = 0; i < n; i++) {
        x[i] /= sum;
    }
}
