// Blending modes on 8-bit images held as vectors of rows; each returns a fresh image.
#include <cstddef>
#include <cstdint>
#include <vector>

using std::size_t;
using std::vector;

vector<float> normal_blend_f(const vector<float> &base, const vector<float> &active, float opacity) {
    vector<float> out;
    for (size_t i = 0; i < base.size(); i++) {
        out.push_back(opacity * active[i] + (1 - opacity) * base[i]);
    }
    return out;
}

vector<uint8_t> normal_blend_8(const vector<uint8_t> &base, const vector<uint8_t> &active, uint8_t opacity) {
    vector<uint8_t> out;
    for (size_t i = 0; i < base.size(); i++) {
        out.push_back(opacity * active[i] + (255 - opacity) * base[i]);
    }
    return out;
}

vector<uint8_t> normal_blend_8_scaled(const vector<uint8_t> &base, const vector<uint8_t> &active,
                                      uint8_t opacity) {
    vector<uint8_t> out(base.size());
    for (size_t i = 0; i < base.size(); i++) {
        out[i] = (opacity * active[i] + (255 - opacity) * base[i]) / 255;
    }
    return out;
}

vector<vector<uint8_t>> linear_dodge_8(vector<vector<uint8_t>> base, vector<vector<uint8_t>> active) {
    vector<vector<uint8_t>> out;
    int m = base.size();
    int n = base[0].size();
    for (int i = 0; i < m; i++) {
        vector<uint8_t> row;
        for (int j = 0; j < n; j++) {
            uint8_t pixel = base[i][j] + active[i][j];
            row.push_back(pixel);
        }
        out.push_back(row);
    }
    return out;
}

vector<vector<uint8_t>> linear_dodge_8_clamped(const vector<vector<uint8_t>> &base,
                                               const vector<vector<uint8_t>> &active) {
    vector<vector<uint8_t>> out;
    int m = base.size();
    int n = base[0].size();
    for (int i = 0; i < m; i++) {
        vector<uint8_t> row;
        for (int j = 0; j < n; j++) {
            int pixel = base[i][j] + active[i][j];
            if (pixel > 255) {
                pixel = 255;
            }
            row.push_back(pixel);
        }
        out.push_back(row);
    }
    return out;
}

vector<vector<uint8_t>> linear_burn_8(vector<vector<uint8_t>> base, vector<vector<uint8_t>> active) {
    vector<vector<uint8_t>> out;
    int m = base.size();
    int n = base[0].size();
    for (int i = 0; i < m; i++) {
        vector<uint8_t> row;
        for (int j = 0; j < n; j++) {
            uint8_t pixel = (base[i][j] + active[i][j]) - 255;
            row.push_back(pixel);
        }
        out.push_back(row);
    }
    return out;
}

vector<vector<uint8_t>> linear_burn_8_clamped(const vector<vector<uint8_t>> &base,
                                              const vector<vector<uint8_t>> &active) {
    vector<vector<uint8_t>> out;
    for (size_t i = 0; i < base.size(); i++) {
        vector<uint8_t> row;
        for (size_t j = 0; j < base[i].size(); j++) {
            int pixel = base[i][j] + active[i][j] - 255;
            row.push_back(pixel < 0 ? 0 : pixel);
        }
        out.push_back(row);
    }
    return out;
}

vector<vector<uint8_t>> multiply_blend_8(vector<vector<uint8_t>> base, vector<vector<uint8_t>> active) {
    vector<vector<uint8_t>> out;
    int m = base.size();
    int n = base[0].size();
    for (int i = 0; i < m; i++) {
        vector<uint8_t> row;
        for (int j = 0; j < n; j++) {
            uint8_t pixel = (base[i][j] * active[i][j]) / 255;
            row.push_back(pixel);
        }
        out.push_back(row);
    }
    return out;
}

vector<vector<uint8_t>> screen_blend_8(vector<vector<uint8_t>> base, vector<vector<uint8_t>> active) {
    vector<vector<uint8_t>> out;
    int m = base.size();
    int n = base[0].size();
    for (int i = 0; i < m; i++) {
        vector<uint8_t> row;
        for (int j = 0; j < n; j++) {
            uint8_t pixel = base[i][j] + active[i][j] - (base[i][j] * active[i][j]) / 255;
            row.push_back(pixel);
        }
        out.push_back(row);
    }
    return out;
}

vector<vector<uint8_t>> darken_blend_8(vector<vector<uint8_t>> base, vector<vector<uint8_t>> active) {
    vector<vector<uint8_t>> out;
    int m = base.size();
    int n = base[0].size();
    for (int i = 0; i < m; i++) {
        vector<uint8_t> row;
        for (int j = 0; j < n; j++) {
            uint8_t pixel;
            if (base[i][j] > active[i][j])
                pixel = active[i][j];
            else
                pixel = base[i][j];
            row.push_back(pixel);
        }
        out.push_back(row);
    }
    return out;
}

vector<vector<uint8_t>> lighten_blend_8(vector<vector<uint8_t>> base, vector<vector<uint8_t>> active) {
    vector<vector<uint8_t>> out;
    int m = base.size();
    int n = base[0].size();
    for (int i = 0; i < m; i++) {
        vector<uint8_t> row;
        for (int j = 0; j < n; j++) {
            uint8_t pixel;
            if (base[i][j] < active[i][j])
                pixel = active[i][j];
            else
                pixel = base[i][j];
            row.push_back(pixel);
        }
        out.push_back(row);
    }
    return out;
}

vector<vector<uint8_t>> color_burn_8(vector<vector<uint8_t>> base, vector<vector<uint8_t>> active) {
    vector<vector<uint8_t>> out;
    int m = base.size();
    int n = base[0].size();
    for (int i = 0; i < m; i++) {
        vector<uint8_t> row;
        for (int j = 0; j < n; j++) {
            uint8_t pixel;
            if (active[i][j] == 0)
                pixel = 255;
            else
                pixel = 255 - (255 - base[i][j]) / active[i][j];
            row.push_back(pixel);
        }
        out.push_back(row);
    }
    return out;
}

vector<vector<uint8_t>> color_dodge_8(vector<vector<uint8_t>> base, vector<vector<uint8_t>> active) {
    vector<vector<uint8_t>> out;
    int m = base.size();
    int n = base[0].size();
    for (int i = 0; i < m; i++) {
        vector<uint8_t> row;
        for (int j = 0; j < n; j++) {
            uint8_t pixel;
            if (active[i][j] == 255)
                pixel = 255;
            else
                pixel = base[i][j] / (255 - active[i][j]);
            row.push_back(pixel);
        }
        out.push_back(row);
    }
    return out;
}

vector<vector<uint8_t>> overlay_blend_8(vector<vector<uint8_t>> base) {
    vector<vector<uint8_t>> out;
    int m = base.size();
    int n = base[0].size();
    for (int i = 0; i < m; i++) {
        vector<uint8_t> row;
        for (int j = 0; j < n; j++) {
            uint8_t pixel;
            if (base[i][j] >= 128)
                pixel = 2 * base[i][j] + base[i][j] - 2 * base[i][j] * base[i][j] / 255 - 255;
            else
                pixel = 2 * base[i][j] * base[i][j] / 255;
            row.push_back(pixel);
        }
        out.push_back(row);
    }
    return out;
}

vector<vector<uint8_t>> overlay_blend_8_true(const vector<vector<uint8_t>> &base,
                                             const vector<vector<uint8_t>> &active) {
    vector<vector<uint8_t>> out;
    int m = base.size();
    int n = base[0].size();
    for (int i = 0; i < m; i++) {
        vector<uint8_t> row;
        for (int j = 0; j < n; j++) {
            uint8_t pixel;
            if (base[i][j] >= 128)
                pixel = 2 * (base[i][j] + active[i][j]) - 2 * base[i][j] * active[i][j] / 255 - 255;
            else
                pixel = 2 * base[i][j] * active[i][j] / 255;
            row.push_back(pixel);
        }
        out.push_back(row);
    }
    return out;
}

vector<vector<uint8_t>> dissolve_blend_8(vector<vector<uint8_t>> base, vector<vector<uint8_t>> active,
                                         vector<vector<int>> rand, float opacity) {
    vector<vector<uint8_t>> out;
    int m = base.size();
    int n = base[0].size();
    for (int i = 0; i < m; i++) {
        vector<uint8_t> row;
        for (int j = 0; j < n; j++) {
            float threshold = ((rand[i][j] % 100) + 1) / 100.0f;
            uint8_t pixel;
            if (opacity - threshold >= 0.0f)
                pixel = active[i][j];
            else
                pixel = base[i][j];
            row.push_back(pixel);
        }
        out.push_back(row);
    }
    return out;
}

vector<vector<uint8_t>> dissolve_blend_8_scalar(const vector<vector<uint8_t>> &base,
                                                const vector<vector<uint8_t>> &active, int rand,
                                                float opacity) {
    vector<vector<uint8_t>> out;
    int m = base.size();
    int n = base[0].size();
    float threshold = ((rand % 100) + 1) / 100.0f;
    for (int i = 0; i < m; i++) {
        vector<uint8_t> row;
        for (int j = 0; j < n; j++) {
            if (opacity - threshold >= 0.0f)
                row.push_back(active[i][j]);
            else
                row.push_back(base[i][j]);
        }
        out.push_back(row);
    }
    return out;
}
