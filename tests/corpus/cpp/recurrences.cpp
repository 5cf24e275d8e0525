// Recurrences over vectors, by iterators, references and templates.
#include <algorithm>
#include <cstdint>
#include <vector>

std::vector<double> low_pass(const std::vector<double> &x, double k) {
    std::vector<double> y(x.size());
    double state = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        state += k * (x[i] - state);
        y[i] = state;
    }
    return y;
}

double polynomial(const std::vector<double> &c, double x) {
    double p = 0;
    for (auto it = c.begin(); it != c.end(); ++it) p = p * x + *it;
    return p;
}

long best_run(const std::vector<long> &x) {
    long s = 0, best = 0;
    for (long v : x) {
        s = std::max(s + v, 0L);
        best = std::max(best, s);
    }
    return best;
}

std::vector<int> ration(std::vector<int> wanted, int stock) {
    for (int &w : wanted) {
        int given = std::min(w, stock);
        stock -= given;
        w = given;
    }
    return wanted;
}

uint64_t rolling(const std::vector<uint8_t> &text) {
    uint64_t h = 1469598103u;
    for (uint8_t c : text) h = h * 1099511628211u + c;
    return h;
}
