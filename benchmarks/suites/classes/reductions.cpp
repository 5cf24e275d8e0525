// Reductions over vectors: statistics, norms, tests of all and any, places of extremes.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

double mean_absolute_deviation(const std::vector<double> &xs) {
    if (xs.empty()) return 0.0;
    const double mean = std::accumulate(xs.begin(), xs.end(), 0.0) / xs.size();
    double dev = 0.0;
    for (double x : xs) dev += std::abs(x - mean);
    return dev / xs.size();
}

float peak_level(const std::vector<float> &samples) {
    float peak = 0.f;
    for (const auto &s : samples) {
        peak = std::max(peak, std::fabs(s));
    }
    return peak;
}

int nearest_color(const std::vector<int> &palette_r, const std::vector<int> &palette_g,
                  const std::vector<int> &palette_b, int r, int g, int b) {
    int best = -1;
    int best_dist = std::numeric_limits<int>::max();
    for (std::size_t i = 0; i < palette_r.size(); ++i) {
        const int dr = palette_r[i] - r;
        const int dg = palette_g[i] - g;
        const int db = palette_b[i] - b;
        const int dist = dr * dr + dg * dg + db * db;
        if (dist < best_dist) {
            best_dist = dist;
            best = static_cast<int>(i);
        }
    }
    return best;
}

bool all_finite(const std::vector<double> &v) {
    for (size_t i = 0; i < v.size(); i++)
        if (!std::isfinite(v[i])) return false;
    return true;
}

int count_outliers(const std::vector<double> &data, double center, double sigma) {
    int outliers = 0;
    for (auto it = data.begin(); it != data.end(); ++it) {
        if (std::abs(*it - center) > 3 * sigma) ++outliers;
    }
    return outliers;
}

double frobenius_norm(const std::vector<std::vector<double>> &a) {
    double sum = 0;
    for (const auto &row : a)
        for (double v : row) sum += v * v;
    return std::sqrt(sum);
}

std::uint32_t xor_checksum(const std::vector<std::uint32_t> &words) {
    std::uint32_t x = 0;
    for (auto w : words) x ^= w;
    return x;
}

std::size_t argmin_latency(const std::vector<double> &latency, const std::vector<bool> &healthy) {
    std::size_t pick = latency.size();
    for (std::size_t i = 0; i < latency.size(); ++i) {
        if (!healthy[i]) continue;
        if (pick == latency.size() || latency[i] < latency[pick]) pick = i;
    }
    return pick;
}
