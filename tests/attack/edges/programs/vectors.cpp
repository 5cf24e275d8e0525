// Vectors: sizes that disagree, loops that leave early, results whose length depends on sizes.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>
using V = std::vector<int>;
using D = std::vector<double>;

V sums(const V &a, const V &b) { V out; for (std::size_t i = 0; i < a.size(); i++) out.push_back(a[i] + b[i]); return out; }
V sums_upto(const V &a, const V &b) { V out; for (std::size_t i = 0; i < std::min(a.size(), b.size()); i++) out.push_back(a[i] + b[i]); return out; }
V sums_both(const V &a, const V &b) { V out; for (std::size_t i = 0; i < a.size() && i < b.size(); i++) out.push_back(a[i] + b[i]); return out; }
V first_n(const V &a, int n) { V out(n); for (int i = 0; i < n; i++) out[i] = a[i]; return out; }
V repeated(const V &a, int n) { V out; for (int r = 0; r < n; r++) for (int v : a) out.push_back(v); return out; }
V reversed(const V &a) { V out; for (int i = (int)a.size() - 1; i >= 0; i--) out.push_back(a[i]); return out; }
V differences(const V &a) { V out; for (std::size_t i = 1; i < a.size(); i++) out.push_back(a[i] - a[i - 1]); return out; }
V padded(const V &a) { V out; out.push_back(0); for (int v : a) out.push_back(v); out.push_back(0); return out; }
V looked_up(const V &t, const V &at) { V out; for (int i : at) out.push_back(t[i]); return out; }
V looked_up_if(const V &t, const V &at) { V out; for (int i : at) out.push_back(i >= 0 && i < (int)t.size() ? t[i] : 0); return out; }
V counts(const V &x, int n) { V out(n, 0); for (int v : x) if (v >= 0 && v < n) out[v]++; return out; }
V clamped(V x, int lo, int hi) { for (auto &v : x) v = v < lo ? lo : v > hi ? hi : v; return x; }
int at_or(const V &x, int i, int other) { int s = 0; for (int k = 0; k < 1; k++) s = i >= 0 && i < (int)x.size() ? x[i] : other; return s; }
int first_above(const V &x, int limit) { for (std::size_t i = 0; i < x.size(); i++) if (x[i] > limit) return (int)i; return -1; }
int largest(const V &x) { int m = x[0]; for (std::size_t i = 1; i < x.size(); i++) m = std::max(m, x[i]); return m; }
int largest_or_zero(const V &x) { if (x.empty()) return 0; int m = x[0]; for (int v : x) m = std::max(m, v); return m; }
int dot(const V &a, const V &b) { return std::inner_product(a.begin(), a.end(), b.begin(), 0); }
int total(const V &a) { return std::accumulate(a.begin(), a.end(), 0); }
double mean(const D &x) { double s = 0; for (double v : x) s += v; return s / x.size(); }
double norm(const D &x) { double s = 0; for (double v : x) s += v * v; return std::sqrt(s); }
void scaled(D &x, double k) { for (auto &v : x) v *= k; }
void divided(D &x, const D &y) { for (std::size_t i = 0; i < x.size(); i++) if (y[i] != 0) x[i] /= y[i]; }
void swapped(V &a, V &b) { for (std::size_t i = 0; i < a.size(); i++) std::swap(a[i], b[i]); }
std::vector<std::vector<int>> transposed(const std::vector<std::vector<int>> &a) { std::vector<std::vector<int>> out; if (a.empty()) return out; for (std::size_t j = 0; j < a[0].size(); j++) { V row; for (std::size_t i = 0; i < a.size(); i++) row.push_back(a[i][j]); out.push_back(row); } return out; }
V row_sums(const std::vector<std::vector<int>> &a) { V out; for (const auto &row : a) { int s = 0; for (int v : row) s += v; out.push_back(s); } return out; }
int trace(const std::vector<std::vector<int>> &a) { int s = 0; for (std::size_t i = 0; i < a.size(); i++) s += a[i][i]; return s; }
std::vector<uint8_t> averaged(const std::vector<uint8_t> &a, const std::vector<uint8_t> &b) { std::vector<uint8_t> out; for (std::size_t i = 0; i < a.size(); i++) out.push_back((a[i] + b[i] + 1) / 2); return out; }
std::vector<bool> positive(const V &x) { std::vector<bool> out; for (int v : x) out.push_back(v > 0); return out; }
