// Loops of whose iterations the last one counts in which something held.
#include <cstdint>
#include <vector>

std::vector<int> inverse(const std::vector<int> &p) {
    std::vector<int> out(p.size(), -1);
    for (std::size_t i = 0; i < p.size(); ++i) out[p[i]] = static_cast<int>(i);
    return out;
}

void apply(std::vector<double> &out, const std::vector<std::uint32_t> &index, const std::vector<double> &values) {
    for (std::size_t i = 0; i < index.size(); ++i) out[index[i]] = values[i];
}

double last_positive(const std::vector<double> &x, double otherwise) {
    for (double v : x)
        if (v > 0) otherwise = v;
    return otherwise;
}

int last_of(const std::vector<int> &x, int y) {
    int at = -1;
    for (int i = 0; i < static_cast<int>(x.size()); ++i)
        if (x[i] == y) at = i;
    return at;
}
