/* Kernels that compare compilers for signal processors: pointers that walk, are put back and walk again. */

void mat1x3(int N, int *h, int *x, int *y) {
    int *p_x = x;
    int *p_h = h;
    int *p_y = y;
    int f, i;

    for (i = 0; i < N; i++) {
        *p_y = 0;
        p_x = x;
        for (f = 0; f < N; f++) {
            *p_y += *p_h++ * *p_x++;
        }
        p_y++;
    }
}

void matrix1(int X, int Y, int Z, int *A, int *B, int *C) {
    int *p_a = A;
    int *p_b = B;
    int *p_c = C;
    int f, i, k;

    for (k = 0; k < Z; k++) {
        p_a = A;
        for (i = 0; i < X; i++) {
            p_b = &B[k * Y];
            *p_c = 0;
            for (f = 0; f < Y; f++) {
                *p_c += *p_a++ * *p_b++;
            }
            p_c++;
        }
    }
}

void matrix2(int X, int Y, int Z, int *A, int *B, int *C) {
    int *p_a = A;
    int *p_b = B;
    int *p_c = C;
    int f, i, k;

    for (k = 0; k < Z; k++) {
        p_a = A;
        for (i = 0; i < X; i++) {
            p_b = &B[k * Y];
            *p_c = *p_a++ * *p_b++;
            for (f = 0; f < Y - 2; f++) {
                *p_c += *p_a++ * *p_b++;
            }
            *p_c++ += *p_a++ * *p_b++;
        }
    }
}

void n_real_updates(int N, int *A, int *B, int *C, int *D) {
    int *p_a = A;
    int *p_b = B;
    int *p_c = C;
    int *p_d = D;
    int i;

    for (i = 0; i < N; i++) {
        *p_d++ = *p_c++ + *p_a++ * *p_b++;
    }
}

void pin_down(int n, int *x) {
    int *p = x;
    int i;

    for (i = 0; i < n; i++) {
        *p++ = 1;
    }
}
