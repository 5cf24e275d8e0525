/* Levels 1 and 2 of the basic linear algebra subprograms, row-major. */

float dot(int n, const float *a, const float *b) {
    float sum = 0;
    for (int i = 0; i < n; ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

void gemv(int M, int N, const float *A, const float *x, float *y) {
    for (int i = 0; i < M; ++i) {
        float sum = 0.0f;
        for (int j = 0; j < N; ++j) {
            sum += A[i * N + j] * x[j];
        }
        y[i] = sum;
    }
}

void ger(int m, int n, float *A, const float *x, const float *y) {
    for (int i = 0; i < m; ++i) {
        for (int j = 0; j < n; ++j) {
            A[i * n + j] += x[i] * y[j];
        }
    }
}
