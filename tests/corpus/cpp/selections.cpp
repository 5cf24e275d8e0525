#include <algorithm>
#include <iterator>
#include <vector>

std::vector<double> positives(const std::vector<double> &x) {
    std::vector<double> out;
    for (double v : x)
        if (v > 0) out.push_back(v);
    return out;
}

std::vector<int> evens(const std::vector<int> &x) {
    std::vector<int> out;
    std::copy_if(x.begin(), x.end(), std::back_inserter(out), [](int v) { return v % 2 == 0; });
    return out;
}

std::vector<int> places(const std::vector<int> &x, int wanted) {
    std::vector<int> out;
    for (int i = 0; i < static_cast<int>(x.size()); ++i)
        if (x[i] == wanted) out.push_back(i);
    return out;
}

std::vector<int> inside(const std::vector<int> &x, int low, int high) {
    std::vector<int> out;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (x[i] < low || x[i] > high) continue;
        out.push_back(x[i] - low);
    }
    return out;
}
