// Loops whose rounds wait for each other, and do work on rows in each: they stay loops over tensor steps.
#include <math.h>
#include <stdint.h>

void smooth(double *a, double *b, int n, int rounds) {
    for (int t = 0; t < rounds; t++) {
        for (int i = 1; i < n - 1; i++) b[i] = (a[i - 1] + a[i + 1]) * 0.5;
        for (int i = 1; i < n - 1; i++) a[i] = b[i];
    }
}

void smooth_in_place(double *a, int n, int rounds) {
    for (int t = 0; t < rounds; t++)
        for (int i = 1; i < n - 1; i++) a[i] = (a[i - 1] + a[i + 1]) * 0.5;
}

void last_round_missing(float *a, float *b, int n, int rounds) {
    for (int t = 0; t < rounds - 1; t++) {
        for (int i = 0; i < n; i++) b[i] = a[i] * 0.5f;
        for (int i = 0; i < n; i++) a[i] = b[i] + 1.0f;
    }
}

void power(const double *m, double *x, double *y, int n, int rounds) {
    for (int t = 0; t < rounds; t++) {
        for (int i = 0; i < n; i++) {
            double s = 0;
            for (int j = 0; j < n; j++) s += m[i * n + j] * x[j];
            y[i] = s;
        }
        double norm = 0;
        for (int i = 0; i < n; i++) norm += y[i] * y[i];
        for (int i = 0; i < n; i++) x[i] = y[i] / (1.0 + norm);
    }
}

void knapsack(const int32_t *weight, const int32_t *value, int32_t *best, int32_t *better, int n, int capacity) {
    for (int k = 0; k < n; k++) {
        for (int c = 0; c <= capacity; c++) {
            better[c] = best[c];
            if (c >= weight[k] && best[c - weight[k]] > best[c]) better[c] = best[c - weight[k]];
        }
        for (int c = 0; c <= capacity; c++) best[c] = better[c];
    }
}

void automaton(uint8_t *cells, uint8_t *next, int n, int rounds) {
    for (int t = 0; t < rounds; t++) {
        for (int i = 1; i < n - 1; i++) next[i] = cells[i - 1] ^ (cells[i] | cells[i + 1]);
        for (int i = 1; i < n - 1; i++) cells[i] = next[i];
    }
}

uint32_t mixed(uint32_t *words, uint32_t *spare, int n, uint32_t seed) {
    uint32_t state = seed;
    for (int t = 0; t < 4; t++) {
        uint32_t sum = 0;
        for (int i = 0; i < n; i++) sum += words[i] ^ state;
        for (int i = 0; i < n; i++) spare[i] = words[i] * 3u + sum;
        for (int i = 0; i < n; i++) words[i] = spare[i];
        state = state * 1664525u + sum;
    }
    return state;
}
