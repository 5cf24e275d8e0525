/* The kernels on structs, callable with their fields: `vals` is flat, and its rows are found here. */

#define scale_matrix scale_matrix_of_structs
#define matrix_add_matrix matrix_add_matrix_of_structs
#include "darknet_structs.c"
#undef scale_matrix
#undef matrix_add_matrix

static matrix over(int rows, int cols, int *vals, int **row) {
    for (int i = 0; i < rows; ++i) {
        row[i] = vals + i * cols;
    }
    return (matrix){rows, cols, row};
}

void scale_matrix(int rows, int cols, int *vals, int scale) {
    int *row[rows + 1];
    scale_matrix_of_structs(over(rows, cols, vals, row), scale);
}

void matrix_add_matrix(int rows, int cols, int *vals, int to_rows, int to_cols, int *to_vals) {
    int *row[rows + 1], *to_row[to_rows + 1];
    matrix_add_matrix_of_structs(over(rows, cols, vals, row), over(to_rows, to_cols, to_vals, to_row));
}
