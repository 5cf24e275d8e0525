// Rows of different lengths in one vector: sparse matrices, batches of sequences, graphs.

#include <algorithm>
#include <cstddef>
#include <vector>

std::vector<double> spmv(const std::vector<int> &row_ptr, const std::vector<int> &col_idx,
                         const std::vector<double> &val, const std::vector<double> &x) {
    const std::size_t rows = row_ptr.size() - 1;
    std::vector<double> y(rows, 0.0);
    for (std::size_t r = 0; r < rows; ++r) {
        double sum = 0.0;
        for (int k = row_ptr[r]; k < row_ptr[r + 1]; ++k) sum += val[k] * x[col_idx[k]];
        y[r] = sum;
    }
    return y;
}

std::vector<float> segment_max(const std::vector<float> &data, const std::vector<int> &offsets, float empty) {
    std::vector<float> result;
    for (std::size_t s = 0; s + 1 < offsets.size(); ++s) {
        float m = empty;
        for (int i = offsets[s]; i < offsets[s + 1]; i++) m = std::max(m, data[i]);
        result.push_back(m);
    }
    return result;
}

std::vector<int> cu_seqlens(const std::vector<int> &lengths) {
    std::vector<int> cu(1, 0);
    for (auto len : lengths) cu.push_back(cu.back() + len);
    return cu;
}

std::vector<int> expand_ranges(const std::vector<int> &first, const std::vector<int> &count) {
    std::vector<int> out;
    for (size_t i = 0; i < first.size(); i++) {
        for (int j = 0; j < count[i]; j++) out.push_back(first[i] + j);
    }
    return out;
}

std::vector<int> triangle_degree(const std::vector<int> &offsets, const std::vector<int> &neighbors) {
    std::vector<int> larger(offsets.size() - 1);
    for (int v = 0; v < (int)offsets.size() - 1; ++v) {
        int c = 0;
        for (int e = offsets[v]; e < offsets[v + 1]; ++e)
            if (neighbors[e] > v) ++c;
        larger[v] = c;
    }
    return larger;
}

std::vector<double> diagonal(const std::vector<int> &ptr, const std::vector<int> &idx, const std::vector<double> &val) {
    const int n = static_cast<int>(ptr.size()) - 1;
    std::vector<double> d(n, 0.0);
    for (int i = 0; i < n; ++i)
        for (int p = ptr[i]; p < ptr[i + 1]; ++p)
            if (idx[p] == i) d[i] += val[p];
    return d;
}
