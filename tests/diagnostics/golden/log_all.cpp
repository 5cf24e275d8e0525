#include <cstdio>

void log_all(const float *a, int n) { for (int i = 0; i < n; i++) std::printf("%f\n", a[i]); }
