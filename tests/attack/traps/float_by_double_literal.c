// A float times a double literal is a double, rounded where it is stored.
// lifted exact
void float_by_double_literal(const float *x, float *out, int n) {
    for (int i = 0; i < n; i++)
        out[i] = x[i] * 0.1 + 0.3;
}
