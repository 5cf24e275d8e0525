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

std::vector<int> quantize_to_levels(const std::vector<double> &x, const std::vector<double> &thresholds) {
    std::vector<int> code(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        int low = 0, high = (int)thresholds.size() - 1;
        while (low <= high) {
            int mid = (low + high) >> 1;
            if (thresholds[mid] > x[i])
                high = mid - 1;
            else
                low = mid + 1;
        }
        code[i] = low;
    }
    return code;
}

std::vector<std::size_t> rows_of(const std::vector<std::size_t> &offsets, const std::vector<std::size_t> &items) {
    std::vector<std::size_t> rows(items.size());
    for (std::size_t k = 0; k < items.size(); ++k) {
        std::size_t lo = 0, hi = offsets.size();
        while (lo < hi) {
            std::size_t mid = lo + (hi - lo) / 2;
            if (offsets[mid] <= items[k])
                lo = mid + 1;
            else
                hi = mid;
        }
        rows[k] = lo;
    }
    return rows;
}
