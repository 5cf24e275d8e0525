// size() - 1 of an empty vector is the largest number there is; + 1 on the other side is not.
// lifted exact
// f([]) == []
#include <vector>
std::vector<int> size_minus_one(const std::vector<int> &x) {
    std::vector<int> out;
    for (std::size_t i = 0; i + 1 < x.size(); i++) out.push_back(x[i + 1] - x[i]);
    return out;
}
