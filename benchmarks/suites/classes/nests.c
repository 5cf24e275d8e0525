/* Nests over several axes in flat buffers: tensors of inference engines, contractions, all pairs. */

#include <math.h>

void conv1x1_nchw(const float *x, const float *w, const float *bias, float *y, int n, int ci, int co, int hw) {
    for (int b = 0; b < n; b++)
        for (int o = 0; o < co; o++)
            for (int p = 0; p < hw; p++) {
                float acc = bias[o];
                for (int c = 0; c < ci; c++)
                    acc += x[(b * ci + c) * hw + p] * w[o * ci + c];
                y[(b * co + o) * hw + p] = acc;
            }
}

void spatial_mean(const float *x, float *mean, int channels, int height, int width) {
    for (int c = 0; c < channels; ++c) {
        double sum = 0;
        const float *plane = x + c * height * width;
        for (int i = 0; i < height; ++i)
            for (int j = 0; j < width; ++j)
                sum += plane[i * width + j];
        mean[c] = (float)(sum / (height * width));
    }
}

void squared_distances(const double *a, const double *b, double *d, int na, int nb, int dim) {
    int i, j, k;
    for (i = 0; i < na; i++) {
        for (j = 0; j < nb; j++) {
            double s = 0.0, t;
            for (k = 0; k < dim; k++) {
                t = a[i * dim + k] - b[j * dim + k];
                s += t * t;
            }
            d[i * nb + j] = s;
        }
    }
}

void batch_outer(int batch, int m, int n, const float *u, const float *v, float *out) {
    for (int b = 0; b < batch; b++)
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                out[b * m * n + i * n + j] = u[b * m + i] * v[b * n + j];
}

void hwc_to_chw(const unsigned char *src, float *dst, int h, int w, int c) {
    for (int k = 0; k < c; k++)
        for (int i = 0; i < h; i++)
            for (int j = 0; j < w; j++)
                dst[k * h * w + i * w + j] = src[(i * w + j) * c + k] / 255.0f;
}

double trilinear_form(int n, int m, int p, double t[n][m][p], const double *x, const double *y, const double *z) {
    double total = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++)
            for (int k = 0; k < p; k++)
                total += t[i][j][k] * x[i] * y[j] * z[k];
    return total;
}

void scale_shift_4d(float *x, const float *scale, const float *shift, int n, int c, int h, int w) {
    for (int in = 0; in < n; in++) {
        for (int ic = 0; ic < c; ic++) {
            const float s = scale[ic], t = shift[ic];
            for (int ih = 0; ih < h; ih++) {
                for (int iw = 0; iw < w; iw++) {
                    int idx = ((in * c + ic) * h + ih) * w + iw;
                    x[idx] = x[idx] * s + t;
                }
            }
        }
    }
}
