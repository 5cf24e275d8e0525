/* Matrices behind flat pointers: products in several loop orders, sums, transposition, borders. */
#include <math.h>
#include <stdint.h>

void matvec(const float *w, const float *x, float *out, int d, int n) {
    for (int i = 0; i < d; i++) {
        float val = 0.0f;
        for (int j = 0; j < n; j++) {
            val += w[i * n + j] * x[j];
        }
        out[i] = val;
    }
}

void gemm_register(int m, int n, int k, const double *a, const double *b, double *c) {
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
            double sum = 0.0;
            for (int p = 0; p < k; p++) {
                sum += a[i * k + p] * b[p * n + j];
            }
            c[i * n + j] = sum;
        }
    }
}

void gemm_accumulate(int m, int n, int k, float alpha, const float *a, const float *b, float *c) {
    for (int i = 0; i < m; i++) {
        for (int p = 0; p < k; p++) {
            const float part = alpha * a[i * k + p];
            for (int j = 0; j < n; j++) {
                c[i * n + j] += part * b[p * n + j];
            }
        }
    }
}

void matmul_zeroed(const int *a, const int *b, int *c, int m, int n, int p) {
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < p; j++) {
            c[i * p + j] = 0;
            for (int k = 0; k < n; k++) {
                c[i * p + j] += a[i * n + k] * b[k * p + j];
            }
        }
    }
}

void ger(int m, int n, const float *x, const float *y, float *a) {
    for (int i = 0; i < m; ++i) {
        for (int j = 0; j < n; ++j) {
            a[i * n + j] += x[i] * y[j];
        }
    }
}

void transpose(const int16_t *in, int16_t *out, int rows, int columns) {
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++)
            out[c * rows + r] = in[r * columns + c];
}

void row_sums(const int *a, int rows, int columns, long *sums) {
    for (int r = 0; r < rows; r++) {
        long s = 0;
        for (int c = 0; c < columns; c++)
            s += a[r * columns + c];
        sums[r] = s;
    }
}

void column_means(const double *a, int rows, int columns, double *means) {
    for (int c = 0; c < columns; c++) {
        means[c] = 0.0;
        for (int r = 0; r < rows; r++)
            means[c] += a[r * columns + c];
        means[c] /= rows;
    }
}

void identity(float *a, int n) {
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            a[i * n + j] = i == j ? 1.0f : 0.0f;
}

void add_bias_relu(float *x, const float *bias, int batch, int n) {
    for (int b = 0; b < batch; b++) {
        for (int i = 0; i < n; i++) {
            float v = x[b * n + i] + bias[i];
            x[b * n + i] = v > 0.0f ? v : 0.0f;
        }
    }
}

void normalise_rows(const float *x, float *out, int rows, int columns) {
    for (int r = 0; r < rows; r++) {
        float ss = 0.0f;
        for (int c = 0; c < columns; c++)
            ss += x[r * columns + c] * x[r * columns + c];
        float scale = 1.0f / sqrtf(ss / columns + 1e-5f);
        for (int c = 0; c < columns; c++)
            out[r * columns + c] = x[r * columns + c] * scale;
    }
}

double sum_upper(const double *a, int n) {
    double s = 0.0;
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
            s += a[i * n + j];
    return s;
}

void planes_to_grey(const uint8_t *rgb, uint8_t *grey, int width, int height) {
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            const uint8_t *p = rgb + 3 * (y * width + x);
            grey[y * width + x] = (p[0] + p[1] + p[2]) / 3;
        }
    }
}
