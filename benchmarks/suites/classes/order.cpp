// Order over vectors: ranks by counting, places in sorted bounds, percentiles of sorted data.

#include <algorithm>
#include <cstddef>
#include <vector>

std::vector<int> rank_by_counting(const std::vector<double> &x) {
    const int n = static_cast<int>(x.size());
    std::vector<int> rank(n);
    for (int i = 0; i < n; ++i) {
        int r = 0;
        for (int j = 0; j < n; ++j)
            if (x[j] < x[i] || (x[j] == x[i] && j < i)) ++r;
        rank[i] = r;
    }
    return rank;
}

std::vector<int> bucketize(const std::vector<double> &values, const std::vector<double> &bounds) {
    std::vector<int> out(values.size());
    for (size_t i = 0; i < values.size(); i++) {
        int b = 0;
        for (size_t j = 0; j < bounds.size(); j++)
            if (values[i] >= bounds[j]) b++;
        out[i] = b;
    }
    return out;
}

std::vector<int> lower_bounds(const std::vector<double> &sorted, const std::vector<double> &queries) {
    std::vector<int> pos;
    for (double q : queries) pos.push_back(std::lower_bound(sorted.begin(), sorted.end(), q) - sorted.begin());
    return pos;
}

double trimmed_mean(std::vector<double> v, std::size_t cut) {
    std::sort(v.begin(), v.end());
    double s = 0;
    for (std::size_t i = cut; i < v.size() - cut; ++i) s += v[i];
    return s / (v.size() - 2 * cut);
}

double second_largest(const std::vector<double> &v) {
    double first = -1e300, second = -1e300;
    for (double x : v) {
        if (x > first) {
            second = first;
            first = x;
        } else if (x > second) {
            second = x;
        }
    }
    return second;
}
