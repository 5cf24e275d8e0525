/* Indexed reads and writes over raw buffers: lookup tables, histograms, gathers, scatters, transposes. */

#include <stdint.h>
#include <string.h>

static const int8_t step_index[8] = {-1, -1, -1, -1, 2, 4, 6, 8};

void gamma_lut(uint8_t *img, const uint8_t lut[256], int n) {
    for (int i = 0; i < n; i++)
        img[i] = lut[img[i]];
}

void luma_histogram(const uint8_t *rgb, unsigned *hist, int npix) {
    memset(hist, 0, 256 * sizeof(unsigned));
    for (int i = 0; i < npix; i++) {
        const uint8_t *p = rgb + 3 * i;
        unsigned y = (77 * p[0] + 150 * p[1] + 29 * p[2]) >> 8;
        hist[y]++;
    }
}

void gather_rows(const float *table, const int32_t *ids, float *out, int n, int dim) {
    for (int i = 0; i < n; i++) {
        const float *row = table + ids[i] * dim;
        for (int j = 0; j < dim; j++)
            out[i * dim + j] = row[j];
    }
}

void scatter_add_rows(float *grad, const int32_t *ids, const float *delta, int n, int dim) {
    int i, j;
    for (i = 0; i < n; i++)
        for (j = 0; j < dim; j++)
            grad[ids[i] * dim + j] += delta[i * dim + j];
}

void transpose(const double *in, double *out, int rows, int cols) {
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < cols; c++)
            out[c * rows + r] = in[r * cols + c];
}

void inverse_permutation(const int *perm, int *inv, unsigned n) {
    for (unsigned i = 0; i < n; i++)
        inv[perm[i]] = (int)i;
}

void adpcm_steps(const uint8_t *nibbles, int *delta, int n) {
    for (int i = 0; i < n; i++)
        delta[i] = step_index[nibbles[i] & 7];
}

void degree_count(const int *src, const int *dst, int *degree, int edges) {
    for (int e = 0; e < edges; ++e) {
        ++degree[src[e]];
        if (src[e] != dst[e])
            ++degree[dst[e]];
    }
}
