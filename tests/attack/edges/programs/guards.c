/* What is read depends on comparisons of indices, on contents, and on loops inside loops. */
#include <stdint.h>
#include <stdlib.h>

void joined(const int *x, const int *y, int *out, int n, int m) { for (int i = 0; i < n; i++) out[i] = i < m ? x[i] : y[i - m]; }
void masked_ahead(const int *x, const uint8_t *mask, int *out, int n, int k) { for (int i = 0; i < n; i++) if (mask[i]) out[i] = x[i + k]; }
void below_diagonal(const int *x, int *out, int n, int m, int k) { for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) if (i + j < k) out[i] += x[i + j]; }
int between(const int *x, int n, int k, int l) { int s = 0; for (int i = 0; i < n; i++) if (i >= k && i < l) s += x[i - k]; return s; }
int wrapped(const int *x, int n, int m) { int s = 0; for (int i = 0; i < n; i++) s += x[i % m]; return s; }
int blocked(const int *x, int n, int m) { int s = 0; for (int i = 0; i < n; i++) s += x[i / m]; return s; }
int blocked_if(const int *x, int n, int m) { int s = 0; if (m > 0) for (int i = 0; i < n; i++) s += x[i / m]; return s; }
void mirrored(const int *x, int *out, int n, int k) { for (int i = 0; i < n; i++) out[i] = x[abs(i - k)]; }
void clamped(const int *x, int *out, int n, int m) { for (int i = 0; i < n; i++) out[i] = x[i < m ? i : m]; }
int stepped(const int *x, int n, int k) { int s = 0; for (int i = 0; i < n; i++) for (int j = 0; j < i; j++) s += x[j * k]; return s; }
int first_if_any(const int *x, int n) { int s = n > 0 ? x[0] : 0; for (int i = 0; i < n; i++) s += i; return s; }
int last_if_any(const int *x, int n) { int s = 0; for (int i = 0; i < n; i++) s += x[i]; if (n > 1) s -= x[n - 1]; return s; }
int after_the_break(const int *x, int n) { int i = 0; for (; i < n; i++) if (x[i] < 0) break; return i < n ? x[i] : 0; }
int both_sizes(const int *x, const int *y, int n, int m) { int s = 0; if (n == m) for (int i = 0; i < n; i++) s += x[i] * y[i]; return s; }
int either_size(const int *x, int n, int m) { int s = 0; int k = n < m ? n : m; for (int i = 0; i < k; i++) s += x[i]; return s; }
void inner_empty(const int *x, int *out, int n, int m) { for (int i = 0; i < n; i++) { int s = 0; for (int j = 0; j < m; j++) s += x[i * m + j]; if (m > 0) out[i] = s; } }
void only_in_inner(const int *x, int *out, int n, int m) { for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) out[j] = x[i]; }
int divided_inside(const int *x, int n, int m, int d) { int s = 0; for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) s += x[j] / d; return s; }
int divided_by_size(const int *x, int n, int m) { int s = 0; for (int i = 0; i < n; i++) s += x[i] % (n - m); return s; }
int switched(const int *x, const int *y, int n, int how) { int s = 0; for (int i = 0; i < n; i++) switch (how) { case 0: s += x[i]; break; case 1: s += y[i]; break; default: s += 1; } return s; }
int two_levels(const int *t, const int *at, const int *on, int n) { int s = 0; for (int i = 0; i < n; i++) if (on[i]) if (at[i] >= 0) s += t[at[i]]; return s; }
int continued(const int *x, const int *skip, int n) { int s = 0; for (int i = 0; i < n; i++) { if (skip[i]) continue; s += x[i]; } return s; }
void cross(const int *x, int *out, int h, int w) { for (int i = 0; i < h; i++) for (int j = 0; j < w; j++) { int s = x[i * w + j]; if (i > 0) s += x[(i - 1) * w + j]; if (j + 1 < w) s += x[i * w + j + 1]; out[i * w + j] = s; } }
void cropped(const int *x, int *out, int h, int w, int top, int left, int ch, int cw) { for (int i = 0; i < ch; i++) for (int j = 0; j < cw; j++) if (top + i >= 0 && top + i < h && left + j >= 0 && left + j < w) out[i * cw + j] = x[(top + i) * w + left + j]; }
void channels(const uint8_t *x, uint8_t *out, int n, int c) { for (int i = 0; i < n; i++) for (int k = 0; k < 3; k++) out[3 * i + k] = k < c ? x[i * c + k] : 0; }
int while_both(const int *x, const int *y, int n, int m) { int i = 0; while (i < n && i < m && x[i] == y[i]) i++; return i; }
void late_start(const int *x, int *out, int n, int k) { for (int i = k; i < n; i++) out[i - k] = x[i]; }
void late_start_if(const int *x, int *out, int n, int k) { if (k >= 0 && k < n) for (int i = k; i < n; i++) out[i - k] = x[i]; }
unsigned unsigned_sizes(const unsigned *x, unsigned n, unsigned m) { unsigned s = 0; for (unsigned i = m; i < n; i++) s += x[i - m]; return s; }
