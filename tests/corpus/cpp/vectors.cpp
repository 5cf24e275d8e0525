// std::vector: fresh results by push_back or by index, references changed in place, nested vectors.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

std::vector<float> add(const std::vector<float> &a, const std::vector<float> &b) {
    std::vector<float> out(a.size());
    for (std::size_t i = 0; i < a.size(); i++) {
        out[i] = a[i] + b[i];
    }
    return out;
}

std::vector<int> squares(std::vector<int> x) {
    std::vector<int> out;
    for (int i = 0; i < (int)x.size(); i++) {
        out.push_back(x[i] * x[i]);
    }
    return out;
}

void clamp_all(std::vector<double> &x, double low, double high) {
    for (auto &v : x) {
        v = std::min(std::max(v, low), high);
    }
}

std::vector<uint8_t> invert(const std::vector<uint8_t> &image) {
    std::vector<uint8_t> out;
    out.reserve(image.size());
    for (uint8_t pixel : image)
        out.push_back(255 - pixel);
    return out;
}

float dot(const std::vector<float> &a, const std::vector<float> &b) {
    float s = 0.0f;
    for (std::size_t i = 0; i < a.size(); ++i)
        s += a[i] * b[i];
    return s;
}

int largest(const std::vector<int> &x) {
    int best = x[0];
    for (std::size_t i = 1; i < x.size(); i++)
        best = std::max(best, x[i]);
    return best;
}

bool all_positive(const std::vector<int> &x) {
    bool ok = true;
    for (int v : x) {
        if (v <= 0) {
            ok = false;
        }
    }
    return ok;
}

std::vector<float> softmax(const std::vector<float> &x) {
    float top = x[0];
    for (std::size_t i = 1; i < x.size(); i++)
        if (x[i] > top) top = x[i];
    std::vector<float> out;
    for (std::size_t i = 0; i < x.size(); i++) out.push_back(std::exp(x[i] - top));
    float sum = 0;
    for (std::size_t i = 0; i < out.size(); i++) sum += out[i];
    for (std::size_t i = 0; i < out.size(); i++) out[i] = out[i] / sum;
    return out;
}

std::vector<double> standardise(const std::vector<double> &x) {
    const int n = x.size();
    double mean = 0.0;
    for (int i = 0; i < n; i++) mean += x[i];
    mean = mean / n;
    double variance = 0.0;
    for (int i = 0; i < n; i++) variance += (x[i] - mean) * (x[i] - mean);
    double deviation = std::sqrt(variance / n);
    std::vector<double> out(n);
    for (int i = 0; i < n; i++) out[i] = (x[i] - mean) / (deviation + 1e-8);
    return out;
}

std::vector<std::vector<int>> matmul(const std::vector<std::vector<int>> &a,
                                     const std::vector<std::vector<int>> &b) {
    std::vector<std::vector<int>> c(a.size(), std::vector<int>(b[0].size(), 0));
    for (std::size_t i = 0; i < a.size(); i++)
        for (std::size_t j = 0; j < b[0].size(); j++)
            for (std::size_t k = 0; k < b.size(); k++) c[i][j] += a[i][k] * b[k][j];
    return c;
}

std::vector<float> matvec(const std::vector<std::vector<float>> &w, const std::vector<float> &x) {
    std::vector<float> out;
    int m = w.size();
    int n = x.size();
    for (int i = 0; i < m; i++) {
        float sum = 0;
        for (int j = 0; j < n; j++) sum += w[i][j] * x[j];
        out.push_back(sum);
    }
    return out;
}

std::vector<std::vector<double>> transpose(const std::vector<std::vector<double>> &a) {
    int m = a.size(), n = a[0].size();
    std::vector<std::vector<double>> out(n, std::vector<double>(m));
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) out[j][i] = a[i][j];
    return out;
}

std::vector<long> row_sums(const std::vector<std::vector<int>> &a) {
    std::vector<long> sums;
    for (const auto &row : a) {
        long s = 0;
        for (int v : row) s += v;
        sums.push_back(s);
    }
    return sums;
}

std::vector<int> reversed(const std::vector<int> &x) {
    std::vector<int> out;
    for (int i = (int)x.size() - 1; i >= 0; i--) out.push_back(x[i]);
    return out;
}

std::vector<int> differences(const std::vector<int> &x) {
    std::vector<int> out;
    for (std::size_t i = 1; i < x.size(); i++) out.push_back(x[i] - x[i - 1]);
    return out;
}

std::vector<int64_t> prefix_sums(const std::vector<int> &x) {
    std::vector<int64_t> out(x.size());
    int64_t s = 0;
    for (std::size_t i = 0; i < x.size(); i++) {
        s += x[i];
        out[i] = s;
    }
    return out;
}

template <class T> static T scalar_product(const std::vector<T> &a, const std::vector<T> &b) {
    assert(a.size() == b.size() && "lengths differ");
    T sum{};
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

int asserted_dot(const std::vector<int> &a, const std::vector<int> &b) { return scalar_product(a, b); }

int asserted_sum(const std::vector<int> &a, int n, bool off) {
    assert(!off);
    assert((unsigned char)n != 1);
    int sum = 0;
    for (int i = 0; i < n; i++) {
        assert(a[i] != 3);
        sum += a[i];
    }
    return sum;
}

std::vector<float> valid_convolution(const std::vector<float> &x, const std::vector<float> &k) {
    if (x.size() < k.size()) return {};
    std::vector<float> y(x.size() - k.size() + 1);
    for (std::size_t i = 0; i < y.size(); ++i) {
        float sum = 0.f;
        for (std::size_t j = 0; j < k.size(); ++j) sum += x[i + j] * k[j];
        y[i] = sum;
    }
    return y;
}

std::vector<std::vector<int>> transposed_if_any(const std::vector<std::vector<int>> &a) {
    if (a.empty()) return {};
    std::vector<std::vector<int>> t(a[0].size(), std::vector<int>(a.size()));
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < a[0].size(); ++j) t[j][i] = a[i][j];
    return t;
}

std::vector<bool> seen_so_far(const std::vector<int> &a) {
    std::vector<bool> seen(a.size());
    bool any = false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        any |= a[i] < -6;
        seen[i] = any;
    }
    return seen;
}

bool any_bit(const std::vector<int> &a) {
    bool any = false;
    for (int x : a) any |= x & 8;
    return any;
}
