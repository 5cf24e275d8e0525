/* Layers of neural networks, in the manner of single-file inference code. */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stddef.h>
#include <string.h>

void layernorm(float *out, const float *x, const float *gamma, const float *beta, int n, float eps)
{
    float mean = 0.0f;
    for (int i = 0; i < n; i++)
        mean += x[i];
    mean /= n;
    float var = 0.0f;
    for (int i = 0; i < n; i++) {
        float d = x[i] - mean;
        var += d * d;
    }
    var /= n;
    const float rstd = 1.0f / sqrtf(var + eps);
    for (int i = 0; i < n; i++)
        out[i] = (x[i] - mean) * rstd * gamma[i] + beta[i];
}

void layernorm_rows(float *out, const float *inp, const float *weight, const float *bias, int B, int C)
{
    const float eps = 1e-5f;
    for (int b = 0; b < B; b++) {
        const float *x = inp + b * C;
        float m = 0.0f;
        for (int i = 0; i < C; i++)
            m += x[i];
        m = m / C;
        float v = 0.0f;
        for (int i = 0; i < C; i++) {
            float xshift = x[i] - m;
            v += xshift * xshift;
        }
        v = v / C;
        float s = 1.0f / sqrtf(v + eps);
        float *o = out + b * C;
        for (int i = 0; i < C; i++) {
            float nrm = s * (x[i] - m);
            o[i] = nrm * weight[i] + bias[i];
        }
    }
}

#define GELU_SCALE 0.7978845608f

void gelu(float *out, const float *inp, int n)
{
    for (int i = 0; i < n; i++) {
        const float x = inp[i];
        const float cube = 0.044715f * x * x * x;
        out[i] = 0.5f * x * (1.0f + tanhf(GELU_SCALE * (x + cube)));
    }
}

void residual(float *restrict out, const float *restrict a, const float *restrict b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = a[i] + b[i];
}

void softmax_temperature(float *x, int n, float temperature)
{
    float max = -FLT_MAX;
    for (int i = 0; i < n; i++) {
        x[i] /= temperature;
        if (x[i] > max)
            max = x[i];
    }
    float sum = 0.0f;
    for (int i = 0; i < n; i++) {
        x[i] = expf(x[i] - max);
        sum += x[i];
    }
    for (int i = 0; i < n; i++)
        x[i] /= sum;
}

void rope(float *q, const float *cosines, const float *sines, int heads, int head_size)
{
    for (int h = 0; h < heads; h++) {
        for (int i = 0; i < head_size / 2; i++) {
            const float a = q[h * head_size + 2 * i];
            const float b = q[h * head_size + 2 * i + 1];
            q[h * head_size + 2 * i] = a * cosines[i] - b * sines[i];
            q[h * head_size + 2 * i + 1] = a * sines[i] + b * cosines[i];
        }
    }
}

void rope_vector(float *vec, int pos, int dim, int head_size)
{
    for (int i = 0; i < dim; i += 2) {
        int head_dim = i % head_size;
        float freq = 1.0f / powf(10000.0f, head_dim / (float)head_size);
        float val = pos * freq;
        float fcr = cosf(val);
        float fci = sinf(val);
        float v0 = vec[i];
        float v1 = vec[i + 1];
        vec[i] = v0 * fcr - v1 * fci;
        vec[i + 1] = v0 * fci + v1 * fcr;
    }
}

void attention_scores(const float *q, const float *k, float *att, int T, int hs)
{
    const float scale = 1.0f / sqrtf((float)hs);
    for (int t = 0; t < T; t++) {
        for (int t2 = 0; t2 < T; t2++) {
            float val = 0.0f;
            for (int i = 0; i < hs; i++)
                val += q[t * hs + i] * k[t2 * hs + i];
            att[t * T + t2] = t2 <= t ? val * scale : -INFINITY;
        }
    }
}

void attention_scores_causal(const float *q, const float *k, float *att, int T, int hs, float scale)
{
    for (int t = 0; t < T; t++) {
        for (int t2 = 0; t2 <= t; t2++) {
            float val = 0.0f;
            for (int i = 0; i < hs; i++)
                val += q[t * hs + i] * k[t2 * hs + i];
            att[t * T + t2] = val * scale;
        }
        for (int t2 = t + 1; t2 < T; t2++)
            att[t * T + t2] = 0.0f;
    }
}

void attention_mix(const float *att, const float *v, float *out, int T, int hs)
{
    for (int t = 0; t < T; t++) {
        float *o = out + t * hs;
        memset(o, 0, hs * sizeof(float));
        for (int t2 = 0; t2 <= t; t2++) {
            const float a = att[t * T + t2];
            for (int i = 0; i < hs; i++)
                o[i] += a * v[t2 * hs + i];
        }
    }
}

void matmul_bias(float *out, const float *inp, const float *weight, const float *bias, int B, int C, int OC)
{
    for (int b = 0; b < B; b++) {
        for (int o = 0; o < OC; o++) {
            float val = bias != NULL ? bias[o] : 0.0f;
            for (int i = 0; i < C; i++)
                val += inp[b * C + i] * weight[o * C + i];
            out[b * OC + o] = val;
        }
    }
}

void linear(float *out, const float *x, const float *w, const float *b, int n, int d)
{
    for (int i = 0; i < d; i++) {
        float val = b[i];
        for (int j = 0; j < n; j++)
            val += w[i * n + j] * x[j];
        out[i] = val > 0.0f ? val : 0.0f;
    }
}

void quantize_int8(const float *x, int8_t *q, int n, float scale)
{
    for (int i = 0; i < n; i++) {
        float v = roundf(x[i] / scale);
        if (v > 127.0f)
            v = 127.0f;
        if (v < -127.0f)
            v = -127.0f;
        q[i] = (int8_t)v;
    }
}

float absmax_scale(const float *x, int n)
{
    float amax = 0.0f;
    for (int i = 0; i < n; i++)
        amax = fmaxf(amax, fabsf(x[i]));
    return amax / 127.0f;
}

void dequantize(const int8_t *q, const float *scales, float *out, int n, int group)
{
    for (int i = 0; i < n; i++)
        out[i] = q[i] * scales[i / group];
}

void matmul_q8(const int8_t *x, const int8_t *w, float *out, float xs, const float *ws, int n, int d)
{
    for (int i = 0; i < d; i++) {
        int32_t acc = 0;
        for (int j = 0; j < n; j++)
            acc += (int32_t)x[j] * (int32_t)w[i * n + j];
        out[i] = (float)acc * xs * ws[i];
    }
}

void requantize(const int32_t *acc, const int32_t *bias, int8_t *out, int n, int mult, int shift, int zero)
{
    for (int i = 0; i < n; i++) {
        int32_t v = acc[i] + bias[i];
        v = (int32_t)(((int64_t)v * mult) >> shift) + zero;
        out[i] = (int8_t)(v < -128 ? -128 : v > 127 ? 127 : v);
    }
}

void depthwise_conv3(const float *in, const float *w, float *out, int C, int H, int W)
{
    for (int c = 0; c < C; c++) {
        for (int y = 0; y < H - 2; y++) {
            for (int x = 0; x < W - 2; x++) {
                float s = 0.0f;
                for (int ky = 0; ky < 3; ky++)
                    for (int kx = 0; kx < 3; kx++)
                        s += in[c * H * W + (y + ky) * W + x + kx] * w[c * 9 + ky * 3 + kx];
                out[c * (H - 2) * (W - 2) + y * (W - 2) + x] = s;
            }
        }
    }
}

void maxpool2(const float *in, float *out, int C, int H, int W)
{
    const int OH = H / 2, OW = W / 2;
    for (int c = 0; c < C; c++) {
        for (int y = 0; y < OH; y++) {
            for (int x = 0; x < OW; x++) {
                float m = -FLT_MAX;
                for (int ky = 0; ky < 2; ky++) {
                    for (int kx = 0; kx < 2; kx++) {
                        const float v = in[(c * H + 2 * y + ky) * W + 2 * x + kx];
                        if (v > m)
                            m = v;
                    }
                }
                out[(c * OH + y) * OW + x] = m;
            }
        }
    }
}

void global_avgpool(const float *in, float *out, int C, int HW)
{
    for (int c = 0; c < C; c++) {
        float s = 0.0f;
        for (int i = 0; i < HW; i++)
            s += in[c * HW + i];
        out[c] = s / (float)HW;
    }
}

void batchnorm(float *x, const float *mean, const float *var, const float *g, const float *b, int N, int C, int HW)
{
    for (int n = 0; n < N; n++) {
        for (int c = 0; c < C; c++) {
            const float inv = 1.0f / sqrtf(var[c] + 1e-5f);
            for (int i = 0; i < HW; i++) {
                const int k = (n * C + c) * HW + i;
                x[k] = g[c] * (x[k] - mean[c]) * inv + b[c];
            }
        }
    }
}

void embedding(const float *table, const int *tokens, float *out, int T, int C)
{
    for (int t = 0; t < T; t++)
        for (int c = 0; c < C; c++)
            out[t * C + c] = table[tokens[t] * C + c];
}

float cross_entropy(const float *probs, const int *targets, int T, int V)
{
    float loss = 0.0f;
    for (int t = 0; t < T; t++)
        loss += -logf(probs[t * V + targets[t]]);
    return loss / T;
}

void swiglu(float *hb, const float *hb2, int n)
{
    for (int i = 0; i < n; i++) {
        float val = hb[i];
        val *= (1.0f / (1.0f + expf(-val)));
        val *= hb2[i];
        hb[i] = val;
    }
}

int argmax_token(const float *logits, int n)
{
    int best = 0;
    float best_value = logits[0];
    for (int i = 1; i < n; i++) {
        if (logits[i] > best_value) {
            best_value = logits[i];
            best = i;
        }
    }
    return best;
}

void adamw(float *p, const float *g, float *m, float *v, int n, float lr, float b1, float b2, float c1, float c2, float eps, float wd)
{
    for (int i = 0; i < n; i++) {
        m[i] = b1 * m[i] + (1.0f - b1) * g[i];
        v[i] = b2 * v[i] + (1.0f - b2) * g[i] * g[i];
        const float mh = m[i] / c1, vh = v[i] / c2;
        p[i] -= lr * (mh / (sqrtf(vh) + eps) + wd * p[i]);
    }
}
