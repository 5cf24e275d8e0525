// Rounds that append as many elements as data say, segments of what depends on them, and sums by key.
#include <cstddef>
#include <vector>

std::vector<int> repeated(const std::vector<int> &x, const std::vector<int> &count) {
    std::vector<int> out;
    for (std::size_t r = 0; r < x.size(); r++)
        for (int t = 0; t < count[r]; t++)
            out.push_back(x[r] + t);
    return out;
}

void above_their_limits(int n, const int *ptr, const double *x, const double *limit, int *out) {
    for (int i = 0; i < n; i++) {
        int c = 0;
        for (int p = ptr[i]; p < ptr[i + 1]; p++) c += x[p] > limit[i];
        out[i] = c;
    }
}

void sums_by_key(int n, const float *x, const int *key, float *out) {
    for (int i = 0; i < n; i++) out[key[i]] += x[i];
}

void row_of_each_place(int n, const int *ptr, int *row) {
    for (int i = 0; i < n; i++)
        for (int p = ptr[i]; p < ptr[i + 1]; p++) row[p] = i;
}
