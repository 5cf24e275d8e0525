"""Sums, counts and extremes by keys that arrays hold: duplicates, places from the end, batches, vectors."""

import math


def histogram(x: list[int], bins: int) -> list[int]:
    found = [0] * bins
    for v in x:
        found[v] += 1
    return found


def histogram_of_some(x: list[int], chosen: list[bool], bins: int) -> list[int]:
    found = [0] * bins
    for i in range(len(x)):
        if chosen[i]:
            found[x[i]] += 1
    return found


def sums_by_key(key: list[int], w: list[float], keys: int) -> list[float]:
    found = [0.0] * keys
    for i in range(len(key)):
        found[key[i]] += w[i]
    return found


def largest_by_key(key: list[int], w: list[float], best: list[float]) -> None:
    for i in range(len(key)):
        if w[i] > best[key[i]]:
            best[key[i]] = w[i]


def smallest_by_key(key: list[int], w: list[int], keys: int) -> list[int]:
    found = [1000] * keys
    for i in range(len(key)):
        k = key[i]
        found[k] = min(found[k], w[i])
    return found


def which_are_there(x: list[int], bins: int) -> list[bool]:
    found = [False] * bins
    for v in x:
        found[v] = True
    return found


def joint_counts(x: list[int], y: list[int], n: int, m: int) -> list[list[int]]:
    found = [[0] * m for _ in range(n)]
    for i in range(len(x)):
        found[x[i]][y[i]] += 1
    return found


def histogram_of_image(image: list[list[int]], bins: int) -> list[int]:
    found = [0] * bins
    for row in image:
        for v in row:
            found[v] += 1
    return found


def histogram_of_each_row(image: list[list[int]], bins: int) -> list[list[int]]:
    found = [[0] * bins for _ in range(len(image))]
    for r in range(len(image)):
        for v in image[r]:
            found[r][v] += 1
    return found


def batched_sums(index: list[list[int]], w: list[list[float]], out: list[list[float]]) -> None:
    for b in range(len(index)):
        for i in range(len(index[b])):
            out[b][index[b][i]] += w[b][i]


def coo_matvec(n: int, row: list[int], col: list[int], val: list[float], x: list[float]) -> list[float]:
    out = [0.0] * n
    for e in range(len(row)):
        out[row[e]] += val[e] * x[col[e]]
    return out


def coo_matmat(
    n: int, width: int, row: list[int], col: list[int], val: list[float], dense: list[list[float]]
) -> list[list[float]]:
    out = [[0.0] * width for _ in range(n)]
    for e in range(len(row)):
        for k in range(width):
            out[row[e]][k] += val[e] * dense[col[e]][k]
    return out


def rows_by_key(key: list[int], x: list[list[float]], out: list[list[float]]) -> None:
    for i in range(len(key)):
        for j in range(len(out[0])):
            out[key[i]][j] += x[i][j]


def normalised_messages(
    row: list[int], col: list[int], degree: list[float], x: list[float], out: list[float]
) -> None:
    for e in range(len(row)):
        out[row[e]] += x[col[e]] / math.sqrt(degree[row[e]] * degree[col[e]])


def sums_of_sorted_keys(key: list[int], w: list[int], out: list[int]) -> None:
    for i in range(len(key)):
        out[key[i]] += w[i]
        out[key[i]] -= 1


def keys(rng, n, bins):
    """Places of `bins`, most of them more than once, some counted from the end."""
    low = -bins if rng.integers(3) == 0 else 0
    return [int(v) for v in rng.integers(low, bins, size=n if bins else 0)]


def sizes(rng):
    return int(rng.choice([0, 1, 2, 5, 40])), int(rng.choice([1, 2, 3, 7]))


def reals(rng, n):
    return [float(v) for v in rng.choice([0.0, -0.0, 1.5, -2.25, 3.0, 1e3], size=n)]


def whole(rng, n):
    return [int(v) for v in rng.integers(-9, 10, size=n)]


def flags(rng, n):
    return [bool(v) for v in rng.integers(2, size=n)]


def keyed(*more):
    """Keys, what the makers give for each, and how many places there are."""

    def inputs(rng):
        n, bins = sizes(rng)
        return keys(rng, n, bins), *(make(rng, n) for make in more), bins

    return inputs


def into(make):
    """Keys, something for each, and what is there."""

    def inputs(rng):
        n, bins = sizes(rng)
        return keys(rng, n, bins), make(rng, n), make(rng, bins)

    return inputs


def two_keys(rng):
    n, bins = sizes(rng)
    other = int(rng.integers(1, 4))
    return keys(rng, n, bins), keys(rng, n, other), bins, other


def image(rng):
    n, bins = sizes(rng)
    n = min(n, 5)
    return [keys(rng, n, bins) for _ in range(int(rng.integers(0, 4)))], bins


def batches(rng):
    pixels, bins = image(rng)
    return pixels, [reals(rng, len(row)) for row in pixels], [reals(rng, bins) for _ in pixels]


def coo(rng):
    n, rows = sizes(rng)
    columns = int(rng.integers(1, 4))
    return rows, columns, keys(rng, n, rows), keys(rng, n, columns), reals(rng, n)


def coo_vector(rng):
    n, columns, row, col, val = coo(rng)
    return n, row, col, val, reals(rng, columns)


def coo_matrix(rng):
    n, columns, row, col, val = coo(rng)
    width = int(rng.integers(1, 4))
    return n, width, row, col, val, [reals(rng, width) for _ in range(columns)]


def key_rows(rng):
    n, bins = sizes(rng)
    width = int(rng.integers(1, 4))
    rows = [[reals(rng, width) for _ in range(m)] for m in (n, bins)]
    return keys(rng, n, bins), rows[0], rows[1]


def messages(rng):
    n, nodes = sizes(rng)
    degree = [float(v) for v in rng.integers(1, 5, size=nodes)]
    return keys(rng, n, nodes), keys(rng, n, nodes), degree, reals(rng, nodes), reals(rng, nodes)


INPUTS = {
    "histogram": keyed(),
    "histogram_of_some": keyed(flags),
    "sums_by_key": keyed(reals),
    "largest_by_key": into(reals),
    "smallest_by_key": keyed(whole),
    "which_are_there": keyed(),
    "joint_counts": two_keys,
    "histogram_of_image": image,
    "histogram_of_each_row": image,
    "batched_sums": batches,
    "coo_matvec": coo_vector,
    "coo_matmat": coo_matrix,
    "rows_by_key": key_rows,
    "normalised_messages": messages,
    "sums_of_sorted_keys": into(whole),
}
