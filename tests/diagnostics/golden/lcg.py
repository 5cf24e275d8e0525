def lcg(n: int, seed: int) -> int:
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) % 2147483648
    return seed
