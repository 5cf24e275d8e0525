// What `isinf` gives is a truth value in C++ alone: in C it is -1 for the lower infinity.
// lifted exact
// f([float("inf"), 1.0, float("-inf"), float("-inf")], 4) == -1
#include <math.h>
int sign_of_the_infinite(const double *x, int n) {
    int above = 0;
    for (int i = 0; i < n; i++)
        above += isinf(x[i]);
    return above;
}
