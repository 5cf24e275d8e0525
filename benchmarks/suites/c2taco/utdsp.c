/* Kernels of signal processing as students write them. */

void dct(int B, float *block, float *cos1, float *cos2, float *temp2d) {
    int i, j, k;
    float sum;

    for (i = 0; i < B; i++) {
        for (j = 0; j < B; j++) {
            sum = 0.0;
            for (k = 0; k < B; k++) {
                sum += block[i * B + k] * cos2[k * B + j];
            }
            temp2d[i * B + j] = sum;
        }
    }

    for (i = 0; i < B; i++) {
        for (j = 0; j < B; j++) {
            sum = 0.0;
            for (k = 0; k < B; k++) {
                sum += cos1[i * B + k] * temp2d[k * B + j];
            }
            block[i * B + j] = sum;
        }
    }
}

float fir_small(int NTAPS, float *input, float *coefficient) {
    int i;
    float sum;

    sum = 0.0;
    for (i = 0; i < NTAPS; ++i) {
        sum += input[i] * coefficient[i];
    }
    return sum;
}

float lmsfir1(int NTAPS, float input[], float output[], float expected[], float coefficient[], float gain,
              float error) {
    int i;
    float sum;

    sum = 0.0;
    for (i = 0; i < NTAPS; ++i) {
        sum += input[i] * coefficient[i];
    }
    return sum;
}

void lmsfir2(int NTAPS, float input[], float output[], float expected[], float coefficient[], float gain,
             float error) {
    int i;

    for (i = 0; i < NTAPS - 1; ++i) {
        coefficient[i] += input[i] * error;
    }
}

void histogram(int L, int N, int *histogram) {
    int i;

    for (i = 0; i < L; ++i) {
        histogram[i] = 0;
    }
}

void mult(int N, int a_matrix[N][N], int b_matrix[N][N], int c_matrix[N][N]) {
    int i, j, k;
    int sum;

    for (i = 0; i < N; i++) {
        for (j = 0; j < N; j++) {
            sum = 0;
            for (k = 0; k < N; k++) {
                sum += a_matrix[i][k] * b_matrix[k][j];
            }
            c_matrix[i][j] = sum;
        }
    }
}
