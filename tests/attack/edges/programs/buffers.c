/* Loops over buffers whose need of elements depends on sizes, branches and contents. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

void copy_some(const int *x, int *out, int lo, int hi) { for (int i = lo; i < hi; i++) out[i] = x[i]; }
void copy_shifted(const int *x, int *out, int n, int k) { for (int i = 0; i < n; i++) out[i] = x[i + k]; }
void copy_every(const int *x, int *out, int n, int step) { for (int i = 0; i < n; i++) out[i] = x[i * step]; }
void copy_backwards(const int *x, int *out, int n) { for (int i = 0; i < n; i++) out[i] = x[n - 1 - i]; }
void first_only(const int *x, int *out, int n) { if (n > 0) out[0] = x[0]; }
void tail_if_long(const int *x, int *out, int n) { if (n > 3) for (int i = 3; i < n; i++) out[i - 3] = x[i]; }
void either_array(const int *x, const int *y, int *out, int n, int which) { for (int i = 0; i < n; i++) out[i] = which ? x[i] : y[i]; }
void second_half(const int *x, int *out, int n) { for (int i = n / 2; i < n; i++) out[i] = x[i] + 1; }
void even_places(int *x, int n) { for (int i = 0; i < n; i += 2) x[i] = -x[i]; }
void odd_places(int *x, int n) { for (int i = 1; i < n; i += 2) x[i] = -x[i]; }
void pairs(const int *x, int *out, int n) { for (int i = 0; i < n; i++) out[i] = x[2 * i] + x[2 * i + 1]; }
void spread(const int *x, int *out, int n) { for (int i = 0; i < n; i++) { out[2 * i] = x[i]; out[2 * i + 1] = -x[i]; } }
void neighbours(const int *x, int *out, int n) { for (int i = 1; i < n - 1; i++) out[i] = x[i - 1] + x[i + 1]; }
void neighbours_clamped(const int *x, int *out, int n) { for (int i = 0; i < n; i++) { int a = i > 0 ? x[i - 1] : 0, b = i + 1 < n ? x[i + 1] : 0; out[i] = a + b; } }
void looked_up(const int *table, const uint8_t *at, int *out, int n) { for (int i = 0; i < n; i++) out[i] = table[at[i] & 3]; }
void looked_up_if(const int *table, const int *at, int *out, int n, int m) { for (int i = 0; i < n; i++) out[i] = at[i] >= 0 && at[i] < m ? table[at[i]] : -1; }
void looked_up_if_positive(const int *table, const int *at, int *out, int n) { for (int i = 0; i < n; i++) if (at[i] > 0) out[i] = table[at[i] - 1]; }
int sum_of_some(const int *x, const uint8_t *keep, int n) { int s = 0; for (int i = 0; i < n; i++) if (keep[i]) s += x[i]; return s; }
int sum_upto(const int *x, int n, int m) { int s = 0; for (int i = 0; i < n && i < m; i++) s += x[i]; return s; }
int sum_until_zero(const int *x, int n) { int s = 0; for (int i = 0; i < n && x[i] != 0; i++) s += x[i]; return s; }
int length_of(const char *s, int n) { int k = 0; while (k < n && s[k]) k++; return k; }
int find(const int *x, int n, int v) { for (int i = 0; i < n; i++) if (x[i] == v) return i; return -1; }
int find_last(const int *x, int n, int v) { int at = -1; for (int i = 0; i < n; i++) if (x[i] == v) at = i; return at; }
int all_equal(const int *x, int n) { for (int i = 1; i < n; i++) if (x[i] != x[0]) return 0; return 1; }
int is_sorted(const int *x, int n) { for (int i = 0; i + 1 < n; i++) if (x[i] > x[i + 1]) return 0; return 1; }
int quotient_sum(const int *x, int n, int d) { int s = 0; for (int i = 0; i < n; i++) s += x[i] / d; return s; }
int quotient_sum_if(const int *x, int n, int d) { int s = 0; if (d != 0) for (int i = 0; i < n; i++) s += x[i] % 7 / d; return s; }
int quotients_guarded(const int *x, const int *y, int n) { int s = 0; for (int i = 0; i < n; i++) s += y[i] > 0 ? x[i] / y[i] : 0; return s; }
int remainders_guarded(const unsigned *x, const unsigned *y, int n) { int s = 0; for (int i = 0; i < n; i++) if (y[i]) s += x[i] % y[i] % 5; return s; }
unsigned shifts_guarded(const unsigned *x, const int *k, int n) { unsigned s = 0; for (int i = 0; i < n; i++) if (k[i] >= 0 && k[i] < 32) s += x[i] >> k[i]; return s; }
void shifted_by(uint16_t *x, int n, int k) { for (int i = 0; i < n; i++) x[i] = (uint16_t)(x[i] << k); }
int largest_of(const int *x, int n) { int m = x[0]; for (int i = 0; i < n; i++) if (x[i] > m) m = x[i]; return m; }
int largest_or(const int *x, int n, int other) { int m = other; for (int i = 0; i < n; i++) if (x[i] > m) m = x[i]; return m; }
int range_of(const int *x, int n) { if (n <= 0) return 0; int lo = x[0], hi = x[0]; for (int i = 1; i < n; i++) { if (x[i] < lo) lo = x[i]; if (x[i] > hi) hi = x[i]; } return (hi > 100) - (lo < 0); }
float mean_or_zero(const float *x, int n) { float s = 0; for (int i = 0; i < n; i++) s += x[i]; return n > 0 ? s / n : 0.0f; }
void scaled_unless_zero(double *x, int n, double k) { if (k == 0) return; for (int i = 0; i < n; i++) x[i] /= k; }
void rounded(const double *x, int *out, int n) { for (int i = 0; i < n; i++) out[i] = (int)x[i]; }
void rounded_if_small(const double *x, int8_t *out, int n) { for (int i = 0; i < n; i++) out[i] = x[i] > -128 && x[i] < 127 ? (int8_t)x[i] : 0; }
void saturated(const int *x, uint8_t *out, int n) { for (int i = 0; i < n; i++) out[i] = x[i] < 0 ? 0 : x[i] > 255 ? 255 : x[i]; }
void transposed(const int *a, int *out, int n, int m) { for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) out[j * n + i] = a[i * m + j]; }
void row_sums(const int *a, int *out, int n, int m) { for (int i = 0; i < n; i++) { int s = 0; for (int j = 0; j < m; j++) s += a[i * m + j]; out[i] = s; } }
void column(const int *a, int *out, int n, int m, int k) { for (int i = 0; i < n; i++) out[i] = a[i * m + k]; }
void diagonal(const int *a, int *out, int n) { for (int i = 0; i < n; i++) out[i] = a[i * n + i]; }
void upper(int *a, int n) { for (int i = 0; i < n; i++) for (int j = i + 1; j < n; j++) a[i * n + j] = 0; }
void border(int *a, int h, int w) { for (int y = 1; y < h - 1; y++) for (int x = 1; x < w - 1; x++) a[y * w + x] = 0; }
void window_sums(const int *x, int *out, int n, int k) { for (int i = 0; i + k <= n; i++) { int s = 0; for (int j = 0; j < k; j++) s += x[i + j]; out[i] = s; } }
void matrix_by_vector(const double *a, const double *x, double *y, int n, int m) { for (int i = 0; i < n; i++) { y[i] = 0; for (int j = 0; j < m; j++) y[i] += a[i * m + j] * x[j]; } }
void strided_rows(const float *a, float *out, int n, int m, int ld) { for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) out[i * m + j] = a[i * ld + j]; }
void prefix(const int *x, int *out, int n) { int s = 0; for (int i = 0; i < n; i++) { s += x[i]; out[i] = s; } }
void exclusive(const int *x, int *out, int n) { int s = 0; for (int i = 0; i < n; i++) { out[i] = s; s += x[i]; } }
void counts(const uint8_t *x, int *bins, int n) { for (int i = 0; i < n; i++) bins[x[i] >> 5]++; }
void counts_if(const int *x, int *bins, int n, int m) { for (int i = 0; i < n; i++) if (x[i] >= 0 && x[i] < m) bins[x[i]]++; }
void added(unsigned *a, const unsigned *b, size_t n) { for (size_t i = 0; i < n; i++) a[i] += b[i]; }
void twice_updated(int *a, int n) { for (int i = 0; i < n; i++) a[i] += 1; for (int i = 0; i < n; i++) a[i] *= 2; }
void cleared_then_set(int *a, int n, int m) { memset(a, 0, n * sizeof *a); for (int i = 0; i < m; i++) a[i] = 1; }
void counted_down(int *a, int n) { for (int i = n - 1; i >= 0; i--) a[i] = i; }
void by_pointer(int *a, const int *end) { (void)end; for (int *p = a; p < a + 4; p++) *p = 1; }
void until_pointer(int *a, int n) { int *end = a + n; while (a < end) *a++ = 7; }
int two_lists(const int *a, int n, const int *b, int m) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; for (int j = 0; j < m; j++) s -= b[j]; return s; }
int nested_count(const int *a, int n, const int *b, int m) { int s = 0; for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) s += a[i] == b[j]; return s; }
int triangle(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) for (int j = 0; j <= i; j++) s += a[j]; return s; }
int never(const int *a, int n) { int s = 0; for (int i = 0; i < 0; i++) s += a[i + n]; return s; }
