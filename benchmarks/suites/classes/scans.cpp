// Scans over vectors: running totals and extremes, filters with memory, hashes.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

std::vector<long long> prefix_sums(const std::vector<int> &a) {
    std::vector<long long> pre(a.size() + 1);
    for (std::size_t i = 0; i < a.size(); i++) pre[i + 1] = pre[i] + a[i];
    return pre;
}

void running_max(std::vector<int> &v) {
    for (std::size_t i = 1; i < v.size(); ++i) v[i] = std::max(v[i], v[i - 1]);
}

void one_pole_lowpass(std::vector<float> &buffer, float coeff, float state) {
    for (float &sample : buffer) {
        state += coeff * (sample - state);
        sample = state;
    }
}

std::vector<double> discounted_returns(const std::vector<double> &rewards, double gamma) {
    std::vector<double> g(rewards.size());
    double acc = 0.0;
    for (int t = (int)rewards.size() - 1; t >= 0; --t) {
        acc = rewards[t] + gamma * acc;
        g[t] = acc;
    }
    return g;
}

std::uint32_t djb2(const std::vector<std::uint8_t> &text) {
    std::uint32_t hash = 5381;
    for (auto c : text) hash = hash * 33 + c;
    return hash;
}

void delta_decode(std::vector<std::int32_t> &deltas) {
    std::int32_t value = 0;
    for (std::size_t i = 0; i < deltas.size(); ++i) {
        value += deltas[i];
        deltas[i] = value;
    }
}

std::vector<int> exclusive_scan(const std::vector<int> &counts) {
    std::vector<int> out;
    out.reserve(counts.size());
    int total = 0;
    for (const int c : counts) {
        out.push_back(total);
        total += c;
    }
    return out;
}

int max_subarray(const std::vector<int> &a) {
    int best = a[0], cur = a[0];
    for (std::size_t i = 1; i < a.size(); i++) {
        cur = std::max(a[i], cur + a[i]);
        best = std::max(best, cur);
    }
    return best;
}
