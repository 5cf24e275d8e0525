// `auto v : x` is a copy of the element, `auto &v : x` is the element.
// lifted exact
// f([1, 2]) == [2, 3]
#include <vector>
void copy_of_the_element(std::vector<int> &x) {
    for (auto v : x) v = 0;
    for (auto &v : x) v += 1;
}
