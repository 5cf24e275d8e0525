/* Bytes, checksums, strings and bit tricks. */
#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

uint32_t adler32(const uint8_t *data, size_t len)
{
    uint32_t a = 1, b = 0;
    for (size_t i = 0; i < len; i++) {
        a = (a + data[i]) % 65521;
        b = (b + a) % 65521;
    }
    return (b << 16) | a;
}

uint16_t internet_checksum(const uint16_t *words, size_t n)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += words[i];
    while (sum >> 16)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return (uint16_t)~sum;
}

uint8_t xor_checksum(const uint8_t *p, int n)
{
    uint8_t x = 0;
    while (n-- > 0)
        x ^= *p++;
    return x;
}

uint32_t crc32_bitwise(const uint8_t *data, size_t n)
{
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < n; i++) {
        crc ^= data[i];
        for (int k = 0; k < 8; k++)
            crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
    }
    return ~crc;
}

void crc_table(uint32_t table[256])
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++)
            c = c & 1 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
        table[i] = c;
    }
}

uint32_t fnv1a(const char *s, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++) {
        h ^= (uint8_t)s[i];
        h *= 16777619u;
    }
    return h;
}

int popcount_words(const uint32_t *w, int n)
{
    int total = 0;
    for (int i = 0; i < n; i++) {
        uint32_t v = w[i];
        v = v - ((v >> 1) & 0x55555555u);
        v = (v & 0x33333333u) + ((v >> 2) & 0x33333333u);
        v = (v + (v >> 4)) & 0x0F0F0F0Fu;
        total += (int)((v * 0x01010101u) >> 24);
    }
    return total;
}

int hamming_distance(const uint8_t *a, const uint8_t *b, size_t n)
{
    int d = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t x = a[i] ^ b[i];
        while (x) {
            x &= (uint8_t)(x - 1);
            d++;
        }
    }
    return d;
}

void byteswap32(uint32_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t v = p[i];
        p[i] = (v >> 24) | ((v >> 8) & 0xFF00u) | ((v << 8) & 0xFF0000u) | (v << 24);
    }
}

void bytes_to_words(const uint8_t *in, uint32_t *out, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = (uint32_t)in[4 * i] | (uint32_t)in[4 * i + 1] << 8 | (uint32_t)in[4 * i + 2] << 16 | (uint32_t)in[4 * i + 3] << 24;
}

void words_to_bytes(const uint32_t *in, uint8_t *out, int n)
{
    for (int i = 0; i < n; i++) {
        out[4 * i] = (uint8_t)in[i];
        out[4 * i + 1] = (uint8_t)(in[i] >> 8);
        out[4 * i + 2] = (uint8_t)(in[i] >> 16);
        out[4 * i + 3] = (uint8_t)(in[i] >> 24);
    }
}

void hex_encode(const uint8_t *in, char *out, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[in[i] >> 4];
        out[2 * i + 1] = digits[in[i] & 15];
    }
}

void to_upper(char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] >= 'a' && s[i] <= 'z')
            s[i] = (char)(s[i] - 'a' + 'A');
}

size_t string_length(const char *s)
{
    size_t n = 0;
    while (s[n])
        n++;
    return n;
}

int count_char(const char *s, int n, char c)
{
    int k = 0;
    for (int i = 0; i < n; i++)
        k += s[i] == c;
    return k;
}

int find_byte(const uint8_t *p, int n, uint8_t c)
{
    for (int i = 0; i < n; i++)
        if (p[i] == c)
            return i;
    return -1;
}

bool bytes_equal(const uint8_t *a, const uint8_t *b, size_t n)
{
    uint8_t diff = 0;
    for (size_t i = 0; i < n; i++)
        diff |= a[i] ^ b[i];
    return diff == 0;
}

int compare_bytes(const uint8_t *a, const uint8_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

void xor_cipher(uint8_t *data, size_t n, const uint8_t *key, size_t key_len)
{
    for (size_t i = 0; i < n; i++)
        data[i] ^= key[i % key_len];
}

void reverse_bytes(uint8_t *p, int n)
{
    for (int i = 0, j = n - 1; i < j; i++, j--) {
        uint8_t t = p[i];
        p[i] = p[j];
        p[j] = t;
    }
}

void reverse_bits(const uint8_t *in, uint8_t *out, int n)
{
    for (int i = 0; i < n; i++) {
        uint8_t b = in[i];
        b = (uint8_t)((b & 0xF0) >> 4 | (b & 0x0F) << 4);
        b = (uint8_t)((b & 0xCC) >> 2 | (b & 0x33) << 2);
        b = (uint8_t)((b & 0xAA) >> 1 | (b & 0x55) << 1);
        out[i] = b;
    }
}

void delta_encode(const int32_t *in, int32_t *out, int n)
{
    int32_t prev = 0;
    for (int i = 0; i < n; i++) {
        out[i] = in[i] - prev;
        prev = in[i];
    }
}

void delta_decode(int32_t *x, int n)
{
    for (int i = 1; i < n; i++)
        x[i] += x[i - 1];
}

void zigzag(const int32_t *in, uint32_t *out, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = ((uint32_t)in[i] << 1) ^ (uint32_t)(in[i] >> 31);
}

void gray_code(const uint32_t *in, uint32_t *out, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = in[i] ^ (in[i] >> 1);
}

int count_words(const char *s, int n)
{
    int words = 0;
    bool inside = false;
    for (int i = 0; i < n; i++) {
        if (s[i] == ' ' || s[i] == '\t' || s[i] == '\n') {
            inside = false;
        } else if (!inside) {
            inside = true;
            words++;
        }
    }
    return words;
}

long parse_digits(const char *s, int n)
{
    long v = 0;
    for (int i = 0; i < n; i++)
        v = v * 10 + (s[i] - '0');
    return v;
}

void unpack_nibbles(const uint8_t *in, int8_t *out, int n)
{
    for (int i = 0; i < n; i++) {
        out[2 * i] = (int8_t)((in[i] & 15) - 8);
        out[2 * i + 1] = (int8_t)((in[i] >> 4) - 8);
    }
}

int parity(const uint8_t *p, int n)
{
    unsigned acc = 0;
    for (int i = 0; i < n; i++)
        acc ^= p[i];
    acc ^= acc >> 4;
    acc ^= acc >> 2;
    acc ^= acc >> 1;
    return acc & 1;
}
