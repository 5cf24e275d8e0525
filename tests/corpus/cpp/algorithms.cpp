/* Algorithms of the standard library, iterators and lambdas, as people use them on vectors. */
#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <numeric>
#include <vector>

double sum_by_iterators(const std::vector<double> &v) { double s = 0; for (std::vector<double>::const_iterator it = v.cbegin(); it < v.cend(); it++) s += *it; return s; }

void add_positions(std::vector<int> &v) { for (auto it = v.begin(); it != v.end(); ++it) *it += (int)(it - v.begin()); }

void add_distances(std::vector<int> &v) { for (auto it = v.begin(); it != v.end(); ++it) *it += (int)std::distance(v.begin(), it); }

double sum_of_squares(const std::vector<double> &v) { return std::accumulate(v.begin(), v.end(), 0.0, [](double a, double x) { return a + x * x; }); }

double product(const std::vector<double> &v) { return std::accumulate(v.begin(), v.end(), 1.0, std::multiplies<double>()); }

std::vector<double> affine(const std::vector<double> &v) { std::vector<double> o(v.size()); std::transform(v.begin(), v.end(), o.begin(), [](double x) { return x * 2 + 1; }); return o; }

std::vector<double> products(const std::vector<double> &v, const std::vector<double> &w) { std::vector<double> o(v.size()); std::transform(v.begin(), v.end(), w.begin(), o.begin(), [](double x, double y) { return x * y; }); return o; }

void shift(std::vector<double> &v, double k) { std::transform(v.begin(), v.end(), v.begin(), [k](double x) { return x - k; }); }

std::vector<double> squares(const std::vector<double> &v) { std::vector<double> o; o.reserve(v.size()); std::transform(v.begin(), v.end(), std::back_inserter(o), [](double x) { return x * x; }); return o; }

double dot(const std::vector<double> &v, const std::vector<double> &w) { return std::inner_product(v.begin(), v.end(), w.begin(), 0.0); }

void fill_all(std::vector<double> &v, double x) { std::fill(v.begin(), v.end(), x); }

std::vector<double> copied(const std::vector<double> &v) { std::vector<double> o(v.size()); std::copy(v.begin(), v.end(), o.begin()); return o; }

int count_above(const std::vector<int> &v, int t) { return std::count_if(v.begin(), v.end(), [t](int x) { return x > t; }); }

int count_equal(const std::vector<int> &v, int t) { return (int)std::count(v.begin(), v.end(), t); }

bool any_above(const std::vector<int> &v, int t) { return std::any_of(v.begin(), v.end(), [&](int x) { return x > t; }); }

bool all_above(const std::vector<int> &v, int t) { return std::all_of(v.begin(), v.end(), [&](int x) { return x > t; }); }

bool none_even(const std::vector<int> &v) { return std::none_of(v.begin(), v.end(), [](int x) { return x % 2 == 0; }); }

std::vector<int> running_sums(const std::vector<int> &v) { std::vector<int> o(v.size()); std::partial_sum(v.begin(), v.end(), o.begin()); return o; }

void reverse_all(std::vector<double> &v) { std::reverse(v.begin(), v.end()); }

void square_all(std::vector<double> &v) { std::for_each(v.begin(), v.end(), [](double &x) { x = x * x; }); }

double sum_captured(const std::vector<double> &v) { double s = 0; std::for_each(v.begin(), v.end(), [&s](double x) { s += x; }); return s; }

double sum_clamped(const std::vector<double> &v, double k) { auto f = [k](double x) { return x > k ? x : k; }; double s = 0; for (size_t i = 0; i < v.size(); ++i) s += f(v[i]); return s; }

double sum_by_closure(const std::vector<double> &v) { double s = 0; auto add = [&](double x) { s += x; }; for (double x : v) add(x); return s; }

double dot_by_closure(const std::vector<double> &v, const std::vector<double> &w) { auto at = [&](size_t i) -> double { return v[i] * w[i]; }; double s = 0; for (size_t i = 0; i < v.size(); ++i) s += at(i); return s; }

static void scale_one(double &x, double f) { x *= f; }
void scale_by_reference(std::vector<double> &v, double f) { for (auto &x : v) scale_one(x, f); }

std::vector<int> incremented(const std::vector<int> &v) { std::vector<int> o(v.begin(), v.end()); for (auto &x : o) x++; return o; }

double sum_of_differences(const std::vector<double> &a) { std::vector<double> d(a.size()); std::adjacent_difference(a.begin(), a.end(), d.begin()); return std::accumulate(d.begin(), d.end(), 0.0); }

void replace_threes(std::vector<int> &a) { std::replace(a.begin(), a.end(), 3, 4); }

bool starts_with(const std::vector<int> &a, const std::vector<int> &b) { return std::equal(a.begin(), a.end(), b.begin()); }

int index_of_largest(const std::vector<int> &a) { return std::max_element(a.begin(), a.end()) - a.begin(); }

void odd_numbers(std::vector<int> &a) { int k = 3; std::generate(a.begin(), a.end(), [&k]() { k += 2; return k; }); }
