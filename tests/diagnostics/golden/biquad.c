void biquad(float *y, const float *x, float k, float l, int n) {
    for (int i = 2; i < n; i++) y[i] = k * y[i - 1] + l * y[i - 2] + x[i];
}
