#include <vector>

int total(const std::vector<int> &a) {
    int s;
    for (int x : a) s += x;
    return s;
}
