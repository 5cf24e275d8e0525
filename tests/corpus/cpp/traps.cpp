// Vectors whose exact meaning is easily missed.
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <vector>

// size() - 1 of an empty vector is the largest size_t.
std::vector<int> gaps(const std::vector<int> &x) {
    std::vector<int> out;
    for (std::size_t i = 0; i < x.size() - 1; i++) out.push_back(x[i + 1] - x[i]);
    return out;
}

// Rows of several lengths.
std::vector<int> ragged_sums(const std::vector<std::vector<int>> &rows) {
    std::vector<int> sums;
    for (std::size_t i = 0; i < rows.size(); i++) {
        int s = 0;
        for (std::size_t j = 0; j < rows[i].size(); j++) s += rows[i][j];
        sums.push_back(s);
    }
    return sums;
}

// A copy by value: the caller's vector stays as it was.
std::vector<int> doubled_copy(std::vector<int> x) {
    for (std::size_t i = 0; i < x.size(); i++) x[i] *= 2;
    return x;
}

std::vector<uint8_t> wrapping_prefix(const std::vector<uint8_t> &x) {
    std::vector<uint8_t> out;
    uint8_t s = 0;
    for (std::size_t i = 0; i < x.size(); i++) {
        s += x[i];
        out.push_back(s);
    }
    return out;
}

std::vector<int> keep_positive(const std::vector<int> &x) {
    std::vector<int> out;
    for (int v : x)
        if (v > 0) out.push_back(v);
    return out;
}

std::vector<int> evens_halved_to_zero(const std::vector<int> &x) {
    std::vector<int> out;
    for (std::size_t i = 0; i < x.size(); i++) out.push_back(x[i] % 2 == 1 ? x[i] : x[i] / 2);
    return out;
}

int sum_until_negative(const std::vector<int> &x) {
    int s = 0;
    for (int v : x) {
        if (v < 0) break;
        s += v;
    }
    return s;
}

std::vector<int> histogram(const std::vector<int> &x, int bins) {
    std::vector<int> counts(bins, 0);
    for (std::size_t i = 0; i < x.size(); i++) counts[x[i]]++;
    return counts;
}

int log_and_sum(const std::vector<int> &x) {
    int s = 0;
    for (int v : x) {
        std::cerr << v << '\n';
        s += v;
    }
    return s;
}

// The bits of a float to an int are undefined outside its range; inside they are truncated.
std::vector<int> truncated(const std::vector<float> &x) {
    std::vector<int> out;
    for (float v : x) out.push_back((int)v);
    return out;
}

std::vector<float> logistic_orbit(const std::vector<float> &x, float r) {
    std::vector<float> out(x.size());
    float state = 0.5f;
    for (std::size_t i = 0; i < x.size(); i++) {
        state = r * state * (1.0f - state) + x[i];
        out[i] = state;
    }
    return out;
}
