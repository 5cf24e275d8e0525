/* Parts of a transformer's inference on flat buffers of floats, in place where such code is. */
#include <math.h>

void matmul(float *xout, const float *x, const float *w, int n, int d) {
    // W (d, n) @ x (n,) -> xout (d,)
    for (int i = 0; i < d; i++) {
        float val = 0.0f;
        for (int j = 0; j < n; j++) {
            val += w[i * n + j] * x[j];
        }
        xout[i] = val;
    }
}

float rmsnorm_part1(const float *x, int size) {
    float ss = 0.0f;
    for (int j = 0; j < size; j++) {
        ss += x[j] * x[j];
    }
    return ss;
}

void rmsnorm_part2(float *o, const float *x, const float *weight, float ss, int size) {
    float scale = 1.0f / sqrtf(ss / size + 1e-5f);
    for (int j = 0; j < size; j++) {
        o[j] = weight[j] * (scale * x[j]);
    }
}

float softmax_part1(const float *x, int max_pos) {
    float max_val = x[0];
    for (int i = 1; i < max_pos; i++) {
        if (x[i] > max_val) {
            max_val = x[i];
        }
    }
    return max_val;
}

void softmax_part2(float *x, int max_pos, float max_val) {
    for (int i = 0; i < max_pos; i++) {
        x[i] = expf(x[i] - max_val);
    }
}

float softmax_part3(const float *x, int max_pos) {
    float sum = 0.0f;
    for (int i = 0; i < max_pos; i++) {
        sum += x[i];
    }
    return sum;
}

void softmax_part4(float *x, int max_pos, float sum) {
    for (int i = 0; i < max_pos; i++) {
        x[i] /= sum;
    }
}

void transformer_part1(float *att, const float *q, const float *key_cache, int pos, int head, int head_size,
                       int dim) {
    for (int t = 0; t < pos; t++) {
        const float *k = key_cache + t * dim + head * head_size;
        float score = 0.0f;
        for (int i = 0; i < head_size; i++) {
            score += q[head * head_size + i] * k[i];
        }
        score /= sqrtf(head_size);
        att[t] = score;
    }
}

void transformer_part2(float *xb, const float *att, const float *value_cache, int pos, int head, int head_size,
                       int dim) {
    for (int i = 0; i < head_size; i++) {
        xb[i] = 0.0f;
    }
    for (int t = 0; t <= pos; t++) {
        const float *v = value_cache + t * dim + head * head_size;
        float a = att[t];
        for (int i = 0; i < head_size; i++) {
            xb[i] += a * v[i];
        }
    }
}

void transformer_part3(float *hb, int hidden_dim) {
    for (int i = 0; i < hidden_dim; i++) {
        float val = hb[i];
        val *= (1.0f / (1.0f + expf(-val)));
        hb[i] = val;
    }
}

void transformer_part4(float *hb, const float *hb2, int hidden_dim) {
    for (int i = 0; i < hidden_dim; i++) {
        hb[i] *= hb2[i];
    }
}

void softmax(float *x, int size) {
    float max_val = x[0];
    for (int i = 1; i < size; i++) {
        if (x[i] > max_val) {
            max_val = x[i];
        }
    }
    float sum = 0.0f;
    for (int i = 0; i < size; i++) {
        x[i] = expf(x[i] - max_val);
        sum += x[i];
    }
    for (int i = 0; i < size; i++) {
        x[i] /= sum;
    }
}

void rmsnorm(float *o, const float *x, const float *weight, int size) {
    float ss = 0.0f;
    for (int j = 0; j < size; j++) {
        ss += x[j] * x[j];
    }
    ss /= size;
    ss += 1e-5f;
    ss = 1.0f / sqrtf(ss);
    for (int j = 0; j < size; j++) {
        o[j] = weight[j] * (ss * x[j]);
    }
}

void attention_head(float *xb, float *att, const float *q, const float *key_cache, const float *value_cache,
                    int pos, int head_size, int kv_dim) {
    for (int t = 0; t <= pos; t++) {
        const float *k = key_cache + t * kv_dim;
        float score = 0.0f;
        for (int i = 0; i < head_size; i++) {
            score += q[i] * k[i];
        }
        score /= sqrtf(head_size);
        att[t] = score;
    }

    softmax(att, pos + 1);

    for (int i = 0; i < head_size; i++) {
        xb[i] = 0.0f;
    }
    for (int t = 0; t <= pos; t++) {
        const float *v = value_cache + t * kv_dim;
        float a = att[t];
        for (int i = 0; i < head_size; i++) {
            xb[i] += a * v[i];
        }
    }
}
