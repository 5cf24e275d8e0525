/* Level 1 and 2 of the BLAS, in the manner of a plain C port of the reference implementation. */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define A(i, j) a[(i) + (j) * lda]

void saxpy(int n, float alpha, const float *x, int incx, float *y, int incy)
{
    if (n <= 0 || alpha == 0.0f)
        return;
    if (incx == 1 && incy == 1) {
        for (int i = 0; i < n; i++)
            y[i] += alpha * x[i];
        return;
    }
    int ix = incx < 0 ? (1 - n) * incx : 0;
    int iy = incy < 0 ? (1 - n) * incy : 0;
    for (int i = 0; i < n; i++) {
        y[iy] += alpha * x[ix];
        ix += incx;
        iy += incy;
    }
}

void daxpy_unit(const int n, const double alpha, const double *restrict x, double *restrict y)
{
    const int m = n % 4;
    for (int i = 0; i < m; i++)
        y[i] += alpha * x[i];
    for (int i = m; i < n; i += 4) {
        y[i] += alpha * x[i];
        y[i + 1] += alpha * x[i + 1];
        y[i + 2] += alpha * x[i + 2];
        y[i + 3] += alpha * x[i + 3];
    }
}

double ddot(int n, const double *x, int incx, const double *y, int incy)
{
    double temp = 0.0;
    if (n <= 0)
        return 0.0;
    int ix = 0, iy = 0;
    if (incx < 0)
        ix = (-n + 1) * incx;
    if (incy < 0)
        iy = (-n + 1) * incy;
    for (int i = 0; i < n; i++) {
        temp += x[ix] * y[iy];
        ix += incx;
        iy += incy;
    }
    return temp;
}

void sscal(int n, float alpha, float *x, int incx)
{
    if (n <= 0 || incx <= 0)
        return;
    for (int i = 0; i < n * incx; i += incx)
        x[i] *= alpha;
}

void scopy(int n, const float *x, int incx, float *y, int incy)
{
    for (int i = 0; i < n; i++)
        y[i * incy] = x[i * incx];
}

void sswap(int n, float *x, float *y)
{
    for (int i = 0; i < n; i++) {
        float t = x[i];
        x[i] = y[i];
        y[i] = t;
    }
}

void srot(int n, float *x, float *y, float c, float s)
{
    for (int i = 0; i < n; ++i) {
        const float temp = c * x[i] + s * y[i];
        y[i] = c * y[i] - s * x[i];
        x[i] = temp;
    }
}

float sasum(int n, const float *x, int incx)
{
    float total = 0.0f;
    if (n <= 0 || incx <= 0)
        return total;
    for (int i = 0; i < n; ++i)
        total += fabsf(x[i * incx]);
    return total;
}

double dnrm2(int n, const double *x)
{
    double scale = 0.0, ssq = 1.0;
    for (int i = 0; i < n; i++) {
        if (x[i] != 0.0) {
            double absxi = fabs(x[i]);
            if (scale < absxi) {
                ssq = 1.0 + ssq * (scale / absxi) * (scale / absxi);
                scale = absxi;
            } else {
                ssq += (absxi / scale) * (absxi / scale);
            }
        }
    }
    return scale * sqrt(ssq);
}

int isamax(int n, const float *x, int incx)
{
    if (n < 1 || incx <= 0)
        return -1;
    int best = 0;
    float smax = fabsf(x[0]);
    for (int i = 1; i < n; i++) {
        if (fabsf(x[i * incx]) > smax) {
            best = i;
            smax = fabsf(x[i * incx]);
        }
    }
    return best;
}

/* y = alpha * A * x + beta * y, or with A transposed; A is m by n by columns. */
void sgemv(char trans, int m, int n, float alpha, const float *a, int lda, const float *x, float beta, float *y)
{
    const int notrans = trans == 'N' || trans == 'n';
    const int leny = notrans ? m : n;
    if (m <= 0 || n <= 0 || (alpha == 0.0f && beta == 1.0f))
        return;
    if (beta != 1.0f) {
        if (beta == 0.0f) {
            for (int i = 0; i < leny; i++)
                y[i] = 0.0f;
        } else {
            for (int i = 0; i < leny; i++)
                y[i] = beta * y[i];
        }
    }
    if (alpha == 0.0f)
        return;
    if (notrans) {
        for (int j = 0; j < n; j++) {
            const float temp = alpha * x[j];
            for (int i = 0; i < m; i++)
                y[i] += temp * A(i, j);
        }
    } else {
        for (int j = 0; j < n; j++) {
            float temp = 0.0f;
            for (int i = 0; i < m; i++)
                temp += A(i, j) * x[i];
            y[j] += alpha * temp;
        }
    }
}

void gemv_rows(size_t m, size_t n, const double *restrict a, size_t lda, const double *restrict x, double *restrict y)
{
    for (size_t i = 0; i < m; ++i) {
        const double *row = a + i * lda;
        double acc = 0.0;
        for (size_t j = 0; j < n; ++j)
            acc += row[j] * x[j];
        y[i] = acc;
    }
}

void sger(int m, int n, float alpha, const float *x, const float *y, float *a, int lda)
{
    if (m <= 0 || n <= 0 || alpha == 0.0f)
        return;
    for (int j = 0; j < n; j++) {
        if (y[j] != 0.0f) {
            const float temp = alpha * y[j];
            for (int i = 0; i < m; i++)
                A(i, j) += x[i] * temp;
        }
    }
}

/* Only the upper triangle of A is read. */
void dsymv_upper(int n, double alpha, const double *a, int lda, const double *x, double *y)
{
    for (int j = 0; j < n; j++) {
        double temp1 = alpha * x[j], temp2 = 0.0;
        for (int i = 0; i < j; i++) {
            y[i] += temp1 * A(i, j);
            temp2 += A(i, j) * x[i];
        }
        y[j] += temp1 * A(j, j) + alpha * temp2;
    }
}

void dtrmv_lower(int n, const double *a, int lda, const double *x, double *y)
{
    for (int i = 0; i < n; i++) {
        double sum = 0.0;
        for (int j = 0; j <= i; j++)
            sum += a[i * lda + j] * x[j];
        y[i] = sum;
    }
}

/* Solves L * x = b in place. */
void dtrsv_lower(int n, const double *a, int lda, double *x)
{
    for (int i = 0; i < n; i++) {
        double sum = x[i];
        for (int j = 0; j < i; j++)
            sum -= a[i * lda + j] * x[j];
        x[i] = sum / a[i * lda + i];
    }
}

void dgemm_nn(int m, int n, int k, double alpha, const double *a, const double *b, double beta, double *c)
{
    for (int i = 0; i < m; ++i) {
        for (int j = 0; j < n; ++j) {
            double acc = 0.0;
            for (int p = 0; p < k; ++p)
                acc += a[i * k + p] * b[p * n + j];
            c[i * n + j] = alpha * acc + beta * c[i * n + j];
        }
    }
}

void sgbmv_tridiagonal(int n, const float *lower, const float *diag, const float *upper, const float *x, float *y)
{
    if (n <= 0)
        return;
    for (int i = 0; i < n; i++) {
        float sum = diag[i] * x[i];
        if (i > 0)
            sum += lower[i - 1] * x[i - 1];
        if (i < n - 1)
            sum += upper[i] * x[i + 1];
        y[i] = sum;
    }
}
