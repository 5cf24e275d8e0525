// Channels of an audio plug-in, mixed.
#include <cstddef>
#include <vector>

std::vector<float> mixdown(const std::vector<std::vector<float>> &channels, const std::vector<float> &gains) {
    std::vector<float> out(channels[0].size(), 0.0f);
    for (size_t c = 0; c < channels.size(); ++c)
        for (size_t i = 0; i < out.size(); ++i)
            out[i] += gains[c] * channels[c][i];
    return out;
}
