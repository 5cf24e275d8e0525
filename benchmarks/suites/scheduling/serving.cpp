// What serving engines and planners compute in C++: block tables, expert alignment, plans of parallel training.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

std::vector<int> seq_block_counts(const std::vector<int> &seq_lens, int block_size) {
    std::vector<int> blocks(seq_lens.size());
    for (size_t i = 0; i < seq_lens.size(); ++i) blocks[i] = (seq_lens[i] + block_size - 1) / block_size;
    return blocks;
}

std::vector<int64_t> decode_slot_mapping(const std::vector<std::vector<int>> &block_table,
                                         const std::vector<int> &positions, int block_size) {
    std::vector<int64_t> slots;
    slots.reserve(positions.size());
    for (size_t i = 0; i < positions.size(); ++i) {
        const int block_idx = positions[i] / block_size;
        const int offset = positions[i] % block_size;
        slots.push_back((int64_t)block_table[i][block_idx] * block_size + offset);
    }
    return slots;
}

std::vector<int> tokens_per_expert(const std::vector<std::vector<int>> &topk_ids, int num_experts) {
    std::vector<int> cnt(num_experts, 0);
    for (const auto &row : topk_ids)
        for (int e : row) ++cnt[e];
    return cnt;
}

std::vector<int> padded_expert_offsets(const std::vector<int> &tokens_per_expert, int block_size) {
    std::vector<int> cumsum(tokens_per_expert.size() + 1, 0);
    for (size_t e = 0; e < tokens_per_expert.size(); ++e) {
        const int padded = (tokens_per_expert[e] + block_size - 1) / block_size * block_size;
        cumsum[e + 1] = cumsum[e] + padded;
    }
    return cumsum;
}

std::vector<int> moe_align_block_size(const std::vector<int> &topk_ids, int num_experts, int block_size) {
    std::vector<int> cnt(num_experts, 0), offset(num_experts + 1, 0);
    for (int e : topk_ids) cnt[e]++;
    for (int e = 0; e < num_experts; e++) offset[e + 1] = offset[e] + (cnt[e] + block_size - 1) / block_size * block_size;
    std::vector<int> sorted(topk_ids.size() + num_experts * (block_size - 1), (int)topk_ids.size());
    std::vector<int> fill(num_experts, 0);
    for (int t = 0; t < (int)topk_ids.size(); ++t) {
        const int e = topk_ids[t];
        sorted[offset[e] + fill[e]++] = t;
    }
    return sorted;
}

int admit_prefills(const std::vector<int> &prompt_lens, int token_budget, int max_seqs) {
    int admitted = 0, used = 0;
    for (const int len : prompt_lens) {
        if (admitted >= max_seqs) break;
        if (used + len > token_budget) break;
        used += len;
        ++admitted;
    }
    return admitted;
}

std::vector<int> chunk_sizes(const std::vector<int> &remaining, int budget) {
    std::vector<int> chunk(remaining.size(), 0);
    for (size_t i = 0; i < remaining.size(); ++i) {
        const int c = std::min(remaining[i], budget);
        chunk[i] = c;
        budget -= c;
    }
    return chunk;
}

std::vector<int> free_block_ids(const std::vector<int> &ref_count) {
    std::vector<int> free_list;
    for (int b = 0; b < (int)ref_count.size(); ++b) {
        if (ref_count[b] == 0) free_list.push_back(b);
    }
    return free_list;
}

void release_blocks(const std::vector<int> &block_ids, std::vector<int> &ref_count) {
    for (auto id : block_ids) {
        ref_count[id] -= 1;
    }
}

int64_t prefix_block_hash(const std::vector<uint32_t> &tokens) {
    uint64_t h = 1469598103934665603ull;
    for (const auto t : tokens) h = h * 1099511628211ull + t;
    return (int64_t)(h >> 1);
}

std::vector<int> coarse_probe(const std::vector<std::vector<float>> &centroids, const std::vector<std::vector<float>> &queries) {
    std::vector<int> nearest(queries.size());
    for (size_t q = 0; q < queries.size(); ++q) {
        float best = std::numeric_limits<float>::max();
        int arg = -1;
        for (size_t c = 0; c < centroids.size(); ++c) {
            float d2 = 0.f;
            for (size_t j = 0; j < queries[q].size(); ++j) {
                const float diff = queries[q][j] - centroids[c][j];
                d2 += diff * diff;
            }
            if (d2 < best) {
                best = d2;
                arg = (int)c;
            }
        }
        nearest[q] = arg;
    }
    return nearest;
}

std::vector<float> scan_inverted_list(const std::vector<int> &list_offsets, const std::vector<float> &codes_dot,
                                      const std::vector<int> &probe) {
    std::vector<float> best(probe.size());
    for (size_t p = 0; p < probe.size(); ++p) {
        float top = -std::numeric_limits<float>::infinity();
        for (int i = list_offsets[probe[p]]; i < list_offsets[probe[p] + 1]; ++i) top = std::max(top, codes_dot[i]);
        best[p] = top;
    }
    return best;
}

double pipeline_bubble(const std::vector<double> &stage_time, int micro_batches) {
    double slowest = 0, total = 0;
    for (double t : stage_time) {
        slowest = std::max(slowest, t);
        total += t;
    }
    return total + (micro_batches - 1) * slowest;
}

std::vector<double> stage_memory(const std::vector<double> &weight, const std::vector<double> &activation,
                                 const std::vector<int> &stage, int stages, double in_flight) {
    std::vector<double> mem(stages, 0.0);
    for (size_t op = 0; op < weight.size(); ++op) mem[stage[op]] += weight[op] + in_flight * activation[op];
    return mem;
}

double cheapest_feasible(const std::vector<double> &cost, const std::vector<double> &memory, double limit) {
    double best = std::numeric_limits<double>::infinity();
    for (size_t i = 0; i < cost.size(); i++) {
        if (memory[i] > limit) continue;
        if (cost[i] < best) best = cost[i];
    }
    return best;
}

std::vector<std::vector<double>> transition_costs(const std::vector<double> &bytes_from, const std::vector<double> &bytes_to,
                                                  double bandwidth, double latency) {
    std::vector<std::vector<double>> cost(bytes_from.size(), std::vector<double>(bytes_to.size()));
    for (size_t i = 0; i < bytes_from.size(); ++i)
        for (size_t j = 0; j < bytes_to.size(); ++j) {
            const double moved = bytes_from[i] > bytes_to[j] ? bytes_from[i] - bytes_to[j] : bytes_to[j] - bytes_from[i];
            cost[i][j] = moved == 0 ? 0 : latency + moved / bandwidth;
        }
    return cost;
}
