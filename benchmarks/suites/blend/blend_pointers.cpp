// Blending modes on 8-bit images behind flat pointers, row after row.
#include <cstddef>
#include <cstdint>

void normal_blend_f(const float *base, const float *active, float opacity, int n, float *out) {
    for (int i = 0; i < n; i++) {
        out[i] = opacity * active[i] + (1.0f - opacity) * base[i];
    }
}

void normal_blend_8(const uint8_t *base, const uint8_t *active, uint8_t opacity, int n, uint8_t *out) {
    for (int i = 0; i < n; ++i)
        out[i] = opacity * active[i] + (255 - opacity) * base[i];
}

// Paints onto the canvas itself.
void normal_blend_8_scaled(uint8_t *canvas, const uint8_t *active, uint8_t opacity, size_t n) {
    for (size_t i = 0; i < n; i++) {
        canvas[i] = (opacity * active[i] + (255 - opacity) * canvas[i]) / 255;
    }
}

void linear_dodge_8(const uint8_t *base, const uint8_t *active, int width, int height, uint8_t *out) {
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            out[i * width + j] = base[i * width + j] + active[i * width + j];
        }
    }
}

void linear_dodge_8_clamped(const uint8_t *base, const uint8_t *active, int width, int height, uint8_t *out) {
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            int sum = base[i * width + j] + active[i * width + j];
            out[i * width + j] = sum > 255 ? 255 : sum;
        }
    }
}

void linear_burn_8(const uint8_t *base, const uint8_t *active, int width, int height, uint8_t *out) {
    int n = width * height;
    for (int i = 0; i < n; i++) {
        out[i] = base[i] + active[i] - 255;
    }
}

void linear_burn_8_clamped(const uint8_t *base, const uint8_t *active, int width, int height, uint8_t *out) {
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            const int index = y * width + x;
            int value = base[index] + active[index] - 255;
            if (value < 0) value = 0;
            out[index] = static_cast<uint8_t>(value);
        }
    }
}

void multiply_blend_8(const uint8_t *base, const uint8_t *active, int width, int height, uint8_t *out) {
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            out[i * width + j] = base[i * width + j] * active[i * width + j] / 255;
        }
    }
}

void screen_blend_8(const uint8_t *base, const uint8_t *active, int width, int height, uint8_t *out) {
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            const uint8_t b = base[i * width + j];
            const uint8_t a = active[i * width + j];
            out[i * width + j] = b + a - b * a / 255;
        }
    }
}

void darken_blend_8(const uint8_t *base, const uint8_t *active, int width, int height, uint8_t *out) {
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            if (base[i * width + j] > active[i * width + j])
                out[i * width + j] = active[i * width + j];
            else
                out[i * width + j] = base[i * width + j];
        }
    }
}

// In place: the base keeps the lighter pixel.
void lighten_blend_8(uint8_t *base, const uint8_t *active, int width, int height) {
    for (int i = 0; i < width * height; i++) {
        if (active[i] > base[i]) {
            base[i] = active[i];
        }
    }
}

void color_burn_8(const uint8_t *base, const uint8_t *active, int width, int height, uint8_t *out) {
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            int index = i * width + j;
            if (active[index] == 0)
                out[index] = 255;
            else
                out[index] = 255 - (255 - base[index]) / active[index];
        }
    }
}

void color_dodge_8(const uint8_t *base, const uint8_t *active, int width, int height, uint8_t *out) {
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            out[i * width + j] =
                active[i * width + j] == 255 ? 255 : base[i * width + j] / (255 - active[i * width + j]);
        }
    }
}

void overlay_blend_8(const uint8_t *base, int width, int height, uint8_t *out) {
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            uint8_t b = base[i * width + j];
            if (b >= 128)
                out[i * width + j] = 2 * b + b - 2 * b * b / 255 - 255;
            else
                out[i * width + j] = 2 * b * b / 255;
        }
    }
}

void overlay_blend_8_true(const uint8_t *base, const uint8_t *active, int width, int height, uint8_t *out) {
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            int b = base[i * width + j];
            int a = active[i * width + j];
            int pixel;
            if (b >= 128) {
                pixel = 2 * (b + a) - 2 * b * a / 255 - 255;
            } else {
                pixel = 2 * b * a / 255;
            }
            out[i * width + j] = (uint8_t)pixel;
        }
    }
}

void dissolve_blend_8(const uint8_t *base, const uint8_t *active, const int *rand, float opacity, int width,
                      int height, uint8_t *out) {
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            const float threshold = ((rand[i * width + j] % 100) + 1) / 100.0f;
            if (opacity - threshold >= 0.0f)
                out[i * width + j] = active[i * width + j];
            else
                out[i * width + j] = base[i * width + j];
        }
    }
}

void dissolve_blend_8_scalar(const uint8_t *base, const uint8_t *active, int rand, float opacity, int width,
                             int height, uint8_t *out) {
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            float threshold = ((rand % 100) + 1) / 100.0f;
            out[i * width + j] = opacity - threshold >= 0 ? active[i * width + j] : base[i * width + j];
        }
    }
}
