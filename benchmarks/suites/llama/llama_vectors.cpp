// Parts of a transformer's inference on vectors of floats; fresh vectors are returned, or changed in place.
#include <algorithm>
#include <cmath>
#include <vector>

using std::vector;

vector<float> matmul(const vector<vector<float>> &weight, const vector<float> &input) {
    vector<float> output;
    int m = weight.size();
    int n = input.size();
    for (int row = 0; row < m; row++) {
        float curr = 0;
        for (int col = 0; col < n; col++) {
            curr += weight[row][col] * input[col];
        }
        output.push_back(curr);
    }
    return output;
}

float rmsnorm_part1(const vector<float> &input) {
    float ss = 0;
    for (float x : input) {
        ss += x * x;
    }
    return ss;
}

vector<float> rmsnorm_part2(const vector<float> &input, const vector<float> &weight, float ss) {
    vector<float> output;
    int size = input.size();
    float inv_ss = 1 / std::sqrt(ss / size + 1e-5f);
    for (int i = 0; i < size; i++) {
        output.push_back(inv_ss * input[i] * weight[i]);
    }
    return output;
}

float softmax_part1(const vector<float> &input, int max_pos) {
    float max_val = input[0];
    for (int i = 1; i < max_pos; i++) {
        max_val = std::max(max_val, input[i]);
    }
    return max_val;
}

vector<float> softmax_part2(const vector<float> &input, int max_pos, float max_val) {
    vector<float> output;
    for (int i = 0; i < max_pos; i++) {
        output.push_back(std::exp(input[i] - max_val));
    }
    return output;
}

float softmax_part3(const vector<float> &output, int max_pos) {
    float sum = 0;
    for (int i = 0; i < max_pos; i++) {
        sum += output[i];
    }
    return sum;
}

vector<float> softmax_part4(const vector<float> &unnormalized, int max_pos, float sum) {
    vector<float> output(max_pos);
    for (int i = 0; i < max_pos; i++) {
        output[i] = unnormalized[i] / sum;
    }
    return output;
}

vector<float> transformer_part1(int token_position, int head, int head_size,
                                const vector<vector<float>> &key_cache, const vector<float> &q) {
    vector<float> attention;
    for (int timestep = 0; timestep < token_position; timestep++) {
        float score = 0;
        for (int i = 0; i < head_size; i++) {
            score += q[head * head_size + i] * key_cache[timestep][head * head_size + i];
        }
        score /= std::sqrt(static_cast<float>(head_size));
        attention.push_back(score);
    }
    return attention;
}

vector<float> transformer_part2(int token_position, int head, int head_size,
                                const vector<vector<float>> &value_cache, const vector<float> &attention) {
    vector<float> xb;
    for (int i = 0; i < head_size; i++) {
        float curr = 0;
        for (int timestep = 0; timestep <= token_position; timestep++) {
            curr += attention[timestep] * value_cache[timestep][head * head_size + i];
        }
        xb.push_back(curr);
    }
    return xb;
}

vector<float> transformer_part3(const vector<float> &input) {
    vector<float> output;
    for (size_t i = 0; i < input.size(); i++) {
        output.push_back(input[i] * (1 / (1 + std::exp(-input[i]))));
    }
    return output;
}

vector<float> transformer_part4(const vector<float> &input1, const vector<float> &input2) {
    vector<float> output(input1.size());
    for (size_t i = 0; i < input1.size(); i++) {
        output[i] = input1[i] * input2[i];
    }
    return output;
}

void softmax(vector<float> &x) {
    float max_val = x[0];
    for (size_t i = 1; i < x.size(); i++) {
        if (x[i] > max_val) {
            max_val = x[i];
        }
    }
    float sum = 0;
    for (auto &value : x) {
        value = std::exp(value - max_val);
        sum += value;
    }
    for (auto &value : x) {
        value /= sum;
    }
}

vector<float> rmsnorm(const vector<float> &x, const vector<float> &weight) {
    float ss = 0;
    for (size_t i = 0; i < x.size(); i++) {
        ss += x[i] * x[i];
    }
    ss = 1.0f / std::sqrt(ss / x.size() + 1e-5f);
    vector<float> out(x.size());
    for (size_t i = 0; i < x.size(); i++) {
        out[i] = weight[i] * (ss * x[i]);
    }
    return out;
}

vector<float> attention_head(const vector<float> &q, const vector<vector<float>> &keys,
                             const vector<vector<float>> &values) {
    vector<float> att(keys.size());
    for (size_t t = 0; t < keys.size(); t++) {
        float score = 0;
        for (size_t i = 0; i < q.size(); i++) {
            score += q[i] * keys[t][i];
        }
        att[t] = score / std::sqrt(static_cast<float>(q.size()));
    }
    softmax(att);
    vector<float> out(q.size(), 0.0f);
    for (size_t t = 0; t < values.size(); t++) {
        for (size_t i = 0; i < q.size(); i++) {
            out[i] += att[t] * values[t][i];
        }
    }
    return out;
}
