// Values that go on from round to round: held between two bounds, forgotten, or one of two.
#include <algorithm>
#include <cstdint>
#include <vector>

std::vector<int64_t> tank(const std::vector<int64_t> &flow, int64_t room) {
    std::vector<int64_t> out;
    int64_t level = 0;
    for (auto f : flow) {
        level = std::clamp(level + f, int64_t(0), int64_t(40));
        out.push_back(level);
    }
    return out;
}

double since(const std::vector<double> &x, double mark) {
    double sum = 0;
    for (double v : x) {
        if (v > mark) sum = 0;
        sum += v;
    }
    return sum;
}

int64_t outside(const std::vector<int64_t> &text) {
    bool inside = false;
    int64_t n = 0;
    for (auto c : text) {
        if (c == 3) inside = !inside;
        else if (!inside) ++n;
    }
    return n;
}
