// Positions of extremes.
#include <cstddef>
#include <vector>

std::size_t argmax(const std::vector<double> &x) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < x.size(); ++i)
        if (x[i] > x[best]) best = i;
    return best;
}

int nearest(const std::vector<float> &x, float y) {
    int at = -1;
    float least = 1e30f;
    for (int i = 0; i < static_cast<int>(x.size()); ++i) {
        float d = x[i] < y ? y - x[i] : x[i] - y;
        if (d < least) {
            least = d;
            at = i;
        }
    }
    return at;
}

int last_max(const std::vector<int> &v) {
    int best = -1;
    for (int i = 0; i < static_cast<int>(v.size()); ++i)
        if (best < 0 || v[i] >= v[best]) best = i;
    return best;
}

std::size_t least_selected(const std::vector<int> &v, const std::vector<int> &m) {
    std::size_t best = v.size();
    for (std::size_t i = 0; i < v.size(); i++)
        if (m[i] > 0 && (best == v.size() || v[i] < v[best])) best = i;
    return best;
}
