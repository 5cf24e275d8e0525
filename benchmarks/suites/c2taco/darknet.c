/* What a neural network library in C does to its buffers: products with leading dimensions, sums, updates in place. */
#include <math.h>

void gemm_nn(int M, int N, int K, float ALPHA, float *A, int lda, float *B, int ldb, float *C, int ldc) {
    int i, j, k;
    for (i = 0; i < M; ++i) {
        for (k = 0; k < K; ++k) {
            register float A_PART = ALPHA * A[i * lda + k];
            for (j = 0; j < N; ++j) {
                C[i * ldc + j] += A_PART * B[k * ldb + j];
            }
        }
    }
}

void gemm_nt(int M, int N, int K, float ALPHA, float *A, int lda, float *B, int ldb, float *C, int ldc) {
    int i, j, k;
    for (i = 0; i < M; ++i) {
        for (j = 0; j < N; ++j) {
            register float sum = 0;
            for (k = 0; k < K; ++k) {
                sum += ALPHA * A[i * lda + k] * B[j * ldb + k];
            }
            C[i * ldc + j] += sum;
        }
    }
}

void gemm_tn(int M, int N, int K, float ALPHA, float *A, int lda, float *B, int ldb, float *C, int ldc) {
    int i, j, k;
    for (i = 0; i < M; ++i) {
        for (k = 0; k < K; ++k) {
            register float A_PART = ALPHA * A[k * lda + i];
            for (j = 0; j < N; ++j) {
                C[i * ldc + j] += A_PART * B[k * ldb + j];
            }
        }
    }
}

void gemm_tt(int M, int N, int K, float ALPHA, float *A, int lda, float *B, int ldb, float *C, int ldc) {
    int i, j, k;
    for (i = 0; i < M; ++i) {
        for (j = 0; j < N; ++j) {
            register float sum = 0;
            for (k = 0; k < K; ++k) {
                sum += ALPHA * A[i + k * lda] * B[k + j * ldb];
            }
            C[i * ldc + j] += sum;
        }
    }
}

float mag_array(float *a, int n) {
    int i;
    float sum = 0;
    for (i = 0; i < n; ++i) {
        sum += a[i] * a[i];
    }
    return sqrt(sum);
}

float mse_array(float *a, int n) {
    int i;
    float sum = 0;
    for (i = 0; i < n; ++i) {
        sum += a[i] * a[i];
    }
    return sqrt(sum / n);
}

float sum_array(float *a, int n) {
    int i;
    float sum = 0;
    for (i = 0; i < n; ++i) {
        sum += a[i];
    }
    return sum;
}

void scale_array(float *a, int n, float s) {
    int i;
    for (i = 0; i < n; ++i) {
        a[i] *= s;
    }
}

void translate_array(float *a, int n, float s) {
    int i;
    for (i = 0; i < n; ++i) {
        a[i] += s;
    }
}

void mult_add_into_cpu(int N, float *X, float *Y, float *Z) {
    int i;
    for (i = 0; i < N; ++i) {
        Z[i] += X[i] * Y[i];
    }
}

void ol_l2_cpu1(int n, float *pred, float *truth, float *error) {
    int i;
    for (i = 0; i < n; ++i) {
        float diff = truth[i] - pred[i];
        error[i] = diff * diff;
    }
}

void ol_l2_cpu2(int n, float *pred, float *truth, float *delta) {
    int i;
    for (i = 0; i < n; ++i) {
        float diff = truth[i] - pred[i];
        delta[i] = diff;
    }
}
