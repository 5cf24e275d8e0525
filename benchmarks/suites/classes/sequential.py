"""What must be refused, or kept as it is: chains that are no scans, searches, recursion, I/O."""

import math


def collatz_lengths(starts: list[int]) -> list[int]:
    lengths = []
    for n in starts:
        steps = 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        lengths.append(steps)
    return lengths


def logistic_map(x0: float, r: float, n: int) -> list[float]:
    orbit = []
    x = x0
    for _ in range(n):
        x = r * x * (1.0 - x)
        orbit.append(x)
    return orbit


def newton_sqrt(values: list[float]) -> list[float]:
    roots = []
    for v in values:
        guess = v
        while abs(guess * guess - v) > 1e-9:
            guess = 0.5 * (guess + v / guess)
        roots.append(guess)
    return roots


def log_progress(losses: list[float]) -> float:
    best = math.inf
    for step, loss in enumerate(losses):
        if loss < best:
            best = loss
            print("step", step, "loss", loss)
    return best


def factorials(ns: list[int]) -> list[int]:
    def fact(n: int) -> int:
        return 1 if n <= 1 else n * fact(n - 1)

    return [fact(n) for n in ns]


def linear_congruential(seed: int, n: int) -> list[int]:
    draws = []
    state = seed
    for _ in range(n):
        state = (state * 1103515245 + 12345) % 2147483648
        draws.append(state ^ (state >> 7))
    return draws
