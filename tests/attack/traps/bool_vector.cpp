// Any number but zero is true, and true is one.
// lifted exact
// f([2, 0, -1]) == 2
#include <vector>
int bool_vector(const std::vector<int> &x) {
    int count = 0;
    for (int v : x) {
        bool set = v;
        count += set;
    }
    return count;
}
