/* Loops that look liftable and are not, or whose exact meaning is easily missed. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

void affine_chain(float *a, const float *x, float c, int n) {
    for (int i = 1; i < n; i++)
        a[i] = a[i - 1] * x[i] + c;
}

void sine_chain(double *a, int n) {
    for (int i = 1; i < n; i++)
        a[i] = sin(a[i - 1]) * a[i] + 1.0;
}

double logistic_map(double x, double r, int n) {
    for (int i = 0; i < n; i++)
        x = r * x * (1.0 - x);
    return x;
}

unsigned fibonacci(int n) {
    unsigned a = 0, b = 1;
    for (int i = 0; i < n; i++) {
        unsigned t = a + b;
        a = b;
        b = t;
    }
    return a;
}

/* Called with out == a + 1 too. */
void copy_plus_one(const int *a, int *out, int n) {
    for (int i = 0; i < n; i++)
        out[i] = a[i] + 1;
}

/* Called with c == a too. */
void matmul_square(const int *a, const int *b, int *c, int n) {
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            int s = 0;
            for (int k = 0; k < n; k++)
                s += a[i * n + k] * b[k * n + j];
            c[i * n + j] = s;
        }
}

/* A bound that the loop itself may overwrite. */
void fill_up_to(int *x, int *n) {
    for (int i = 0; i < *n; i++)
        x[i] = 1;
}

float largest_from_zero(const float *x, int n) {
    float best = 0.0f;
    for (int i = 0; i < n; i++)
        if (x[i] > best)
            best = x[i];
    return best;
}

void one_too_many(const int *a, int *out, int n) {
    for (int i = 0; i <= n; i++)
        out[i] = a[i] * 2;
}

void gaps(const int *a, int *out, size_t n) {
    for (size_t i = 0; i < n - 1; i++)
        out[i] = a[i + 1] - a[i];
}

void count_down(uint8_t *x, unsigned n) {
    for (unsigned i = n; i-- > 0;)
        x[i] = (uint8_t)(x[i] + 1);
}

void unit_vector(double *x, int n, double eps) {
    double ss = 0.0;
    for (int i = 0; i < n; i++)
        ss += x[i] * x[i];
    double norm = sqrt(ss);
    if (norm > eps) {
        for (int i = 0; i < n; i++)
            x[i] /= norm;
    }
}

void scatter(const int *index, const float *value, float *out, int n) {
    for (int i = 0; i < n; i++)
        out[index[i]] = value[i];
}

uint8_t checksum(const uint8_t *data, int n) {
    uint8_t sum = 0;
    for (int i = 0; i < n; i++)
        sum += data[i];
    return sum;
}

int halves_sum(const int *x, int n) {
    int s = 0;
    for (int i = 0; i < n; i++)
        s += x[i] / 2 - x[i] % 2;
    return s;
}

int first_negative(const int *x, int n) {
    for (int i = 0; i < n; i++)
        if (x[i] < 0)
            return i;
    return -1;
}

int digits(unsigned x) {
    int count = 0;
    while (x > 0) {
        x /= 10;
        count++;
    }
    return count;
}

void print_all(const int *x, int n) {
    for (int i = 0; i < n; i++)
        printf("%d\n", x[i]);
}

int ackermann_sum(int n) {
    int s = 0;
    for (int i = 0; i < n; i++)
        s += 1 + ackermann_sum(i);
    return s;
}

void mean_of_floats_by_double(const float *x, float *out, int n) {
    for (int i = 0; i < n; i++)
        out[i] = x[i] * 0.1 + 0.5;
}

unsigned mixed_signs(const int *x, int n) {
    unsigned count = 0;
    for (int i = 0; i < n; i++)
        if (x[i] < 1u)
            count++;
    return count;
}

void narrow_counter(uint8_t *x, int n) {
    for (uint8_t i = 0; i < n; i++)
        x[i] = i;
}

void swap_halves_by_xor(uint16_t *x, int n) {
    for (int i = 0; i < n; i++)
        x[i] = (uint16_t)((x[i] << 8) | (x[i] >> 8));
}
