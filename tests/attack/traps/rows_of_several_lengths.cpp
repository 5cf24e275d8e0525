// Rows of several lengths are no matrix.
// lifted exact
// f([[1], [2, 3]]) raises rows of `rows` have different lengths
#include <vector>
std::vector<int> rows_of_several_lengths(const std::vector<std::vector<int>> &rows) {
    std::vector<int> sums;
    for (const auto &row : rows) {
        int s = 0;
        for (int v : row) s += v;
        sums.push_back(s);
    }
    return sums;
}
