#include <cstddef>
#include <vector>

bool contains_above(const std::vector<double> &v, double low) {
    for (double x : v)
        if (x > low) return true;
    return false;
}

int first_mismatch(const std::vector<int> &a, const std::vector<int> &b) {
    std::size_t i = 0;
    while (i < a.size() && i < b.size() && a[i] == b[i]) ++i;
    return static_cast<int>(i);
}

int row_with_sum(const std::vector<std::vector<int>> &grid, int low) {
    for (std::size_t i = 0; i < grid.size(); ++i) {
        int s = 0;
        for (int v : grid[i]) s += v;
        if (s >= low) return static_cast<int>(i);
    }
    return -1;
}
