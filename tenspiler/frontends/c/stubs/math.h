#ifndef TENSPILER_MATH_H
#define TENSPILER_MATH_H
#include <__math.h>
#ifdef __cplusplus
#include <cmath>
using std::abs;
using std::isnan;
using std::isinf;
using std::isfinite;
using std::sqrt;
using std::cbrt;
using std::exp;
using std::exp2;
using std::expm1;
using std::log;
using std::log2;
using std::log10;
using std::log1p;
using std::sin;
using std::cos;
using std::tan;
using std::asin;
using std::acos;
using std::atan;
using std::sinh;
using std::cosh;
using std::tanh;
using std::asinh;
using std::acosh;
using std::atanh;
using std::floor;
using std::ceil;
using std::trunc;
using std::round;
using std::rint;
using std::nearbyint;
using std::fabs;
using std::erf;
using std::erfc;
using std::tgamma;
using std::lgamma;
using std::pow;
using std::atan2;
using std::fmod;
using std::fmin;
using std::fmax;
using std::hypot;
using std::fdim;
using std::copysign;
using std::remainder;
#else
#define isnan(x) __builtin_isnan(x)
#define isinf(x) __builtin_isinf(x)
#define isfinite(x) __builtin_isfinite(x)
#define signbit(x) __builtin_signbit(x)
#endif
#endif
