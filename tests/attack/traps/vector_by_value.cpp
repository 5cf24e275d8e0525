// A vector that is passed by value is a copy: the caller's stays as it was.
// lifted exact
// f([1, 2]) == 6
#include <vector>
int vector_by_value(std::vector<int> x) {
    int s = 0;
    for (std::size_t i = 0; i < x.size(); i++) {
        x[i] *= 2;
        s += x[i];
    }
    return s;
}
