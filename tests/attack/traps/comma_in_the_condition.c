// The value of a, b is b; the store on the left happens in the round that ends the loop too.
// refused TSP1112: `,` happens at a moment that matters
int comma_in_the_condition(const int *x, int n) {
    int s = 0;
    for (int i = 0; s += 1, i < n; i++)
        s += x[i];
    return s;
}
