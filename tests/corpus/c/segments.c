// Loops over segments: rows whose bounds are elements of arrays, empty, overlapping and in any order.

#include <stddef.h>

void csr_spmv(int n, const int *ptr, const int *col, const double *val, const double *x, double *y)
{
    for (int i = 0; i < n; i++) {
        double s = 0.0;
        for (int p = ptr[i]; p < ptr[i + 1]; p++)
            s += val[p] * x[col[p]];
        y[i] = s;
    }
}

void csr_spmv_accumulate(int n, const int *ptr, const int *col, const float *val, const float *x, float *y, float alpha)
{
    for (int i = 0; i < n; i++)
        for (int p = ptr[i]; p < ptr[i + 1]; p++)
            y[i] += alpha * val[p] * x[col[p]];
}

void csr_spmm(int n, int k, const int *ptr, const int *col, const double *val, const double *b, double *c)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < k; j++) {
            double s = 0.0;
            for (int p = ptr[i]; p < ptr[i + 1]; p++)
                s += val[p] * b[col[p] * k + j];
            c[i * k + j] = s;
        }
}

void segment_max(size_t n, const unsigned *start, const unsigned *stop, const float *x, float *out)
{
    for (size_t i = 0; i < n; i++) {
        float m = -1.0f;
        for (unsigned p = start[i]; p < stop[i]; p++)
            if (x[p] > m)
                m = x[p];
        out[i] = m;
    }
}

void segment_min_from_the_first(int n, const int *ptr, const int *x, int *out)
{
    for (int i = 0; i < n; i++) {
        int m = x[ptr[i]];
        for (int p = ptr[i] + 1; p < ptr[i + 1]; ++p)
            m = x[p] < m ? x[p] : m;
        out[i] = m;
    }
}

int edges_above(int n, const size_t *ptr, const int *weight, int limit)
{
    int count = 0;
    for (int i = 0; i < n; i++)
        for (size_t p = ptr[i]; p < ptr[i + 1]; p++)
            if (weight[p] > limit)
                count++;
    return count;
}

void degrees(int n, const long *ptr, long *out)
{
    for (int i = 0; i < n; i++) {
        long d = 0;
        for (long p = ptr[i]; p < ptr[i + 1]; p++)
            d++;
        out[i] = d;
    }
}

void bit_sets(int n, const int *start, const int *len, const unsigned *flags, unsigned *out)
{
    for (int i = 0; i < n; i++) {
        unsigned all = 0;
        for (int p = start[i]; p < start[i] + len[i]; p++)
            all |= flags[p];
        out[i] = all;
    }
}

void hash_products(int n, const int *ptr, const unsigned char *x, unsigned *out)
{
    for (int i = 0; i < n; i++) {
        unsigned h = 1u;
        for (int p = ptr[i]; p < ptr[i + 1]; p++)
            h *= x[p];
        out[i] = h;
    }
}

void ragged_rows(int rows, int lda, const int *len, const double *a, double *out)
{
    for (int i = 0; i < rows; i++) {
        double s = 0.0;
        for (int j = 0; j < len[i]; j++)
            s += a[i * lda + j];
        out[i] = s;
    }
}

void bag_of_words(int n, int dim, const int *offsets, const int *tokens, const float *table, float *out)
{
    for (int i = 0; i < n; i++)
        for (int d = 0; d < dim; d++) {
            float s = 0.0f;
            for (int t = offsets[i]; t < offsets[i + 1]; t++)
                s += table[tokens[t] * dim + d];
            out[i * dim + d] = s;
        }
}

double segment_of(const double *x, const int *ptr, int row)
{
    double s = 0.0;
    for (int p = ptr[row]; p < ptr[row + 1]; p++)
        s += x[p];
    return s;
}

void residual(int n, const int *ptr, const int *col, const double *val, const double *x, const double *b, double *r)
{
    for (int i = 0; i < n; i++) {
        double s = b[i];
        for (int p = ptr[i]; p < ptr[i + 1]; p++)
            s -= val[p] * x[col[p]];
        r[i] = s;
    }
}

void off_diagonal(int n, const int *ptr, const int *col, const double *val, double *out)
{
    for (int i = 0; i < n; i++) {
        double s = 0.0;
        for (int p = ptr[i]; p < ptr[i + 1]; p++)
            if (col[p] != i)
                s += val[p];
        out[i] = s;
    }
}

// The bound of the loop changes while it runs, for it is read again each time.
void moving_bound(int n, int *ptr, const double *x, double *y)
{
    for (int i = 0; i < n; i++)
        for (int p = ptr[i]; p < ptr[i + 1]; p++) {
            y[i] += x[p];
            ptr[i + 1] = ptr[i + 1] - 1;
        }
}

void segments_of_segments(int n, const int *outer, const int *inner, const long *x, long *out)
{
    for (int i = 0; i < n; i++) {
        long s = 0;
        for (int p = outer[i]; p < outer[i + 1]; p++)
            for (int q = inner[p]; q < inner[p + 1]; q++)
                s += x[q];
        out[i] = s;
    }
}
