// A few routines of an audio plug-in.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>
#if __has_include(<juce_dsp/juce_dsp.h>)
#include <juce_dsp/juce_dsp.h>
#endif

using Sample = float;
constexpr float kPi = 3.14159265358979f;
constexpr size_t kTaps = 5;
static const float kFir[kTaps] = {0.0625f, 0.25f, 0.375f, 0.25f, 0.0625f};

template <typename T>
inline T dbToGain(T db) { return std::pow(T(10), db / T(20)); }

struct StereoFrame { float left, right; };

void fir(const Sample *in, Sample *out, size_t n) {
    for (size_t i = 0; i + kTaps <= n; ++i) {
        Sample acc = 0.0f;
        for (size_t k = 0; k < kTaps; ++k)
            acc += kFir[k] * in[i + k];
        out[i] = acc;
    }
}

void applyGain(Sample *buffer, int numSamples, float gainDb) {
    const auto gain = dbToGain<float>(gainDb);
    for (int i = 0; i < numSamples; ++i)
        buffer[i] *= gain;
}

float rms(const Sample *x, int n) {
    float sum = 0.f;
    for (int i = 0; i < n; ++i)
        sum += x[i] * x[i];
    return std::sqrt(sum / static_cast<float>(n));
}

float peak(const Sample *x, int n) {
    float p = 0.f;
    for (int i = 0; i < n; ++i)
        p = std::max(p, std::abs(x[i]));
    return p;
}

void hann(Sample *w, int n) {
    for (int i = 0; i < n; ++i)
        w[i] = 0.5f * (1.0f - std::cos(2.0f * kPi * i / (n - 1)));
}

void softClip(Sample *x, int n, float drive) {
    for (int i = 0; i < n; ++i) {
        float v = x[i] * drive;
        if (v > 1.0f)
            v = 2.0f / 3.0f;
        else if (v < -1.0f)
            v = -2.0f / 3.0f;
        else
            v = v - (v * v * v) / 3.0f;
        x[i] = v;
    }
}

void deinterleave(const Sample *in, Sample *left, Sample *right, int frames) {
    for (int i = 0; i < frames; ++i) {
        left[i] = in[2 * i];
        right[i] = in[2 * i + 1];
    }
}

void onePole(Sample *x, int n, float a) {
    float z = 0.0f;
    for (int i = 0; i < n; ++i) {
        z = x[i] + a * z;
        x[i] = z;
    }
}
