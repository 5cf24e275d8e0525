#include <stdint.h>
/* Rows that look independent and are not. */
void behind(float *a, int m, int n, int lda) {
    for (int i = 1; i < m; i++)
        for (int j = 0; j < n; j++)
            a[i * lda + j] = a[(i - 1) * lda + j] + 1;
}
void ahead(float *a, int m, int n, int lda) {
    for (int i = 0; i < m - 1; i++)
        for (int j = 0; j < n; j++)
            a[i * lda + j] = a[(i + 1) * lda + j] + 1;
}
void shift_left(float *a, int m, int n, int lda) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n - 1; j++)
            a[i * lda + j] = a[i * lda + j + 1];
}
void shift_right(float *a, int m, int n, int lda) {
    for (int i = 0; i < m; i++)
        for (int j = 1; j < n; j++)
            a[i * lda + j] = a[i * lda + j - 1];
}
void transpose_in_place(float *a, int n, int lda) {
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            a[i * lda + j] = a[j * lda + i];
}
void wrong_stride(const float *a, float *b, int m, int n) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            b[i * m + j] = a[i * n + j];
}
void growing(float *a, int m, int n) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            a[i * j + j] = i;
}
void triangle_rows(float *a, int m, int lda) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j <= i; j++)
            a[i * lda + j] = i + j;
}
void bottom_up(float *a, int m, int n, int lda) {
    for (int i = m - 1; i >= 0; i--)
        for (int j = 0; j < n; j++)
            a[i * lda + j] = i;
}
void right_to_left(float *a, int m, int n, int lda) {
    for (int i = 0; i < m; i++)
        for (int j = n - 1; j >= 0; j--)
            a[i * lda + j] = 10 * i + j;
}
void every_other(float *a, int m, int n, int lda) {
    for (int i = 0; i < m; i += 2)
        for (int j = 0; j < n; j++)
            a[i * lda + j] = 10 * i + j;
}
void twice(float *a, int m, int n, int lda) {
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++)
            a[i * lda + j] = i;
        for (int j = 0; j < n; j++)
            a[i * lda + j] += 1;
    }
}
void two_columns(uint8_t *a, int m, int lda) {
    for (int i = 0; i < m; i++) {
        a[i * lda] = 1;
        a[i * lda + 1] = 2;
    }
}
void two_columns_swapped(uint8_t *a, int m, int lda) {
    for (int i = 0; i < m; i++) {
        uint8_t t = a[i * lda];
        a[i * lda] = a[i * lda + 1];
        a[i * lda + 1] = t;
    }
}
void row_sums_in_place(float *a, int m, int n, int lda) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            a[i * lda] += a[i * lda + j];
}
void wrapping(uint8_t *a, unsigned m, unsigned n, unsigned lda) {
    for (unsigned i = 0; i < m; i++)
        for (unsigned j = 0; j < n; j++)
            a[i * lda + j] = (uint8_t)(i + j);
}
void bound_changes(float *a, int m, int n, int lda) {
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++)
            a[i * lda + j] = i;
        n--;
    }
}
void stride_changes(float *a, int m, int n, int lda) {
    int p = 0;
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++)
            a[p + j] = i;
        p += lda;
        lda++;
    }
}
