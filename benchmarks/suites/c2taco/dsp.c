/* Vectors and flat matrices of integers, as small signal processing libraries keep them. */

void matadd(int *A, int *B, int m, int n) {
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
            A[i * n + j] += B[i * n + j];
        }
    }
}

void matsub(int *A, int *B, int m, int n) {
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
            A[i * n + j] -= B[i * n + j];
        }
    }
}

void matscal(int *A, int v, int m, int n) {
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
            A[i * n + j] *= v;
        }
    }
}

void matinit(int *A, int v, int m, int n) {
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
            A[i * n + j] = v;
        }
    }
}

void matmul(int *A, int *B, int *C, int m, int n, int p) {
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < p; j++) {
            C[i * p + j] = 0;
            for (int k = 0; k < n; k++) {
                C[i * p + j] += A[i * n + k] * B[k * p + j];
            }
        }
    }
}

void vadd(int *a, int *b, int *c, int n) {
    for (int i = 0; i < n; i++) {
        c[i] = a[i] + b[i];
    }
}

void vsub(int *a, int *b, int *c, int n) {
    for (int i = 0; i < n; i++) {
        c[i] = a[i] - b[i];
    }
}

void vmul(int *a, int *b, int *c, int n) {
    for (int i = 0; i < n; i++) {
        c[i] = a[i] * b[i];
    }
}

void vcopy(int *a, int *b, int n) {
    for (int i = 0; i < n; i++) {
        b[i] = a[i];
    }
}

void vfill(int *a, int v, int n) {
    for (int i = 0; i < n; i++) {
        a[i] = v;
    }
}

void vneg(int *a, int n) {
    for (int i = 0; i < n; i++) {
        a[i] = -a[i];
    }
}

void voffset(int *a, int v, int n) {
    for (int i = 0; i < n; i++) {
        a[i] += v;
    }
}

void vscal(int *a, int v, int n) {
    for (int i = 0; i < n; i++) {
        a[i] *= v;
    }
}

void vrecip(int *a, int n) {
    for (int i = 0; i < n; i++) {
        a[i] = 1 / a[i];
    }
}

void w_vec(int *a, int *b, int m, int *c, int n) {
    for (int i = 0; i < n; i++) {
        c[i] = m * a[i] + b[i];
    }
}
