"""Types: narrow integers that wrap, floor division and modulo, bits, mixed widths."""

import numpy as np
from numpy.typing import NDArray


def quantize_int8(x: NDArray[np.float32], scale: float, zero_point: int) -> NDArray[np.int8]:
    q = np.zeros(len(x), dtype=np.int8)
    for i in range(len(x)):
        v = round(float(x[i]) / scale) + zero_point
        if v > 127:
            v = 127
        if v < -128:
            v = -128
        q[i] = v
    return q


def dequantize(q: NDArray[np.int8], scale: float, zero_point: int) -> NDArray[np.float32]:
    out = np.empty(q.shape[0], dtype=np.float32)
    for i in range(q.shape[0]):
        out[i] = (int(q[i]) - zero_point) * scale
    return out


def pack_rgba(r: list[int], g: list[int], b: list[int], a: list[int]) -> list[int]:
    packed = []
    for i in range(len(r)):
        packed.append((a[i] & 0xFF) << 24 | (r[i] & 0xFF) << 16 | (g[i] & 0xFF) << 8 | b[i] & 0xFF)
    return packed


def clock_angles(minutes: list[int]) -> list[int]:
    angles = []
    for m in minutes:
        hour = (m // 60) % 12
        angle = abs(30 * hour + (m % 60) // 2 - 6 * (m % 60))
        angles.append(min(angle, 360 - angle))
    return angles


def parity_bits(words: NDArray[np.uint32]) -> NDArray[np.uint8]:
    bits = np.zeros(len(words), dtype=np.uint8)
    for i in range(len(words)):
        w = int(words[i])
        w ^= w >> 16
        w ^= w >> 8
        w ^= w >> 4
        w ^= w >> 2
        w ^= w >> 1
        bits[i] = w & 1
    return bits


def unpack_bits(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    out = np.zeros(len(data) * 8, dtype=np.uint8)
    for i in range(len(data)):
        for k in range(8):
            out[i * 8 + k] = (data[i] >> (7 - k)) & 1
    return out


def gray_code(values: list[int]) -> list[int]:
    return [v ^ (v >> 1) for v in values]


def checksum16(data: list[int]) -> int:
    total = 0
    for byte in data:
        total = (total + byte) & 0xFFFF
    return total
