"""Python programs with loops that are left early, for the tests of the frontend."""

from __future__ import annotations

from typing import Any

HITS: list[tuple[Any, ...]] = [
    ([], 3), ([3], 3), ([3, 1, 2], 3), ([1, 3, 2, 3], 3), ([1, 2, 3], 3), ([1, 2], 3), ([-1, 3], 3), ([0], 3),
]  # fmt: skip
BOUNDED: list[tuple[Any, ...]] = [(a, n) for a, _ in HITS for n in (-1, 0, 1, 2, 9)]
PAIRS: list[tuple[Any, ...]] = [
    ([], []), ([1], []), ([1, 2], [1]), ([1, 2], [1, 2]), ([1, 2], [3, 2]), ([1, 2, 3], [1, 2, 4]), ([5, 0], [5, 1, 1]),
]  # fmt: skip
ROWS: list[tuple[Any, ...]] = [
    (m, x) for m in ([], [[]], [[1, 2], [3, 4]], [[5], [3], [5]], [[3, 3, 3]], [[0, -1], [2, 3]]) for x in (3, 4, 9)
]  # fmt: skip

EXITS: list[tuple[str, str, list[tuple[Any, ...]]]] = [
    ("break", "def f(a: list[int], x: int):\n    s = 0\n    for v in a:\n        if v == x:\n            break\n        s += v\n    return s", HITS),
    ("break after the update", "def f(a: list[int], x: int):\n    s = 0\n    for v in a:\n        s += v\n        if s > x:\n            break\n    return s", HITS),
    ("counter after break", "def f(a: list[int], x: int):\n    i = -7\n    for i in range(len(a)):\n        if a[i] == x:\n            break\n    return i", HITS),
    ("return in loop", "def f(a: list[int], x: int):\n    for i in range(len(a)):\n        if a[i] == x:\n            return i\n    return -1", HITS),
    ("several returns", "def f(a: list[int], x: int):\n    for i, v in enumerate(a):\n        if v == x:\n            return i\n        if v < 0:\n            return -i - 2\n        if v == 0:\n            break\n    return -1", HITS),
    ("tuple returned", "def f(a: list[int], x: int):\n    for i, v in enumerate(a):\n        if v == x:\n            return i, v\n    return -1, 0", HITS),
    ("float returned", "def f(a: list[int], x: int):\n    for v in a:\n        if v == x:\n            return v / 2\n    return 0.25", HITS),
    ("flag returned", "def f(a: list[int], x: int):\n    for v in a:\n        if v == x:\n            return True\n    return False", HITS),
    ("total returned", "def f(a: list[int], x: int):\n    s = 0\n    for v in a:\n        s += v\n        if v == x:\n            return s\n    return s * 10", HITS),
    ("n beyond the list", "def f(a: list[int], n: int):\n    for i in range(n):\n        if a[i] == 3:\n            return i\n    return -1", BOUNDED),
    ("for else", "def f(a: list[int], x: int):\n    r = 0\n    for v in a:\n        if v == x:\n            r = 1\n            break\n        r -= 5\n    else:\n        r += 100\n    return r", HITS),
    ("for else with return", "def f(a: list[int], x: int):\n    for v in a:\n        if v == x:\n            break\n    else:\n        return -1\n    return 1", HITS),
    ("return in else", "def f(a: list[int], x: int):\n    for v in a:\n        pass\n    else:\n        return 1", HITS),
    ("continue and break", "def f(a: list[int], x: int):\n    s = 0\n    for v in a:\n        if v < 0:\n            continue\n        if v == x:\n            break\n        s += v\n        if s > 2:\n            continue\n        s *= 2\n    return s", HITS),
    ("nested return", "def f(m: list[list[int]], x: int):\n    for i in range(len(m)):\n        for j in range(len(m[i])):\n            if m[i][j] == x:\n                return i, j\n    return -1, -1", ROWS),
    ("inner break", "def f(m: list[list[int]], x: int):\n    s = 0\n    for row in m:\n        for v in row:\n            if v == x:\n                break\n            s += v\n        s += 100\n    return s", ROWS),
    ("both breaks", "def f(m: list[list[int]], x: int):\n    s = 0\n    for row in m:\n        hit = False\n        for v in row:\n            if v == x:\n                hit = True\n                break\n            s += v\n        if hit:\n            break\n        s += 100\n    return s", ROWS),
    ("else continue", "def f(m: list[list[int]], x: int):\n    s = 0\n    for row in m:\n        for v in row:\n            if v == x:\n                break\n            s += v\n        else:\n            continue\n        break\n    return s", ROWS),
    ("return behind an inner loop", "def f(m: list[list[int]], x: int):\n    for i in range(len(m)):\n        s = 0\n        for v in m[i]:\n            if v < 0:\n                return -9\n            s += v\n        if s > x:\n            return i\n    return -1", ROWS),
    ("loops one after the other", "def f(a: list[int], x: int):\n    i = 0\n    for i in range(len(a)):\n        if a[i] == x:\n            break\n    else:\n        i = len(a)\n    for j in range(len(a)):\n        if a[j] < i:\n            return j\n    return i", HITS),
    ("helper", "def g(a, x):\n    for i in range(len(a)):\n        if a[i] == x:\n            return i\n    return len(a)\ndef f(a: list[int], x: int):\n    s = g(a, x) * 100\n    for i in range(g(a, 2)):\n        s += a[i]\n    return s", HITS),
    ("while with two conditions", "def f(a: list[int], x: int):\n    i = 0\n    while i < len(a) and a[i] != x:\n        i += 1\n    return i", HITS),
    ("while with a flag", "def f(a: list[int], x: int):\n    found = False\n    i = 0\n    while not found and i < len(a):\n        if a[i] == x:\n            found = True\n        i += 1\n    return i, found", HITS),
    ("while else", "def f(a: list[int], x: int):\n    i = 0\n    while i < len(a):\n        if a[i] == x:\n            break\n        i += 1\n    else:\n        i = -1\n    return i", HITS),
    ("while else with two conditions", "def f(a: list[int], x: int):\n    i = 0\n    while i < len(a) and a[i] != x:\n        i += 1\n    else:\n        i += 100\n    return i", HITS),
    ("while true", "def f(a: list[int], x: int):\n    i = 0\n    while True:\n        if i >= len(a) or a[i] == x:\n            break\n        i += 1\n    return i", HITS),
    ("step before break", "def f(a: list[int], x: int):\n    i = 0\n    while i < len(a):\n        v = a[i]\n        i += 1\n        if v == x:\n            break\n    return i", HITS),
    ("while downwards", "def f(a: list[int], x: int):\n    i = len(a) - 1\n    while i >= 0 and a[i] != x:\n        i -= 1\n    return i", HITS),
    ("while with continue", "def f(a: list[int], x: int):\n    i = 0\n    s = 0\n    while i < len(a) and s < 6:\n        i += 1\n        if a[i - 1] == x:\n            continue\n        s += a[i - 1]\n    return s, i", HITS),
    ("mismatch", "def f(a: list[int], b: list[int]):\n    i = 0\n    while i < len(a) and i < len(b) and a[i] == b[i]:\n        i += 1\n    return i", PAIRS),
    ("zip", "def f(a: list[int], b: list[int]):\n    n = 0\n    for x, y in zip(a, b):\n        if x != y:\n            break\n        n += 1\n    return n", PAIRS),
    ("chained bounds", "def f(a: list[int], x: int):\n    i = 0\n    while 0 <= i < len(a) and a[i] != x:\n        i += 2\n    return i", HITS),
    ("written up to a break", "def f(a: list[int], b: list[int]):\n    for i in range(len(a)):\n        if a[i] == 1:\n            break\n        b[i] = a[i] * 2", PAIRS),
    ("list up to a break", "def f(a: list[int], x: int):\n    out = []\n    for v in a:\n        if v == x:\n            break\n        out.append(v)\n    return out", HITS),
    ("returned list", "def f(a: list[int], x: int):\n    out = []\n    for v in a:\n        if v == x:\n            return out\n        out.append(v)\n    return out", HITS),
    ("bare return", "def f(a: list[int], b: list[int]):\n    for i in range(len(a)):\n        if a[i] == 1:\n            return\n        b[i] = a[i]\n    b[0] = 9", PAIRS),
]  # fmt: skip
