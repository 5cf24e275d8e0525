#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <tuple>
#include <utility>
#include <vector>
namespace geo {
using Point = std::array<double, 3>;
double length2(const std::vector<Point> &p) { double s = 0; for (const auto &q : p) for (double c : q) s += c * c; return s; }
std::vector<double> norms(const std::vector<Point> &p) { std::vector<double> r; r.reserve(p.size()); for (const Point &q : p) r.push_back(std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2])); return r; }
void translate(std::vector<Point> &p, const Point &by) { for (auto &q : p) for (size_t k = 0; k < q.size(); k++) q[k] += by[k]; }
Point centroid(const std::vector<Point> &p) { Point c{}; for (const auto &q : p) for (int k = 0; k < 3; k++) c[k] += q[k]; for (auto &v : c) v /= p.size(); return c; }
}
using Mat = std::array<std::array<int, 3>, 2>;
Mat addm(const Mat &a, Mat b) { for (int i = 0; i < 2; i++) for (int j = 0; j < 3; j++) b[i][j] += a[i][j]; return b; }
int tr(const std::vector<std::vector<int>> &m) { int t = 0; for (size_t i = 0; i < m.size(); i++) { const auto &row = m[i]; t += row[i]; } return t; }
std::pair<int, int> minmax(const std::vector<int> &v) { int lo = 1000, hi = -1000; for (int x : v) { if (x < lo) lo = x; if (x > hi) hi = x; } return {lo, hi}; }
std::tuple<int, double> ct(const std::vector<double> &v) { int n = 0; double s = 0; for (double x : v) { n++; s += x; } return std::make_tuple(n, s); }
static constexpr std::array<int, 4> WEIGHT = {1, -2, 3};
int weighted(const std::vector<int> &v) { int s = 0; for (size_t i = 0; i < v.size(); i++) s += v[i] * WEIGHT[i % 4]; return s; }
constexpr double TABLE[2][2] = {{1.5, 2.5}, {-1, 0.25}};
double lookup(const std::vector<int> &i, const std::vector<int> &j) { double s = 0; for (size_t k = 0; k < i.size(); k++) s += TABLE[i[k] & 1][j[k] & 1]; return s; }
template <typename T> T poly(T x) { return x * x - T(3) * x; }
template <typename T> void apply_poly(std::vector<T> &v) { for (auto &x : v) x = poly(x); }
template void apply_poly<int>(std::vector<int> &);
template void apply_poly<double>(std::vector<double> &v);
template <int N> int shifted(const std::vector<int> &v) { int s = 0; for (int x : v) s += x << N; return s; }
int use_shift(const std::vector<int> &v) { return shifted<2>(v) + shifted<3>(v); }
enum class Mode : unsigned char { Add, Mul = 5 };
void mode(std::vector<float> &v, int m, float k) { Mode o = static_cast<Mode>(m); for (auto &x : v) { if (o == Mode::Add) x += k; else x *= k; } }
struct Acc { double s = 0; int n = 0; void add(double x) { s += x; n++; } double mean() const { return n ? s / n : 0; } };
double mean_of(const std::vector<double> &v) { Acc a; for (double x : v) a.add(x); return a.mean(); }
struct Rng { int lo, hi; bool in(int x) const { return x >= lo && x < hi; } };
int inside(const std::vector<int> &v, int lo, int hi) { Rng r{lo, hi}; int k = 0; for (int x : v) k += r.in(x); return k; }
void refout(const std::vector<int> &v, int &count, long &total) { count = 0; total = 0; for (int x : v) { count++; total += x; } }
static void bump(int &x, int by = 2) { x += by; }
void bumps(std::vector<int> &v) { for (auto &x : v) bump(x); int k = 0; bump(k, 7); v.push_back(k); }
int rowsums(const std::vector<std::array<int, 2>> &v, std::vector<int> &out) { int t = 0; for (const auto &r : v) { int s = r[0] + r[1]; out.push_back(s); t += s; } return t; }
std::array<float, 4> softmax4(std::array<float, 4> x) { float m = x[0]; for (int i = 1; i < 4; i++) m = std::max(m, x[i]); float s = 0; for (auto &v : x) { v = std::exp(v - m); s += v; } for (auto &v : x) v /= s; return x; }
void zero_diag(std::vector<std::vector<float>> &m) { for (size_t i = 0; i < m.size(); ++i) { auto &row = m[i]; for (size_t j = 0; j < row.size(); ++j) if (i == j) row[j] = 0; } }
struct Vec2 { float x, y; };
std::pair<float, float> center(const std::vector<float> &xs, const std::vector<float> &ys) { Vec2 c = {0, 0}; for (size_t i = 0; i < xs.size(); i++) { c.x += xs[i]; c.y += ys[i]; } return {c.x / xs.size(), c.y / ys.size()}; }
