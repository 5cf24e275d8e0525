// std::accumulate with an int at the start adds up ints: every sum is cut.
// refused TSP2001: `total` has no closed form
#include <numeric>
#include <vector>
double accumulate_as_int(const std::vector<double> &x) {
    return std::accumulate(x.begin(), x.end(), 0);
}
