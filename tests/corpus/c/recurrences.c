/* Recurrences: filters, hashes, generators, budgets, and sums that are held against a bound. */
#include <math.h>
#include <stdint.h>

void one_pole(const float *x, float *y, float a, int n) { float s = 0; for (int i = 0; i < n; i++) { s += a * (x[i] - s); y[i] = s; } }

void dc_block(const double *x, double *y, double r, int n) { double px = 0, py = 0; for (int i = 0; i < n; i++) { py = x[i] - px + r * py; px = x[i]; y[i] = py; } }

double horner(const double *c, int n, double x) { double p = c[n-1]; for (int i = n - 2; i >= 0; i--) p = p * x + c[i]; return p; }

uint32_t hash(const uint8_t *s, int n) { uint32_t h = 5381; for (int i = 0; i < n; i++) h = h * 33 + s[i]; return h; }

uint32_t djb(const char *s, int n) { uint32_t h = 5381; for (int i = 0; i < n; i++) h = ((h << 5) + h) + s[i]; return h; }

void lcg(uint64_t *out, uint64_t x, int n) { for (int i = 0; i < n; i++) { x = x * 6364136223846793005ULL + 1442695040888963407ULL; out[i] = x; } }

int digits(const char *s, int n) { int v = 0; for (int i = 0; i < n; i++) v = v * 10 + (s[i] - '0'); return v; }

double cusum(const double *x, int n) { double s = 0; for (int i = 0; i < n; i++) { s += x[i]; if (s < 0) s = 0; } return s; }

int kadane(const int *x, int n) { int s = 0, best = 0; for (int i = 0; i < n; i++) { s += x[i]; if (s < 0) s = 0; if (s > best) best = s; } return best; }

int kadane2(const int *x, int n) { int cur = x[0], best = x[0]; for (int i = 1; i < n; i++) { cur = cur + x[i] > x[i] ? cur + x[i] : x[i]; best = cur > best ? cur : best; } return best; }

void budget(int left, const int *rem, int *out, int n) { for (int i = 0; i < n; i++) { int g = rem[i] < left ? rem[i] : left; out[i] = g; left -= g; } }

void fbudget(double left, const double *rem, double *out, int n) { for (int i = 0; i < n; i++) { double g = fmin(rem[i], left); out[i] = g; left -= g; } }

void ubudget(unsigned left, const unsigned *rem, unsigned *out, int n) { for (int i = 0; i < n; i++) { unsigned g = rem[i] < left ? rem[i] : left; out[i] = g; left -= g; } }

void ends(const long *t, const long *d, long *out, int n) { long e = 0; for (int i = 0; i < n; i++) { e = (t[i] > e ? t[i] : e) + d[i]; out[i] = e; } }

void bubble(int *a, int n) { for (int i = 0; i + 1 < n; i++) if (a[i] > a[i+1]) { int t = a[i]; a[i] = a[i+1]; a[i+1] = t; } }

void matbatch(const float *x, float *y, const float *g, int n, int m) { for (int i = 0; i < n; i++) { float s = 0; for (int j = 0; j < m; j++) { s = s * g[i] + x[i*m+j]; y[i*m+j] = s; } } }

double gated(const double *x, const int *on, double k, int n) { double s = 0; for (int i = 0; i < n; i++) if (on[i]) s = k * s + x[i]; return s; }

double reset(const double *x, const int *on, double k, int n) { double s = 0; for (int i = 0; i < n; i++) s = on[i] ? x[i] : k * s + x[i]; return s; }

int ireset(const int *x, const int *on, int n) { int s = 0; for (int i = 0; i < n; i++) s = on[i] ? 0 : s + x[i]; return s; }

int runs(const int *x, int n) { int s = 0, best = 0; for (int i = 0; i < n; i++) { if (x[i]) s = s + 1; else s = 0; if (s > best) best = s; } return best; }

double clamp2(const double *x, double lo, double hi, int n) { double s = 0; for (int i = 0; i < n; i++) { s += x[i]; if (s < lo) s = lo; if (s > hi) s = hi; } return s; }

double mean(const double *x, int n) { double m = 0; for (int i = 0; i < n; i++) m += (x[i] - m) / (i + 1); return m; }

double nested(const double *x, double k, int n, int m) { double s = 0; for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) s = k * s + x[i*m+j]; return s; }
