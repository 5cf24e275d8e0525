// What stands at the end of a vector that grows: runs of equal elements.
#include <cstddef>
#include <vector>

using std::vector;

vector<int> without_repeats(const vector<int> &x)
{
    vector<int> out;
    for (int v : x)
        if (out.empty() || out.back() != v)
            out.push_back(v);
    return out;
}

vector<double> by_size(const vector<double> &x)
{
    vector<double> out;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (out.size() == 0 || out[out.size() - 1] != x[i])
            out.push_back(x[i]);
    }
    return out;
}

vector<int> passed_over(const vector<int> &x)
{
    vector<int> out;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!out.empty() && out.back() == x[i])
            continue;
        out.push_back(x[i]);
    }
    return out;
}

vector<int> records(const vector<int> &x)
{
    vector<int> out;
    for (int v : x)
        if (out.empty() || v > out.back())
            out.push_back(v);
    return out;
}

void run_lengths(const vector<int> &x, vector<int> &values, vector<int> &counts)
{
    values.clear();
    counts.clear();
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!values.empty() && values.back() == x[i]) {
            counts.back()++;
        } else {
            values.push_back(x[i]);
            counts.push_back(1);
        }
    }
}
