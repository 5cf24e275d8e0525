// Loops in a row over vectors: normalisation, attention, statistics that need a mean first.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

using Vec = std::vector<double>;
using Mat = std::vector<std::vector<double>>;

void softmax_inplace(Vec &logits) {
    double mx = logits[0];
    for (std::size_t i = 1; i < logits.size(); ++i) mx = std::max(mx, logits[i]);
    double denom = 0.0;
    for (auto &z : logits) {
        z = std::exp(z - mx);
        denom += z;
    }
    for (auto &z : logits) z /= denom;
}

Vec z_scores(const Vec &x) {
    const int n = (int)x.size();
    double sum = 0.0, sq = 0.0;
    for (int i = 0; i < n; i++) sum += x[i];
    const double mean = sum / n;
    for (int i = 0; i < n; i++) sq += (x[i] - mean) * (x[i] - mean);
    const double sd = std::sqrt(sq / n);
    Vec z(n);
    for (int i = 0; i < n; i++) z[i] = sd > 0 ? (x[i] - mean) / sd : 0.0;
    return z;
}

Vec attention(const Vec &query, const Mat &keys, const Mat &values) {
    Vec weights(keys.size());
    double total = 0;
    for (std::size_t t = 0; t < keys.size(); ++t) {
        double dot = 0;
        for (std::size_t d = 0; d < query.size(); ++d) dot += query[d] * keys[t][d];
        weights[t] = std::exp(dot / std::sqrt((double)query.size()));
        total += weights[t];
    }
    Vec out(values[0].size(), 0.0);
    for (std::size_t t = 0; t < keys.size(); ++t) {
        const double w = weights[t] / total;
        for (std::size_t d = 0; d < out.size(); ++d) out[d] += w * values[t][d];
    }
    return out;
}

void normalize_rows(Mat &m) {
    for (auto &row : m) {
        double norm = 0;
        for (auto v : row) norm += v * v;
        norm = std::sqrt(norm);
        if (norm < 1e-12) continue;
        for (auto &v : row) v /= norm;
    }
}

Mat covariance(const Mat &samples) {
    const std::size_t n = samples.size(), d = samples[0].size();
    Vec mean(d);
    for (const auto &s : samples)
        for (std::size_t j = 0; j < d; ++j) mean[j] += s[j];
    for (std::size_t j = 0; j < d; ++j) mean[j] /= n;
    Mat cov(d, Vec(d));
    for (std::size_t i = 0; i < d; ++i)
        for (std::size_t j = 0; j < d; ++j) {
            double c = 0;
            for (std::size_t k = 0; k < n; ++k) c += (samples[k][i] - mean[i]) * (samples[k][j] - mean[j]);
            cov[i][j] = c / (n - 1);
        }
    return cov;
}

Vec minmax_scale(Vec x, double lo, double hi) {
    double mn = x[0], mx = x[0];
    for (double v : x) {
        if (v < mn) mn = v;
        if (v > mx) mx = v;
    }
    const double range = mx - mn;
    for (double &v : x) v = range == 0 ? lo : lo + (v - mn) * (hi - lo) / range;
    return x;
}
