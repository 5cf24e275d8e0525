float wave(float *x, int n) {
    float p = 0, q = 1;
    for (int i = 0; i < n; i++) { float t = p * 0.9f - q * 0.1f; q = q * 0.9f + p * 0.1f; p = t; x[i] = p; }
    return p;
}
