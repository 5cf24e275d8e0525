#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <math.h>
#define NI 3
#define POLYBENCH_2D(v, d1, d2) v[d1][d2]
typedef double DATA_TYPE;
void kernel_gemm(int ni, int nj, int nk, DATA_TYPE alpha, DATA_TYPE beta, DATA_TYPE POLYBENCH_2D(C, ni, nj), DATA_TYPE POLYBENCH_2D(A, ni, nk), DATA_TYPE POLYBENCH_2D(B, nk, nj)) {
  int i, j, k;
  for (i = 0; i < ni; i++) { for (j = 0; j < nj; j++) C[i][j] *= beta; for (k = 0; k < nk; k++) for (j = 0; j < nj; j++) C[i][j] += alpha * A[i][k] * B[k][j]; }
}
void trans(float a[][NI], float b[NI][4], int n) { for (int i = 0; i < NI; i++) for (int j = 0; j < n; j++) b[i][j] = a[j][i]; }
int dotp(x, y, n) int *x, *y; int n; { int s = 0; register int i; for (i = 0; i < n; i++) s += x[i] * y[i]; return s; }
int count_neg(const char *s, int n) { int k = 0; for (int i = 0; i < n; i++) if (s[i] < 0) k++; return k; }
int last_minus(const unsigned *a, unsigned n) { unsigned s = 0; for (unsigned i = 0; i < n - 1; i++) s += a[i]; return s; }
int table_sum(int k) { int t[] = {1, 2, 3, 4}; int s = 0; for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) s += t[i] * k; return s; }
void copyrow(double A[4][4], double *r, int k) { for (int j = 0; j < 4; j++) r[j] = A[k][j]; }
int psize(int a[10]) { int s = 0; for (int i = 0; i < sizeof(a) / sizeof(a[0]); i++) s += a[i]; return s; }
static const int8_t DELTA[8] = {-1, -1, 0, 1, [6] = 5, 7};
int walk_table(const uint8_t *code, int n) { int p = 0; for (int i = 0; i < n; i++) p += DELTA[code[i] & 7]; return p; }
static const float GAUSS[3][3] = {{1, 2, 1}, {2, 4, 2}, {1, 2, 1}};
void blur(const float *in, float *out, int w, int h) { for (int y = 1; y < h - 1; y++) for (int x = 1; x < w - 1; x++) { float s = 0; for (int j = -1; j <= 1; j++) for (int i = -1; i <= 1; i++) s += GAUSS[j + 1][i + 1] * in[(y + j) * w + x + i]; out[y * w + x] = s / 16; } }
void dct(double block[4][4], const double c[4][4]) { double t[4][4]; for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++) { double s = 0; for (int k = 0; k < 4; k++) s += c[i][k] * block[k][j]; t[i][j] = s; } for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++) { double s = 0; for (int k = 0; k < 4; k++) s += t[i][k] * c[j][k]; block[i][j] = s; } }
double vla(int n, int m, const double *x) { double w[n][m]; for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) w[i][j] = x[j] * i; double s = 0; for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) s += w[i][j]; return s; }
void mask3(int n, int m, float a[n][m], float b[n][m], float c[n][m]) { for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) c[i][j] = a[i][j] > b[i][j] ? a[i][j] : 0.0f; }
void inplace(int n, double a[n][n]) { for (int i = 0; i < n; i++) { double d = a[i][i]; for (int j = 0; j < n; j++) a[i][j] = a[i][j] * 2 + d; } }
float norm3(const float (*p)[3], int n) { float s = 0; for (int i = 0; i < n; i++) s += sqrtf(p[i][0] * p[i][0] + p[i][1] * p[i][1] + p[i][2] * p[i][2]); return s; }
static inline int clampi(int x, int lo, int hi) { return x < lo ? lo : x > hi ? hi : x; }
void edge(const int *in, int *out, int n) { for (int i = 0; i < n; i++) out[i] = in[clampi(i + 1, 0, n - 1)] - in[clampi(i - 1, 0, n - 1)]; }
unsigned udiff(const unsigned char *a, const unsigned char *b, int n) { unsigned s = 0; for (int i = 0; i < n; i++) s += a[i] - b[i]; return s; }
void hist2(const uint8_t *a, const uint8_t *b, int n, int h[4][4]) { for (int i = 0; i < n; i++) h[a[i] & 3][b[i] & 3]++; }
