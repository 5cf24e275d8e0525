/* The matrices of the same library: a struct of extents and row pointers, passed by value. */

typedef struct {
    int rows, cols;
    int **vals;
} matrix;

void scale_matrix(matrix m, int scale) {
    int i, j;
    for (i = 0; i < m.rows; ++i) {
        for (j = 0; j < m.cols; ++j) {
            m.vals[i][j] *= scale;
        }
    }
}

void matrix_add_matrix(matrix from, matrix to) {
    int i, j;
    for (i = 0; i < from.rows; ++i) {
        for (j = 0; j < from.cols; ++j) {
            to.vals[i][j] += from.vals[i][j];
        }
    }
}
