/* Sorts and searches of parts of buffers. */
#include <algorithm>
#include <cstdint>

void sort_prefix(float *x, int n) { std::stable_sort(x, x + n); }

void sort_bytes(uint8_t *x, int n) { std::sort(x, x + n, [](uint8_t a, uint8_t b) { return b < a; }); }

int how_often(const int *a, int n, int x) { return std::upper_bound(a, a + n, x) - std::lower_bound(a, a + n, x); }

/* By hand: what it answers for what is not sorted is no count, so that the order is a precondition. */
int by_halves(const int *a, int n, int x) {
    int lo = 0, hi = n;
    while (lo < hi) {
        int mid = lo + (hi - lo) / 2;
        if (a[mid] < x) lo = mid + 1; else hi = mid;
    }
    return lo;
}
