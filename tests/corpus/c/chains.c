/* Values that go on from round to round: held between two bounds, forgotten, or one of two. */
#include <stdbool.h>
#include <stdint.h>

void narrow(const int8_t *x, int8_t *out, int n) { int8_t s = 0; for (int i = 0; i < n; i++) { int t = s + x[i]; if (t > 127) t = 127; if (t < -128) t = -128; s = (int8_t)t; out[i] = s; } }

int predicted(const int *taken, int n) { int c = 0, hits = 0; for (int i = 0; i < n; i++) { if (taken[i]) { if (c >= 2) hits++; if (c < 3) c++; } else { if (c < 2) hits++; if (c > 0) c--; } } return hits; }

void limited(float *x, int n, float lo, float hi) { float s = 0; for (int i = 0; i < n; i++) { s = s + x[i]; s = s > hi ? hi : s; s = s < lo ? lo : s; x[i] = s; } }

unsigned capped(const unsigned *x, int n, unsigned cap) { unsigned s = 0; for (int i = 0; i < n; i++) s = s + x[i] > cap ? cap : s + x[i]; return s; }

int crossing(const int *x, int n, int lo, int hi) { int s = 0; for (int i = 0; i < n; i++) { s += x[i]; if (s > hi) s = hi; else if (s < lo) s = lo; } return s; }

void quoted(const int8_t *t, int n, uint8_t *out) { int inside = 0; for (int i = 0; i < n; i++) { if (t[i] == '"') inside = !inside; out[i] = inside; } }

int code(const int8_t *t, int n) { bool comment = false; int k = 0; for (int i = 0; i < n; i++) { if (t[i] == '#') comment = true; else if (t[i] == '\n') comment = false; if (!comment) k++; } return k; }

int words(const int8_t *s, int n) { int in = 0, w = 0; for (int i = 0; i < n; i++) { if (s[i] == ' ') in = 0; else if (!in) { in = 1; w++; } } return w; }

void accumulate(const float *x, const int *start, float *out, int n) { float s = 0; for (int i = 0; i < n; i++) { if (start[i]) s = 0; s += x[i]; out[i] = s; } }

double decay(const double *x, const int *start, int n, double k) { double s = 0; for (int i = 0; i < n; i++) { s = start[i] ? x[i] : s * k + x[i]; } return s; }

void pins(const int *x, int n, int *out) { int s = 1; for (int i = 0; i < n; i++) { s = x[i] > 0 ? -s : s; out[i] = s; } }

uint32_t adler(const uint8_t *p, int n) { uint32_t a = 1, b = 0; for (int i = 0; i < n; i++) { a = (a + p[i]) % 65521u; b = (b + a) % 65521u; } return (b << 16) | a; }

uint64_t polynomial(const uint8_t *s, int n) { uint64_t h = 0; for (int i = 0; i < n; i++) h = (h * 131 + s[i]) % 998244353u; return h; }

uint32_t wrapping(const uint32_t *s, int n) { uint32_t h = 1; for (int i = 0; i < n; i++) h = (h * 69069u + s[i]) % 4000000007u; return h; }

int signed_remainder(const int *s, int n) { int h = 0; for (int i = 0; i < n; i++) h = (h * 3 + s[i]) % 101; return h; }

uint8_t odd(const uint8_t *x, int n) { uint8_t p = 0; for (int i = 0; i < n; i++) p ^= x[i] & 1; return p; }

void toggled(const uint8_t *x, uint8_t *out, int n) { uint8_t on = 0; for (int i = 0; i < n; i++) { on ^= x[i] == 3; out[i] = on; } }
