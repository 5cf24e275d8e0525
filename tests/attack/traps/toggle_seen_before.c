// The mark that turns it is outside when it opens, and inside when it closes.
// lifted exact
// f([7, 34, 1, 34, 2], [9, 9, 9, 9, 9], 5) == [0, 0, 1, 1, 0]
void toggle_seen_before(const int *text, int *inside, int n) {
    int in = 0;
    for (int i = 0; i < n; i++) {
        inside[i] = in;
        if (text[i] == 34)
            in = !in;
    }
}
