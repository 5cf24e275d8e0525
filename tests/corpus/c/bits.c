/* Bits: unpacked, rotated, counted, packed; checksums; hashes that are no fold of what is lifted. */
#include <stddef.h>
#include <stdint.h>

void unpack(const uint32_t *words, uint32_t *out, size_t n, uint32_t k) {
    for (size_t i = 0; i < n; i++)
        out[i] = (words[i] >> k) & 1;
}

void unpack_bytes(const uint8_t *bytes, uint8_t *out, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (int b = 0; b < 8; b++)
            out[i * 8 + b] = (bytes[i] >> b) & 1;
}

void rotate(const uint32_t *a, uint32_t *out, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = (a[i] << 5) | (a[i] >> 27);
}

void xorshift(const uint32_t *a, uint32_t *out, size_t n) {
    for (size_t i = 0; i < n; i++) {
        uint32_t x = a[i];
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        out[i] = x;
    }
}

void population(const uint32_t *a, int *out, size_t n) {
    for (size_t i = 0; i < n; i++) {
        int count = 0;
        for (int b = 0; b < 32; b++)
            count += (a[i] >> b) & 1;
        out[i] = count;
    }
}

void population_in_parallel(const uint32_t *a, uint32_t *out, size_t n) {
    for (size_t i = 0; i < n; i++) {
        uint32_t x = a[i];
        x = x - ((x >> 1) & 0x55555555);
        x = (x & 0x33333333) + ((x >> 2) & 0x33333333);
        out[i] = (((x + (x >> 4)) & 0x0F0F0F0F) * 0x01010101) >> 24;
    }
}

void pack_nibbles(const uint8_t *a, uint8_t *out, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = a[2 * i] | (a[2 * i + 1] << 4);
}

void drop_lowest_bit(const uint32_t *a, uint32_t *out, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = a[i] & (a[i] - 1);
}

void swap_bytes(const uint32_t *a, uint32_t *out, size_t n) {
    for (size_t i = 0; i < n; i++) {
        uint32_t x = a[i];
        out[i] = (x >> 24) | ((x >> 8) & 0xff00) | ((x << 8) & 0xff0000) | (x << 24);
    }
}

void sign_extend(const uint8_t *a, int *out, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = (a[i] ^ 0x80) - 0x80;
}

void high_product(const uint32_t *a, const uint32_t *b, uint32_t *out, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = (uint32_t)(((uint64_t)a[i] * b[i]) >> 32);
}

uint16_t checksum(const uint8_t *a, size_t n) {
    uint16_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (uint16_t)(a[i] * 257);
    return sum;
}

int parity(const uint8_t *a, size_t n) {
    int odd = 0;
    for (size_t i = 0; i < n; i++)
        odd ^= a[i] & 1;
    return odd;
}

uint32_t adler(const uint8_t *data, size_t n) {
    uint32_t a = 1, b = 0;
    for (size_t i = 0; i < n; i++) {
        a = (a + data[i]) % 65521;
        b = (b + a) % 65521;
    }
    return (b << 16) | a;
}

uint32_t crc(const uint8_t *data, size_t n) {
    uint32_t c = 0xFFFFFFFF;
    for (size_t i = 0; i < n; i++) {
        c ^= data[i];
        for (int k = 0; k < 8; k++)
            c = (c & 1) ? (c >> 1) ^ 0xEDB88320 : c >> 1;
    }
    return ~c;
}

uint32_t fowler(const uint8_t *data, size_t n) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++) {
        h ^= data[i];
        h *= 16777619u;
    }
    return h;
}
