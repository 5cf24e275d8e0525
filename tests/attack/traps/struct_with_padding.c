// sizeof (struct) is more than the sum of its fields.
// refused TSP1142: an array of structs is not supported
struct sample { char kind; double value; };
double struct_with_padding(const struct sample *x, int n) {
    double s = 0;
    for (int i = 0; i < n; i++)
        s += x[i].kind > 0 ? x[i].value : 0;
    return s;
}
