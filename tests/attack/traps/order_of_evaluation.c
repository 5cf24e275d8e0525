// i++ and i in one expression: which comes first is not defined.
// refused TSP1112: `++` happens at a moment that matters
int order_of_evaluation(const int *x, int n) {
    int s = 0;
    for (int i = 0; i < n;)
        s += x[i] * i++;
    return s;
}
