/* The vectors and matrices of games. */
#include <math.h>

void diveq(float *a, float *b, int n) {
    for (int i = 0; i < n; ++i) {
        a[i] /= b[i];
    }
}

void diveq_sca(float *a, float s, int n) {
    for (int i = 0; i < n; ++i) {
        a[i] /= s;
    }
}

float len(float *v, int n) {
    float sum = 0;
    for (int i = 0; i < n; ++i) {
        sum += v[i] * v[i];
    }
    return sqrtf(sum);
}

float len_sq(float *v, int n) {
    float sum = 0;
    for (int i = 0; i < n; ++i) {
        sum += v[i] * v[i];
    }
    return sum;
}

void lerp(float *x, float *y, float alpha, float *out, int n) {
    for (int i = 0; i < n; ++i) {
        out[i] = alpha * x[i] + (1.0f - alpha) * y[i];
    }
}

void matmul_sca(float *A, float v, float *B, int m, int n) {
    for (int i = 0; i < m; ++i) {
        for (int j = 0; j < n; ++j) {
            B[i * n + j] = A[i * n + j] * v;
        }
    }
}

void muleq(float *a, float *b, int n) {
    for (int i = 0; i < n; ++i) {
        a[i] *= b[i];
    }
}

void muleq_sca(float *a, float s, int n) {
    for (int i = 0; i < n; ++i) {
        a[i] *= s;
    }
}

void pluseq(float *a, float *b, int n) {
    for (int i = 0; i < n; ++i) {
        a[i] += b[i];
    }
}

void subeq(float *a, float *b, int n) {
    for (int i = 0; i < n; ++i) {
        a[i] -= b[i];
    }
}

void subeq_sca(float *a, float s, int n) {
    for (int i = 0; i < n; ++i) {
        a[i] -= s;
    }
}

void negate(float *a, int n) {
    for (int i = 0; i < n; ++i) {
        a[i] = -a[i];
    }
}
