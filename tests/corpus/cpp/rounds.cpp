// Loops whose rounds wait for each other, and do work on rows in each: they stay loops over tensor steps.
#include <algorithm>
#include <vector>

std::vector<double> smoothed(const std::vector<double> &signal, int rounds) {
    std::vector<double> now = signal;
    std::vector<double> fresh(signal.size(), 0.0);
    for (int t = 0; t < rounds; t++) {
        for (std::size_t i = 1; i + 1 < now.size(); i++) fresh[i] = (now[i - 1] + now[i + 1]) * 0.5;
        now = fresh;
    }
    return now;
}

std::vector<double> swapped(const std::vector<double> &signal, int rounds) {
    std::vector<double> now = signal;
    std::vector<double> other(signal.size(), 0.0);
    for (int t = 0; t < rounds; t++) {
        for (std::size_t i = 1; i < now.size(); i++) other[i] = now[i - 1] * 0.5 + now[i];
        std::swap(now, other);
    }
    return now;
}

std::vector<double> relaxed(const std::vector<std::vector<double>> &weight, const std::vector<double> &start) {
    std::vector<double> distance = start;
    std::size_t n = start.size();
    for (std::size_t t = 0; t + 1 < n; t++) {
        std::vector<double> nearer(n, 0.0);
        for (std::size_t v = 0; v < n; v++) {
            double best = distance[v];
            for (std::size_t u = 0; u < n; u++) best = std::min(best, distance[u] + weight[u][v]);
            nearer[v] = best;
        }
        distance = nearer;
    }
    return distance;
}
