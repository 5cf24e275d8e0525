#include <stddef.h>

int first_match(const int *x, int n, int wanted) {
    for (int i = 0; i < n; i++)
        if (x[i] == wanted) return i;
    return -1;
}

size_t bounded_length(const signed char *text, size_t limit) {
    size_t n = 0;
    while (n < limit && text[n] != 0) n++;
    return n;
}

int sum_until_negative(const int *x, int n) {
    int s = 0;
    for (int i = 0; i < n; i++) {
        if (x[i] < 0) break;
        s += x[i];
    }
    return s;
}

int non_decreasing(const float *x, int n) {
    for (int i = 1; i < n; ++i)
        if (x[i] < x[i - 1]) return 0;
    return 1;
}

int last_match(const int *x, int n, int wanted) {
    int i = n;
    while (i-- > 0)
        if (x[i] == wanted) break;
    return i;
}

void scaled_until_negative(const float *x, float *out, int n) {
    for (int i = 0; i < n; i++) {
        if (x[i] < 0.0f) break;
        out[i] = 2.0f * x[i];
    }
}

int steps_to_zero(const int *x, int n) {
    int i = 0, s = 0;
    while (i < n) {
        int v = x[i];
        ++i;
        if (v == 0) break;
        s += v;
    }
    return 100 * s + i;
}

int halving(int n) {
    int steps = 0;
    while (n > 1) {
        if (n % 7 == 0) break;
        n /= 2;
        steps++;
    }
    return steps;
}
