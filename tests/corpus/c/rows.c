/* Rows at a distance that the caller gives: matrices with leading dimensions, images with strides. */
#include <stdint.h>
#include <stddef.h>
void laset(int m, int n, double alpha, double *A, int lda) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            A[i * lda + j] = alpha;
}
void lacpy(int m, int n, const double *A, int lda, double *B, int ldb) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            B[i * ldb + j] = A[i * lda + j];
}
void grey(const uint8_t *src, uint8_t *dst, int w, int h, int sstride, int dstride) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            dst[y * dstride + x] = (uint8_t)((src[y * sstride + 3 * x] * 77 + src[y * sstride + 3 * x + 1] * 151 + src[y * sstride + 3 * x + 2] * 28) >> 8);
}
void swap_channels(const uint8_t *src, uint8_t *dst, int w, int h, int stride) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            for (int c = 0; c < 3; c++)
                dst[y * stride + x * 3 + c] = src[y * stride + x * 3 + 2 - c];
}
void scale_in_place(float *a, int m, int n, int lda, float s) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            a[i * lda + j] *= s;
}
void axpby(const float *x, float *y, int m, int n, int ldx, int ldy, float a, float b) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            y[i * ldy + j] = a * x[i * ldx + j] + b * y[i * ldy + j];
}
void sgemm(int M, int N, int K, float alpha, const float *A, int lda, const float *B, int ldb, float beta, float *C, int ldc) {
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) {
            float s = 0;
            for (int k = 0; k < K; k++)
                s += A[i * lda + k] * B[k * ldb + j];
            C[i * ldc + j] = alpha * s + beta * C[i * ldc + j];
        }
}
void gemm_zero(int M, int N, int K, const float *A, int lda, const float *B, int ldb, float *C, int ldc) {
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) {
            C[i * ldc + j] = 0;
            for (int k = 0; k < K; k++)
                C[i * ldc + j] += A[i * lda + k] * B[k * ldb + j];
        }
}
void dgemm_col(int m, int n, int k, double alpha, const double *a, int lda, const double *b, int ldb, double beta, double *c, int ldc) {
    for (int j = 0; j < n; j++) {
        for (int i = 0; i < m; i++)
            c[i + j * ldc] = beta * c[i + j * ldc];
        for (int l = 0; l < k; l++) {
            double temp = alpha * b[l + j * ldb];
            for (int i = 0; i < m; i++)
                c[i + j * ldc] += temp * a[i + l * lda];
        }
    }
}
void transpose(int m, int n, const float *a, int lda, float *b, int ldb) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            b[j * ldb + i] = a[i * lda + j];
}
void fill_rect(uint32_t *pixels, int stride, int x0, int y0, int w, int h, uint32_t colour) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            pixels[(y0 + y) * stride + x0 + x] = colour;
}
void fill_rect2(uint32_t *pixels, int stride, int x0, int y0, int x1, int y1, uint32_t colour) {
    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++)
            pixels[y * stride + x] = colour;
}
void rows_ptr(float *a, int m, int n, int lda, float s) {
    for (int i = 0; i < m; i++) {
        float *row = a + i * lda;
        for (int j = 0; j < n; j++)
            row[j] *= s;
    }
}
void rows_walk(uint8_t *p, int w, int h, int stride) {
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++)
            p[x] = 255 - p[x];
        p += stride;
    }
}
void size_rows(const uint8_t *src, size_t sstride, uint8_t *dst, size_t dstride, size_t w, size_t h) {
    for (size_t y = 0; y < h; y++)
        for (size_t x = 0; x < w; x++)
            dst[y * dstride + x] = src[y * sstride + x] >> 1;
}
void blur_interior(const uint8_t *src, uint8_t *dst, int w, int h, int stride) {
    for (int y = 1; y < h - 1; y++)
        for (int x = 1; x < w - 1; x++)
            dst[y * stride + x] = (src[(y - 1) * stride + x] + src[y * stride + x - 1] + src[y * stride + x + 1] + src[(y + 1) * stride + x]) / 4;
}
void ger(int m, int n, float alpha, const float *x, const float *y, float *A, int lda) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            A[i * lda + j] += alpha * x[i] * y[j];
}
void conv_full(const float *x, int n, const float *h, int m, float *out) {
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++)
            out[i + j] += x[i] * h[j];
}
void rgb_to_bgr(const uint8_t *src, int sstride, uint8_t *dst, int dstride, int w, int h) {
    for (int y = 0; y < h; y++) {
        const uint8_t *s = src + y * sstride;
        uint8_t *d = dst + y * dstride;
        for (int x = 0; x < w; x++) {
            d[3 * x + 0] = s[3 * x + 2];
            d[3 * x + 1] = s[3 * x + 1];
            d[3 * x + 2] = s[3 * x + 0];
        }
    }
}
void rgb_invert(uint8_t *p, int w, int h, int stride) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            for (int c = 0; c < 3; c++)
                p[y * stride + x * 3 + c] = 255 - p[y * stride + x * 3 + c];
}
void set_alpha(uint8_t *rgba, int w, int h, int stride, uint8_t a) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            rgba[y * stride + 4 * x + 3] = a;
}
void premultiply(uint8_t *p, int w, int h, int stride) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            uint8_t *q = p + y * stride + 4 * x;
            q[0] = q[0] * q[3] / 255;
            q[1] = q[1] * q[3] / 255;
            q[2] = q[2] * q[3] / 255;
        }
}
void flip_vertical(const uint8_t *src, uint8_t *dst, int w, int h, int stride) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            dst[(h - 1 - y) * stride + x] = src[y * stride + x];
}
void flip_horizontal(const uint8_t *src, uint8_t *dst, int w, int h, int stride) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            dst[y * stride + x] = src[y * stride + (w - 1 - x)];
}
void crop(const float *src, int sw, float *dst, int x0, int y0, int w, int h) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            dst[y * w + x] = src[(y + y0) * sw + x + x0];
}
void paste(const float *src, int w, int h, float *dst, int dw, int x0, int y0) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            dst[(y0 + y) * dw + x0 + x] = src[y * w + x];
}
void pitch3(const float *src, float *dst, int nx, int ny, int nz, int sy, int sz) {
    for (int z = 0; z < nz; z++)
        for (int y = 0; y < ny; y++)
            for (int x = 0; x < nx; x++)
                dst[z * sz + y * sy + x] = 2 * src[z * sz + y * sy + x];
}
void batched(const float *a, const float *b, float *c, int nb, int m, int n, int k) {
    for (int t = 0; t < nb; t++)
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++) {
                float s = 0;
                for (int l = 0; l < k; l++)
                    s += a[t * m * k + i * k + l] * b[t * k * n + l * n + j];
                c[t * m * n + i * n + j] = s;
            }
}
void saxpy_inc(int n, float a, const float *x, int incx, float *y, int incy) {
    for (int i = 0; i < n; i++)
        y[i * incy] += a * x[i * incx];
}
void scopy_inc(int n, const float *x, int incx, float *y, int incy) {
    int ix = 0, iy = 0;
    for (int i = 0; i < n; i++) {
        y[iy] = x[ix];
        ix += incx;
        iy += incy;
    }
}
void sswap(int n, float *x, int incx, float *y, int incy) {
    for (int i = 0; i < n; i++) {
        float t = x[i * incx];
        x[i * incx] = y[i * incy];
        y[i * incy] = t;
    }
}
void sgemv_n(int m, int n, float alpha, const float *a, int lda, const float *x, float beta, float *y) {
    for (int i = 0; i < m; i++) {
        float s = 0;
        for (int j = 0; j < n; j++)
            s += a[i * lda + j] * x[j];
        y[i] = alpha * s + beta * y[i];
    }
}
void sgemv_col(int m, int n, float alpha, const float *a, int lda, const float *x, float *y) {
    for (int j = 0; j < n; j++) {
        float t = alpha * x[j];
        for (int i = 0; i < m; i++)
            y[i] += t * a[i + j * lda];
    }
}
void lower_zero(int n, float *a, int lda) {
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
            a[i * lda + j] = 0;
}
void diag_set(int n, float *a, int lda, float v) {
    for (int i = 0; i < n; i++)
        a[i * lda + i] = v;
}
void add_bias(float *a, const float *b, int m, int n, int lda) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            a[i * lda + j] += b[j];
}
void relu_rows(float *a, int m, int n, int lda) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            if (a[i * lda + j] < 0) a[i * lda + j] = 0;
}
void softmax_rows(float *a, int m, int n, int lda, float *s) {
    for (int i = 0; i < m; i++) {
        float t = 0;
        for (int j = 0; j < n; j++)
            t += a[i * lda + j];
        for (int j = 0; j < n; j++)
            a[i * lda + j] /= t;
    }
}
void trmm_flat(int m, int n, const float *a, int lda, float *b, int ldb) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            for (int k = i + 1; k < m; k++)
                b[i * ldb + j] += a[k * lda + i] * b[k * ldb + j];
}
void downsample(const uint8_t *src, int sstride, uint8_t *dst, int dstride, int w, int h) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            dst[y * dstride + x] = (src[2 * y * sstride + 2 * x] + src[2 * y * sstride + 2 * x + 1] + src[(2 * y + 1) * sstride + 2 * x] + src[(2 * y + 1) * sstride + 2 * x + 1] + 2) >> 2;
}
void pitch3b(const float *src, float *dst, int nx, int ny, int nz, int sy, int sz) {
    for (int z = 0; z < nz; z++)
        for (int y = 0; y < ny; y++)
            for (int x = 0; x < nx; x++)
                dst[z * sz + y * sy + x] += src[z * nx * ny + y * nx + x];
}
void batched_ld(const float *a, int lda, int sa, const float *b, int ldb, int sb, float *c, int ldc, int sc, int nb, int m, int n, int k) {
    for (int t = 0; t < nb; t++)
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++) {
                float s = 0;
                for (int l = 0; l < k; l++)
                    s += a[t * sa + i * lda + l] * b[t * sb + l * ldb + j];
                c[t * sc + i * ldc + j] = s;
            }
}
void pitch3c(float *a, int nx, int ny, int nz, int sy, int sz) {
    for (int z = 0; z < nz; z++)
        for (int y = 0; y < ny; y++)
            for (int x = 0; x < nx; x++)
                if (a[z * sz + y * sy + x] < 0) a[z * sz + y * sy + x] = 0;
}
