// Selection in order, first places, early exits, budgets, over vectors.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

std::vector<int> positive_only(const std::vector<int> &in) {
    std::vector<int> out;
    for (int v : in)
        if (v > 0) out.push_back(v);
    return out;
}

int find_first(const std::vector<int> &haystack, int needle) {
    for (std::size_t i = 0; i < haystack.size(); ++i)
        if (haystack[i] == needle) return static_cast<int>(i);
    return -1;
}

bool contains_negative(const std::vector<double> &v) {
    for (const double x : v) {
        if (x < 0.0) return true;
    }
    return false;
}

std::size_t count_until_full(const std::vector<int> &sizes, int capacity) {
    std::size_t n = 0;
    int used = 0;
    while (n < sizes.size() && used + sizes[n] <= capacity) {
        used += sizes[n];
        ++n;
    }
    return n;
}

std::vector<float> nms_scores(const std::vector<float> &scores, const std::vector<std::uint8_t> &suppressed, float thr) {
    std::vector<float> kept;
    for (size_t i = 0; i < scores.size(); i++) {
        if (suppressed[i]) continue;
        if (scores[i] < thr) continue;
        kept.emplace_back(scores[i]);
    }
    return kept;
}

std::vector<std::size_t> event_indices(const std::vector<double> &t, double from, double to) {
    std::vector<std::size_t> idx;
    for (std::size_t i = 0; i < t.size(); ++i) {
        const bool inside = t[i] >= from && t[i] < to;
        if (inside) idx.push_back(i);
    }
    return idx;
}

int common_prefix(const std::vector<int> &a, const std::vector<int> &b) {
    size_t i = 0;
    while (i < a.size() && i < b.size() && a[i] == b[i]) i++;
    return (int)i;
}

int last_index_below(const std::vector<double> &v, double limit) {
    for (int i = (int)v.size() - 1; i >= 0; i--)
        if (v[i] < limit) return i;
    return -1;
}

int compact_in_place(std::vector<int> &v, int tombstone) {
    int w = 0;
    for (size_t r = 0; r < v.size(); ++r) {
        if (v[r] != tombstone) v[w++] = v[r];
    }
    return w;
}
