// Extremes of the elements that are selected, and their places.

int cheapest_ready(const int *cost, const unsigned char *ready, int n) {
    int best = -1;
    for (int i = 0; i < n; i++) {
        if (!ready[i]) continue;
        if (best < 0 || cost[i] < cost[best]) best = i;
    }
    return best;
}

int last_of_state(const float *cost, const int *state, int n, int want) {
    int best = -1;
    for (int i = 0; i < n; i++)
        if (state[i] == want && (best == -1 || cost[i] >= cost[best])) best = i;
    return best;
}

float smallest_positive(const float *x, int n) {
    bool found = false;
    float best = 0;
    for (int i = 0; i < n; i++)
        if (x[i] > 0 && (!found || x[i] < best)) {
            best = x[i];
            found = true;
        }
    return found ? best : -1.0f;
}

// What is kept beside the place counts for more than the element.
int kept_doubled(const int *x, const unsigned char *m, int n) {
    int best = -1, low = 0;
    for (int i = 0; i < n; i++)
        if (m[i] && (best < 0 || x[i] < low)) {
            best = i;
            low = 2 * x[i];
        }
    return best;
}

// The first place of all is one at which nothing has been found, again.
int again_at_zero(const int *x, const unsigned char *m, int n) {
    int best = 0;
    for (int i = 0; i < n; i++)
        if (m[i] && (best == 0 || x[i] < x[best])) best = i;
    return best;
}
