"""Ranks by counting: what came before with the same key, and where in an order by keys each element goes."""

from __future__ import annotations

from typing import Any

import numpy as np


def rank_in_segment(key: list[int], segments: int) -> list[int]:
    count = [0] * segments
    rank = []
    for k in key:
        rank.append(count[k])
        count[k] += 1
    return rank


def rank_from_one(key: list[int], segments: int) -> list[int]:
    count = [0] * segments
    rank = [0] * len(key)
    for i in range(len(key)):
        count[key[i]] += 1
        rank[i] = count[key[i]]
    return rank


def rank_of_valid(key: list[int], valid: list[bool], segments: int) -> list[int]:
    count = [0] * segments
    rank = [-1] * len(key)
    for i in range(len(key)):
        if valid[i]:
            rank[i] = count[key[i]]
            count[key[i]] += 1
    return rank


def rank_in_rows(key: list[list[int]], segments: int) -> list[list[int]]:
    ranks = []
    for row in key:
        count = [0] * segments
        rank = []
        for k in row:
            rank.append(count[k])
            count[k] += 1
        ranks.append(rank)
    return ranks


def spent_before(account: list[int], amount: list[int], accounts: int) -> list[int]:
    spent = [0] * accounts
    before = []
    for i in range(len(account)):
        before.append(spent[account[i]])
        spent[account[i]] += amount[i]
    return before


def matched_before(opened: list[int], closed: list[int], kinds: int) -> list[int]:
    """How many of another kind were there, which is looked for before this one counts."""
    count = [0] * kinds
    found = []
    for i in range(len(opened)):
        found.append(count[closed[i]])
        count[opened[i]] += 1
    return found


def last_seen(key: list[int], keys: int) -> list[int]:
    seen = [-1] * keys
    before = []
    for i in range(len(key)):
        before.append(seen[key[i]])
        seen[key[i]] = i
    return before


def since_last(key: list[int], keys: int) -> list[int]:
    """How long ago each key was there; -1 for those that are new."""
    seen = [-1] * keys
    distance = []
    for i in range(len(key)):
        distance.append(i - seen[key[i]] if seen[key[i]] >= 0 else -1)
        seen[key[i]] = i
    return distance


def first_of_each(key: list[int], keys: int) -> list[int]:
    seen = [False] * keys
    places = []
    for i in range(len(key)):
        if not seen[key[i]]:
            places.append(i)
            seen[key[i]] = True
    return places


def is_new(key: list[int], keys: int) -> list[bool]:
    seen = [False] * keys
    new = []
    for k in key:
        new.append(not seen[k])
        seen[k] = True
    return new


def offsets_at(key: list[int], size: list[int]) -> list[int]:
    start = [0] * (len(size) + 1)
    for q in range(len(size)):
        start[q + 1] = start[q] + size[q]
    return [start[k] for k in key]


def count_at(key: list[int], keys: int) -> list[int]:
    count = [0] * keys
    for k in key:
        count[k] += 1
    return [count[k] for k in key]


def counting_sort(key: list[int], keys: int) -> list[int]:
    count = [0] * keys
    for k in key:
        count[k] += 1
    start = [0] * keys
    for q in range(1, keys):
        start[q] = start[q - 1] + count[q - 1]
    order = [0] * len(key)
    for i in range(len(key)):
        order[start[key[i]]] = i
        start[key[i]] += 1
    return order


def counting_sort_in_place(key: list[int], keys: int) -> list[int]:
    """The counts become offsets where they are."""
    count = [0] * (keys + 1)
    for k in key:
        count[k + 1] += 1
    for q in range(keys):
        count[q + 1] += count[q]
    order = [0] * len(key)
    for i in range(len(key)):
        order[count[key[i]]] = i
        count[key[i]] += 1
    return order


def within_capacity(expert: list[int], experts: int, capacity: int) -> list[int]:
    count = [0] * experts
    slot = [-1] * len(expert)
    for i in range(len(expert)):
        e = expert[i]
        if count[e] < capacity:
            slot[i] = e * capacity + count[e]
            count[e] += 1
    return slot


def over_capacity(expert: list[int], experts: int, capacity: int) -> list[bool]:
    count = [0] * experts
    dropped = []
    for e in expert:
        dropped.append(count[e] >= capacity)
        count[e] += 1
    return dropped


def padded_starts(expert: list[int], experts: int, block: int) -> list[int]:
    count = [0] * experts
    for e in expert:
        count[e] += 1
    start = [0] * (experts + 1)
    for e in range(experts):
        start[e + 1] = start[e] + (count[e] + block - 1) // block * block
    filled = [0] * experts
    place = []
    for e in expert:
        place.append(start[e] + filled[e])
        filled[e] += 1
    return place


def granted(wanted: list[bool], limit: int) -> int:
    """A counter that stops at its limit, and one below zero that never moves."""
    count = 0
    for w in wanted:
        if w and count < limit:
            count += 1
    return count


def spent(wanted: list[bool], credit: int) -> int:
    for w in wanted:
        if credit > 0:
            if w:
                credit -= 1
    return credit


def release(freed: list[int], references: list[int]) -> None:
    for b in freed:
        if references[b] > 0:
            references[b] -= 1


def _keys(rng: np.random.Generator, n: int, m: int) -> list[int]:
    return rng.integers(-m if rng.random() < 0.3 else 0, m, n).tolist()


def _sizes(rng: np.random.Generator) -> tuple[int, int]:
    return int(rng.integers(0, 12)), int(rng.integers(1, 5))


def _keyed(rng: np.random.Generator, *more: Any) -> tuple[Any, ...]:
    n, m = _sizes(rng)
    return (_keys(rng, n, m), m, *more)


def _with(rng: np.random.Generator, what: str) -> tuple[Any, ...]:
    n, m = _sizes(rng)
    second = {
        "flags": (rng.random(n) < 0.6).tolist(),
        "amounts": rng.integers(-5, 6, n).tolist(),
        "keys": _keys(rng, n, m),
    }[what]
    return _keys(rng, n, m), second, m


def _rows(rng: np.random.Generator) -> tuple[Any, ...]:
    n, m = _sizes(rng)
    return [_keys(rng, n, m) for _ in range(int(rng.integers(1, 4)))], m


def _offsets(rng: np.random.Generator) -> tuple[Any, ...]:
    n, m = _sizes(rng)
    return _keys(rng, n, m), rng.integers(-2, 5, m).tolist()


INPUTS = {
    "rank_in_segment": _keyed,
    "rank_from_one": _keyed,
    "rank_of_valid": lambda rng: _with(rng, "flags"),
    "rank_in_rows": _rows,
    "spent_before": lambda rng: _with(rng, "amounts"),
    "matched_before": lambda rng: _with(rng, "keys"),
    "last_seen": _keyed,
    "since_last": _keyed,
    "first_of_each": _keyed,
    "is_new": _keyed,
    "offsets_at": _offsets,
    "count_at": _keyed,
    "counting_sort": _keyed,
    "counting_sort_in_place": lambda rng: ([k % 4 for k in _keyed(rng)[0]], 4),
    "within_capacity": lambda rng: _keyed(rng, int(rng.integers(-1, 4))),
    "over_capacity": lambda rng: _keyed(rng, int(rng.integers(-1, 4))),
    "granted": lambda rng: ((rng.random(int(rng.integers(0, 9))) < 0.6).tolist(), int(rng.integers(-2, 6))),
    "spent": lambda rng: ((rng.random(int(rng.integers(0, 9))) < 0.6).tolist(), int(rng.integers(-2, 6))),
    "release": lambda rng: (rng.integers(-4, 4, int(rng.integers(0, 12))).tolist(), [3, 0, -2, 9]),
    "padded_starts": lambda rng: _keyed(rng, int(rng.integers(1, 4))),
}
