/* Sorts by the standard library, and searches in sorted ranges. */
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <vector>

void ascending(std::vector<int> &v) { std::sort(v.begin(), v.end()); }

std::vector<int> descending(std::vector<int> v) { std::sort(v.begin(), v.end(), std::greater<int>()); return v; }

std::vector<unsigned> unsigned_descending(std::vector<unsigned> v) { std::sort(v.begin(), v.end(), std::greater<>()); return v; }

void stable_doubles(std::vector<double> &v) { std::stable_sort(v.begin(), v.end(), [](double a, double b) { return a > b; }); }

void by_size(std::vector<int> &v) { std::stable_sort(v.begin(), v.end(), [](int a, int b) { return std::abs(a) < std::abs(b); }); }

std::vector<int> order(const std::vector<float> &key) {
    std::vector<int> idx(key.size());
    std::iota(idx.begin(), idx.end(), 0);
    std::stable_sort(idx.begin(), idx.end(), [&](int a, int b) { return key[a] < key[b]; });
    return idx;
}

std::vector<int> order_down(const std::vector<int> &key) {
    std::vector<int> idx(key.size());
    std::iota(idx.begin(), idx.end(), 0);
    std::stable_sort(idx.begin(), idx.end(), [&](int a, int b) { return key[a] > key[b]; });
    return idx;
}

/* The comparator decides between all different positions. */
std::vector<int> earlier_first(const std::vector<int> &key) {
    std::vector<int> idx(key.size());
    std::iota(idx.begin(), idx.end(), 0);
    std::sort(idx.begin(), idx.end(), [&](int a, int b) { return key[a] > key[b] || (key[a] == key[b] && a < b); });
    return idx;
}

std::vector<int> later_first(const std::vector<int> &key) {
    std::vector<int> idx(key.size());
    std::iota(idx.begin(), idx.end(), 0);
    std::sort(idx.begin(), idx.end(), [&](int a, int b) { if (key[a] != key[b]) return key[a] < key[b]; return a > b; });
    return idx;
}

std::vector<int> by_three_ways(const std::vector<int> &key) {
    std::vector<int> idx(key.size());
    std::iota(idx.begin(), idx.end(), 0);
    std::sort(idx.begin(), idx.end(), [&](int a, int b) { return key[a] < key[b] ? true : key[b] < key[a] ? false : a < b; });
    return idx;
}

/* Looks like a second key, and is not one: it decides where the first does not hold, equal or not. */
void no_order(std::vector<int> &v) { std::sort(v.begin(), v.end(), [](int a, int b) { return a / 4 < b / 4 || (!(a / 4 < b / 4) && a < b); }); }

/* Positions with equal keys may come in any order. */
std::vector<int> any_order(const std::vector<int> &key) {
    std::vector<int> idx(key.size());
    std::iota(idx.begin(), idx.end(), 0);
    std::sort(idx.begin(), idx.end(), [&](int a, int b) { return key[a] < key[b]; });
    return idx;
}

/* A second key that is read for equal elements only, and need not be there for others. */
std::vector<int> two_arrays(const std::vector<int> &one, const std::vector<int> &two) {
    std::vector<int> idx(one.size());
    std::iota(idx.begin(), idx.end(), 0);
    std::stable_sort(idx.begin(), idx.end(), [&](int a, int b) { return one[a] != one[b] ? one[a] < one[b] : two[a] < two[b]; });
    return idx;
}

/* Where there is one element, nothing is compared, and no key is read. */
void sorted_positions(std::vector<int> &idx, const std::vector<double> &key) {
    std::stable_sort(idx.begin(), idx.end(), [&](int a, int b) { return key[a] < key[b]; });
}

std::vector<double> gathered(const std::vector<int> &key, const std::vector<double> &x) {
    std::vector<size_t> idx(key.size());
    std::iota(idx.begin(), idx.end(), 0);
    std::stable_sort(idx.begin(), idx.end(), [&](size_t a, size_t b) { return key[a] < key[b]; });
    std::vector<double> out;
    for (size_t i : idx) out.push_back(x[i]);
    return out;
}

int median(std::vector<int> v) { std::sort(v.begin(), v.end()); return v[v.size() / 2]; }

std::vector<int> differences(const std::vector<int> &v) {
    std::vector<int> s(v);
    std::sort(s.begin(), s.end());
    std::vector<int> out;
    for (size_t i = 0; i < v.size(); i++) out.push_back(v[i] - s[i]);
    return out;
}

int nth(std::vector<int> v, int k) { std::nth_element(v.begin(), v.begin() + k, v.end()); return v[k]; }

int first_place(const std::vector<int> &v, int x) { return (int)(std::lower_bound(v.begin(), v.end(), x) - v.begin()); }

int behind(const std::vector<double> &v, double x) { return (int)(std::upper_bound(v.begin(), v.end(), x) - v.begin()); }

bool is_there(const std::vector<int> &v, int x) { return std::binary_search(v.begin(), v.end(), x); }

std::vector<int> buckets(const std::vector<double> &bounds, const std::vector<double> &x) {
    std::vector<int> out;
    for (double v : x) out.push_back(std::upper_bound(bounds.begin(), bounds.end(), v) - bounds.begin());
    return out;
}
