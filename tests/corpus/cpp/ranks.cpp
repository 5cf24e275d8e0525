// Ranks by counting, over vectors: positions in buckets, capacity, what was there before.

#include <cstddef>
#include <vector>

std::vector<int> rank_in_bucket(const std::vector<int> &key, int buckets) {
    std::vector<int> count(buckets, 0), rank(key.size());
    for (size_t i = 0; i < key.size(); ++i) rank[i] = count[key[i]]++;
    return rank;
}

std::vector<int> dropped_over_capacity(const std::vector<int> &expert, int experts, int capacity) {
    std::vector<int> load(experts, 0), slot(expert.size(), -1);
    for (size_t t = 0; t < expert.size(); ++t) {
        const int e = expert[t];
        if (load[e] >= capacity) continue;
        slot[t] = load[e];
        ++load[e];
    }
    return slot;
}

std::vector<int> previous_of_key(const std::vector<int> &key, int keys) {
    std::vector<int> last(keys, -1), previous;
    for (int i = 0; i < (int)key.size(); ++i) {
        previous.push_back(last[key[i]]);
        last[key[i]] = i;
    }
    return previous;
}

std::vector<int> distinct_in_order(const std::vector<int> &key, int keys) {
    std::vector<bool> seen(keys, false);
    std::vector<int> out;
    for (int k : key) {
        if (!seen[k]) {
            seen[k] = true;
            out.push_back(k);
        }
    }
    return out;
}

std::vector<int> bucket_order(const std::vector<int> &key, int buckets) {
    std::vector<int> start(buckets + 1, 0);
    for (int k : key) start[k + 1]++;
    for (int b = 0; b < buckets; ++b) start[b + 1] += start[b];
    std::vector<int> order(key.size());
    for (int i = 0; i < (int)key.size(); ++i) order[start[key[i]]++] = i;
    return order;
}
