double dist(double x) {
    double s = 0;
    while (s < x) s = s * s + 1;
    return s;
}
