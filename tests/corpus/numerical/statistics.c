/* Descriptive statistics over vectors and over matrices by rows. */
#include <assert.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdbool.h>

#define SQR(x) ((x) * (x))

double mean(const double *x, size_t n)
{
    if (n == 0)
        return 0.0;
    double s = 0.0;
    for (size_t i = 0; i < n; i++)
        s += x[i];
    return s / (double)n;
}

double variance(const double *x, int n)
{
    if (n < 2)
        return 0.0;
    double m = 0.0;
    for (int i = 0; i < n; i++)
        m += x[i];
    m /= n;
    double v = 0.0;
    for (int i = 0; i < n; i++)
        v += SQR(x[i] - m);
    return v / (n - 1);
}

double variance_with_correction(const double *x, int n)
{
    double m = 0.0, v = 0.0, ep = 0.0;
    for (int i = 0; i < n; i++)
        m += x[i];
    m /= n;
    for (int i = 0; i < n; i++) {
        double d = x[i] - m;
        ep += d;
        v += d * d;
    }
    return (v - ep * ep / n) / (n - 1);
}

void moments(const double *x, int n, double *out)
{
    double m = 0.0;
    for (int i = 0; i < n; i++)
        m += x[i] / n;
    double m2 = 0.0, m3 = 0.0, m4 = 0.0;
    for (int i = 0; i < n; i++) {
        const double d = x[i] - m, d2 = d * d;
        m2 += d2;
        m3 += d2 * d;
        m4 += d2 * d2;
    }
    out[0] = m;
    out[1] = m2 / n;
    out[2] = m3 / n;
    out[3] = m4 / n;
}

double welford(const double *x, int n)
{
    double m = 0.0, s = 0.0;
    for (int i = 0; i < n; i++) {
        const double delta = x[i] - m;
        m += delta / (i + 1);
        s += delta * (x[i] - m);
    }
    return s / n;
}

void covariance_update(double *restrict cov, const double *restrict x, const double *restrict mean, int d, double weight)
{
    for (int i = 0; i < d; i++)
        for (int j = 0; j < d; j++)
            cov[i * d + j] += weight * (x[i] - mean[i]) * (x[j] - mean[j]);
}

void column_means(const double *x, int rows, int cols, double *out)
{
    for (int j = 0; j < cols; j++)
        out[j] = 0.0;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < cols; j++)
            out[j] += x[i * cols + j];
    for (int j = 0; j < cols; j++)
        out[j] /= rows;
}

void z_score(const double *x, double *z, int n)
{
    double mu = 0.0, sq = 0.0;
    for (int i = 0; i < n; i++)
        mu += x[i];
    mu /= n;
    for (int i = 0; i < n; i++)
        sq += (x[i] - mu) * (x[i] - mu);
    const double sd = sqrt(sq / n);
    for (int i = 0; i < n; i++)
        z[i] = (x[i] - mu) / sd;
}

void min_max_scale(float *x, int n)
{
    if (n <= 0)
        return;
    float lo = x[0], hi = x[0];
    for (int i = 1; i < n; i++) {
        if (x[i] < lo)
            lo = x[i];
        if (x[i] > hi)
            hi = x[i];
    }
    const float range = hi - lo;
    if (range == 0.0f)
        return;
    for (int i = 0; i < n; i++)
        x[i] = (x[i] - lo) / range;
}

void pairwise_sq_dist(const double *a, int m, const double *b, int n, int d, double *out)
{
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
            double s = 0.0;
            for (int k = 0; k < d; k++) {
                const double t = a[i * d + k] - b[j * d + k];
                s += t * t;
            }
            out[i * n + j] = s;
        }
    }
}

void nearest_centroid_distance(const double *x, int n, const double *c, int k, int d, double *out)
{
    for (int i = 0; i < n; i++) {
        double best = DBL_MAX;
        for (int j = 0; j < k; j++) {
            double s = 0.0;
            for (int t = 0; t < d; t++)
                s += (x[i * d + t] - c[j * d + t]) * (x[i * d + t] - c[j * d + t]);
            if (s < best)
                best = s;
        }
        out[i] = best;
    }
}

void assign_labels(const double *x, int n, const double *c, int k, int *label)
{
    for (int i = 0; i < n; i++) {
        int best = 0;
        double bd = fabs(x[i] - c[0]);
        for (int j = 1; j < k; j++) {
            double dist = fabs(x[i] - c[j]);
            if (dist < bd) {
                bd = dist;
                best = j;
            }
        }
        label[i] = best;
    }
}

void moving_average(const double *x, double *out, int n, int window)
{
    assert(window > 0);
    for (int i = 0; i + window <= n; i++) {
        double s = 0.0;
        for (int k = 0; k < window; k++)
            s += x[i + k];
        out[i] = s / window;
    }
}

void moving_sum_incremental(const double *x, double *out, int n, int w)
{
    double s = 0.0;
    for (int i = 0; i < n; i++) {
        s += x[i];
        if (i >= w)
            s -= x[i - w];
        out[i] = s;
    }
}

static inline float median3(float a, float b, float c)
{
    return fmaxf(fminf(a, b), fminf(fmaxf(a, b), c));
}

void median_filter_3(const float *x, float *y, int n)
{
    if (n < 3)
        return;
    y[0] = x[0];
    for (int i = 1; i < n - 1; i++)
        y[i] = median3(x[i - 1], x[i], x[i + 1]);
    y[n - 1] = x[n - 1];
}

void histogram_bins(const double *x, int n, double lo, double hi, int *bins, int nbins)
{
    for (int b = 0; b < nbins; b++)
        bins[b] = 0;
    const double scale = nbins / (hi - lo);
    for (int i = 0; i < n; i++) {
        if (x[i] >= lo && x[i] < hi) {
            int b = (int)((x[i] - lo) * scale);
            if (b >= nbins)
                b = nbins - 1;
            bins[b]++;
        }
    }
}

void running_max(const double *x, double *out, int n)
{
    if (n == 0)
        return;
    double m = x[0];
    for (int i = 0; i < n; i++) {
        m = fmax(m, x[i]);
        out[i] = m;
    }
}

double max_drawdown(const double *price, int n)
{
    double top = 0.0, worst = 0.0;
    for (int i = 0; i < n; i++) {
        if (price[i] > top)
            top = price[i];
        if (top - price[i] > worst)
            worst = top - price[i];
    }
    return worst;
}

double pearson(const double *x, const double *y, int n)
{
    double sx = 0, sy = 0;
    for (int i = 0; i < n; i++) {
        sx += x[i];
        sy += y[i];
    }
    const double mx = sx / n, my = sy / n;
    double sxy = 0, sxx = 0, syy = 0;
    for (int i = 0; i < n; i++) {
        const double dx = x[i] - mx, dy = y[i] - my;
        sxy += dx * dy;
        sxx += dx * dx;
        syy += dy * dy;
    }
    return sxy / sqrt(sxx * syy);
}

double weighted_mean(const double *x, const double *w, size_t n)
{
    double num = 0.0, den = 0.0;
    for (size_t i = 0; i < n; i++) {
        num += w[i] * x[i];
        den += w[i];
    }
    return den > 0.0 ? num / den : 0.0;
}

int count_outliers(const double *x, int n, double mu, double sigma, double k)
{
    int count = 0;
    for (int i = 0; i < n; i++) {
        if (fabs(x[i] - mu) <= k * sigma)
            continue;
        ++count;
    }
    return count;
}

bool is_sorted(const double *x, int n)
{
    for (int i = 1; i < n; i++)
        if (x[i] < x[i - 1])
            return false;
    return true;
}

void ema(const double *x, double *out, int n, double alpha)
{
    double s = n > 0 ? x[0] : 0.0;
    for (int i = 0; i < n; i++) {
        s = alpha * x[i] + (1.0 - alpha) * s;
        out[i] = s;
    }
}

void difference(const double *x, double *out, int n, int lag)
{
    for (int i = lag; i < n; i++)
        out[i - lag] = x[i] - x[i - lag];
}

double log_sum_exp(const double *x, int n)
{
    assert(n > 0);
    double m = x[0];
    for (int i = 1; i < n; i++)
        if (x[i] > m)
            m = x[i];
    double s = 0.0;
    for (int i = 0; i < n; i++)
        s += exp(x[i] - m);
    return m + log(s);
}
