// Image blending as programs have it: 8-bit pixels in vectors of rows, and behind plain pointers.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

using Image = std::vector<std::vector<uint8_t>>;

Image screen_blend_8(const Image &base, const Image &active) {
    Image out;
    std::size_t rows = base.size();
    std::size_t cols = base[0].size();
    for (std::size_t row = 0; row < rows; row++) {
        std::vector<uint8_t> line;
        for (std::size_t col = 0; col < cols; col++) {
            uint8_t pixel = base[row][col] + active[row][col] - base[row][col] * active[row][col] / 255;
            line.push_back(pixel);
        }
        out.push_back(line);
    }
    return out;
}

void linear_dodge_8(const uint8_t *base, const uint8_t *active, uint8_t *out, int width, int height) {
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            int i = y * width + x;
            out[i] = std::min(base[i] + active[i], 255);
        }
    }
}

void brighten(uint8_t *image, int size, int amount) {
    for (int i = 0; i < size; i++) {
        int pixel = image[i] + amount;
        if (pixel > 255)
            pixel = 255;
        else if (pixel < 0)
            pixel = 0;
        image[i] = pixel;
    }
}
