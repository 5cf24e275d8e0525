void scale(float *a, int n, float k) {
    for (int i = 0; i < n; i++)
        a[i] = a[i] * k;
}

unsigned char sum8(const unsigned char *a, unsigned long n) {
    unsigned char s = 0;
    for (unsigned long i = 0; i < n; i++)
        s += a[i];
    return s;
}
