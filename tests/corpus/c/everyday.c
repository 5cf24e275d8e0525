/* Loops as they stand in image, audio, signal, text and statistics code: walking pointers, switches, macros. */
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define CLAMP(x, lo, hi) MIN(MAX(x, lo), hi)

void saxpy(int n, float a, const float *x, float *y) { while (n-- > 0) *y++ += a * *x++; }

double asum_inc(int n, const double *x, int incx) { double s = 0; int ix = 0; for (int i = 0; i < n; i++) { s += fabs(x[ix]); ix += incx; } return s; }

void gray(const uint8_t *rgb, uint8_t *out, int w, int h) { for (int y = 0; y < h; y++) for (int x = 0; x < w; x++) { const uint8_t *p = rgb + 3 * (y * w + x); *out++ = (uint8_t)((299 * p[0] + 587 * p[1] + 114 * p[2]) / 1000); } }

void threshold(const uint8_t *src, uint8_t *dst, int n, uint8_t t) { const uint8_t *end = src + n; while (src < end) *dst++ = (*src++ > t) ? 255 : 0; }

void brightness(uint8_t *img, int n, int delta) { for (uint8_t *p = img; p < img + n; p++) { int v = *p + delta; *p = v < 0 ? 0 : v > 255 ? 255 : v; } }

void alpha_blend(uint8_t *dst, const uint8_t *src, uint8_t alpha, int n) { int inv = 255 - alpha; for (int i = 0; i < n; i++, dst++, src++) *dst = (uint8_t)((*src * alpha + *dst * inv + 127) / 255); }

void swap_rb(uint8_t *p, int n) { while (n--) { uint8_t t = p[0]; p[0] = p[2]; p[2] = t; p += 3; } }

void unpack565(const uint16_t *p, uint8_t *r, uint8_t *g, uint8_t *b, int n) { for (int i = 0; i < n; i++) { uint16_t v = p[i]; r[i] = (v >> 11) << 3; g[i] = ((v >> 5) & 0x3f) << 2; b[i] = (v & 0x1f) << 3; } }

void box3(const float *in, float *out, int w, int h) { for (int y = 1; y < h - 1; y++) for (int x = 1; x < w - 1; x++) { float s = 0; for (int dy = -1; dy <= 1; dy++) for (int dx = -1; dx <= 1; dx++) s += in[(y + dy) * w + x + dx]; out[y * w + x] = s / 9.0f; } }

void sobel_x(const uint8_t *in, int16_t *out, int w, int h) { for (int y = 1; y < h - 1; y++) { const uint8_t *a = in + (y - 1) * w, *b = in + y * w, *c = in + (y + 1) * w; for (int x = 1; x < w - 1; x++) out[y * w + x] = (int16_t)(a[x + 1] - a[x - 1] + 2 * (b[x + 1] - b[x - 1]) + c[x + 1] - c[x - 1]); } }

void apply_lut(uint8_t *p, const uint8_t *lut, size_t len) { while (len--) { *p = lut[*p]; p++; } }

uint8_t xor_sum(const uint8_t *p, size_t len) { uint8_t x = 0; while (len-- > 0) x ^= *p++; return x; }

int count_spaces(const char *s, int n) { int c = 0; for (int i = 0; i < n; i++) switch (s[i]) { case ' ': case '\t': case '\n': case '\r': c++; } return c; }

void to_upper(char *s, int n) { for (; n > 0; n--, s++) if (*s >= 'a' && *s <= 'z') *s = (char)(*s - 32); }

static int hexval(char c) { if (c >= '0' && c <= '9') return c - '0'; if (c >= 'a' && c <= 'f') return c - 'a' + 10; if (c >= 'A' && c <= 'F') return c - 'A' + 10; return -1; }
void hex_digits(const char *s, int *out, int n) { for (int i = 0; i < n; i++) out[i] = hexval(s[i]); }

void to_hex(const uint8_t *p, char *out, int n) { for (int i = 0; i < n; i++) { uint8_t hi = p[i] >> 4, lo = p[i] & 15; *out++ = hi < 10 ? '0' + hi : 'a' + hi - 10; *out++ = lo < 10 ? '0' + lo : 'a' + lo - 10; } }

void mix_audio(const int16_t *a, const int16_t *b, int16_t *out, int n) { for (int i = 0; i < n; i++) { int s = a[i] + b[i]; if (s > 32767) s = 32767; if (s < -32768) s = -32768; out[i] = (int16_t)s; } }

void gain_q8(int16_t *x, int n, int gain) { while (n--) { int32_t v = (*x * gain) >> 8; *x++ = (int16_t)(v > 32767 ? 32767 : v < -32768 ? -32768 : v); } }

void deinterleave(const float *lr, float *l, float *r, int n) { while (n--) { *l++ = *lr++; *r++ = *lr++; } }

void float_to_s16(const float *in, int16_t *out, int n) { for (int i = 0; i < n; i++) { float v = in[i] * 32767.0f; if (v > 32767.0f) v = 32767.0f; else if (v < -32768.0f) v = -32768.0f; out[i] = (int16_t)lrintf(v); } }

float peak(const float *x, int n) { float m = 0; while (n-- > 0) { float v = fabsf(*x++); if (v > m) m = v; } return m; }

void fir(const float *x, const float *h, float *y, int n, int taps) { for (int i = 0; i < n; i++) { float acc = 0; const float *p = x + i, *q = h; for (int k = 0; k < taps; k++) acc += *p++ * *q++; *y++ = acc; } }

void fir_q15(const int16_t *x, const int16_t *h, int16_t *y, int n, int taps) { for (int i = 0; i < n; i++) { int32_t acc = 0; for (int k = 0; k < taps; k++) acc += (x[i + k] * h[k]) >> 4; y[i] = (int16_t)(acc >> 11); } }

void minmax(const int *a, int n, int *lo, int *hi) { *lo = INT_MAX; *hi = INT_MIN; for (int i = 0; i < n; i++) { if (a[i] < *lo) *lo = a[i]; if (a[i] > *hi) *hi = a[i]; } }

void stats(const double *x, int n, double *mean, double *var) { double m = 0, v = 0; int i; for (i = 0; i < n; i++) m += x[i]; m /= n; for (i = 0; i < n; i++) v += (x[i] - m) * (x[i] - m); *mean = m; *var = v / (n - 1); }

int median3(const int *a, int n) { int s = 0; for (int i = 1; i + 1 < n; i++) { int x = a[i - 1], y = a[i], z = a[i + 1]; s += MAX(MIN(x, y), MIN(MAX(x, y), z)); } return s; }

void moving_avg(const float *x, float *y, int n, int k) { for (int i = 0; i + k <= n; i++) { float s = 0; for (int j = i; j < i + k; j++) s += x[j]; y[i] = s / k; } }

int popcount_all(const uint32_t *p, int n) { int c = 0; for (int i = 0; i < n; i++) { uint32_t v = p[i]; v = v - ((v >> 1) & 0x55555555u); v = (v & 0x33333333u) + ((v >> 2) & 0x33333333u); c += (((v + (v >> 4)) & 0x0F0F0F0Fu) * 0x01010101u) >> 24; } return c; }

void transpose(const float *a, float *b, int m, int n) { for (int i = 0; i < m; i++) { const float *row = a + i * n; float *col = b + i; for (int j = 0; j < n; j++, col += m) *col = *row++; } }

void matvec_walk(const float *a, const float *x, float *y, int m, int n) { for (int i = 0; i < m; i++) { const float *p = x; float s = 0; for (int j = 0; j < n; j++) s += *a++ * *p++; *y++ = s; } }

void delta_encode(int16_t *x, int n) { int16_t prev = 0; for (int i = 0; i < n; i++) { int16_t cur = x[i]; x[i] = cur - prev; prev = cur; } }

void delta_decode(int16_t *x, int n) { int16_t acc = 0; while (n--) { acc += *x; *x++ = acc; } }

void yuv(const uint8_t *y, const uint8_t *u, const uint8_t *v, uint8_t *rgb, int n) { for (int i = 0; i < n; i++) { int c = y[i] - 16, d = u[i] - 128, e = v[i] - 128; int r = (298 * c + 409 * e + 128) >> 8, g = (298 * c - 100 * d - 208 * e + 128) >> 8, b = (298 * c + 516 * d + 128) >> 8; rgb[0] = CLAMP(r, 0, 255); rgb[1] = CLAMP(g, 0, 255); rgb[2] = CLAMP(b, 0, 255); rgb += 3; } }

int sad(const uint8_t *a, const uint8_t *b, int w, int h, int stride) { int s = 0; for (int y = 0; y < h; y++) { for (int x = 0; x < w; x++) { int d = a[x] - b[x]; s += d < 0 ? -d : d; } a += stride; b += stride; } return s; }

void copy_rows(float *dst, const float *src, int m, int n, int stride) { for (int i = 0; i < m; i++) { memcpy(dst, src, n * sizeof(float)); dst += n; src += stride; } }

void reverse_by_pointers(int *a, int n) { int *p = a, *q = a + n - 1; while (p < q) { int t = *p; *p++ = *q; *q-- = t; } }

void reverse_bytes(uint8_t *a, size_t n) { if (n == 0) return; size_t i = 0, j = n - 1; while (i < j) { uint8_t t = a[i]; a[i] = a[j]; a[j] = t; i++; j--; } }

int strided_sum(const int *a, int n, int k) { int s = 0, i; for (i = 0; i < n; i += k) s += a[i]; return s + i; }

int sum_to_either_bound(const int *a, int n, int m) { int s = 0; for (int i = 0; i < n && i < m; i++) s += a[i]; return s; }

int sum_by_do(const int *a, unsigned n) { int s = 0; if (!n) return 0; do s += *a++; while (--n > 0); return s; }

int sum_of_small_excesses(const int *a, const int *b, int n) { int s = 0, d; for (int i = 0; i < n; i++) if ((d = a[i] - b[i]) > 0 && d < 10) s += d; return s; }

int sum_of_positive(const int *a, int n) { int i = 0, s = 0; if (n <= 0) return 0; do { i++; if (a[i - 1] < 0) continue; s += a[i - 1]; } while (i < n); return s; }

int differ(const uint8_t *a, const uint8_t *b, size_t n) { int diff = 0; while (n--) diff |= *a++ ^ *b++; return diff != 0; }

int products_of_neighbours(const int *a, size_t n) { if (n < 2) return 0; int s = 0; for (size_t i = 0; i < n - 1; i++) s += a[i] * a[i + 1]; return s; }

int products_unsigned(const int *a, unsigned n) { if (!n) return 0; int s = 0; for (unsigned i = 0; i < n - 1; i++) s += a[i] * a[i + 1]; return s; }

int sum_downwards(const int *a, unsigned n) { int s = 0; if (n > 0) { for (unsigned i = n - 1; i > 0; i--) s += a[i]; } return s; }

void clear_all_but_last(int *a, unsigned n) { if (n > 0) { for (unsigned i = 0; i < n - 1; i++) a[i] = 0; } }
