// A maximum of floats from 0.0f, passed over by NaN.
// lifted exact
// f([float('nan'), -1.0], 2) == 0.0
float largest_from_float_zero(const float *x, int n) {
    float best = 0.0f;
    for (int i = 0; i < n; i++)
        if (x[i] > best)
            best = x[i];
    return best;
}
