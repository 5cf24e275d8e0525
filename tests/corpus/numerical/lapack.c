/* Auxiliary routines of LAPACK, with matrices by columns and a leading dimension. */
#include <assert.h>
#include <math.h>
#include <stddef.h>

#define MIN(a, b) ((a) < (b) ? (a) : (b))

static inline size_t at(size_t i, size_t j, size_t ld) { return i + j * ld; }

void dlacpy(char uplo, int m, int n, const double *a, int lda, double *b, int ldb)
{
    if (uplo == 'U') {
        for (int j = 0; j < n; j++)
            for (int i = 0; i <= MIN(j, m - 1); i++)
                b[i + j * ldb] = a[i + j * lda];
    } else if (uplo == 'L') {
        for (int j = 0; j < n; j++)
            for (int i = j; i < m; i++)
                b[i + j * ldb] = a[i + j * lda];
    } else {
        for (int j = 0; j < n; j++)
            for (int i = 0; i < m; i++)
                b[i + j * ldb] = a[i + j * lda];
    }
}

void dlaset(int m, int n, double alpha, double beta, double *a)
{
    for (int j = 0; j < n; j++)
        for (int i = 0; i < m; i++)
            a[i + j * m] = i == j ? beta : alpha;
}

void laset_full(int m, int n, float alpha, float beta, float *a, int lda)
{
    for (int j = 0; j < n; j++) {
        for (int i = 0; i < m; i++)
            a[i + j * lda] = alpha;
    }
    for (int i = 0; i < MIN(m, n); i++)
        a[i + i * lda] = beta;
}

double dlange_max(int m, int n, const double *a, int lda)
{
    double value = 0.0;
    for (int j = 0; j < n; j++) {
        for (int i = 0; i < m; i++) {
            const double temp = fabs(a[i + j * lda]);
            if (value < temp)
                value = temp;
        }
    }
    return value;
}

double dlange_one(int m, int n, const double *a, int lda)
{
    double value = 0.0;
    for (int j = 0; j < n; j++) {
        double sum = 0.0;
        for (int i = 0; i < m; i++)
            sum += fabs(a[i + j * lda]);
        if (value < sum)
            value = sum;
    }
    return value;
}

double dlange_inf(int m, int n, const double *a, int lda, double *work)
{
    for (int i = 0; i < m; i++)
        work[i] = 0.0;
    for (int j = 0; j < n; j++)
        for (int i = 0; i < m; i++)
            work[i] += fabs(a[i + j * lda]);
    double value = 0.0;
    for (int i = 0; i < m; i++)
        if (value < work[i])
            value = work[i];
    return value;
}

double frobenius(size_t m, size_t n, const double *a, size_t lda)
{
    double sum = 0.0;
    for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < m; i++)
            sum += a[at(i, j, lda)] * a[at(i, j, lda)];
    return sqrt(sum);
}

void transpose(int m, int n, const double *in, double *out)
{
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            out[j * m + i] = in[i * n + j];
}

void transpose_ld(int m, int n, const float *in, int ldin, float *out, int ldout)
{
    if (in == NULL || out == NULL)
        return;
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            out[(size_t)j * ldout + i] = in[(size_t)i * ldin + j];
}

double dlantr_trace(int n, const double *a, int lda)
{
    double trace = 0;
    for (int i = 0; i < n; i++)
        trace += a[i * (lda + 1)];
    return trace;
}

int has_nan(int m, int n, const double *a, int lda)
{
    for (int j = 0; j < n; j++)
        for (int i = 0; i < m; i++)
            if (a[i + j * lda] != a[i + j * lda])
                return 1;
    return 0;
}

void dlascl(int m, int n, double cfrom, double cto, double *a)
{
    assert(cfrom != 0.0);
    const double mul = cto / cfrom;
    for (int k = 0; k < m * n; k++)
        a[k] *= mul;
}

/* Row interchanges, one after another. */
void dlaswp(int n, double *a, int lda, int k1, int k2, const int *ipiv)
{
    for (int i = k1; i < k2; i++) {
        int ip = ipiv[i];
        if (ip != i) {
            for (int k = 0; k < n; k++) {
                double temp = a[i + k * lda];
                a[i + k * lda] = a[ip + k * lda];
                a[ip + k * lda] = temp;
            }
        }
    }
}

void dlarf_left(int m, int n, const double *v, double tau, double *c, int ldc, double *work)
{
    if (tau == 0.0)
        return;
    for (int j = 0; j < n; j++) {
        double sum = 0.0;
        for (int i = 0; i < m; i++)
            sum += c[i + j * ldc] * v[i];
        work[j] = sum;
    }
    for (int j = 0; j < n; j++)
        for (int i = 0; i < m; i++)
            c[i + j * ldc] -= tau * v[i] * work[j];
}

void geequ_rows(int m, int n, const double *a, int lda, double *r)
{
    for (int i = 0; i < m; i++)
        r[i] = 0.0;
    for (int j = 0; j < n; j++)
        for (int i = 0; i < m; i++)
            r[i] = fmax(r[i], fabs(a[i + j * lda]));
}

void symmetrise(int n, double *a)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            a[i * n + j] = a[j * n + i];
}
