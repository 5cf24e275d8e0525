"""Inputs of nexus.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import workloads as of
from workloads import Arguments, Generator, Workload


def op_cost_table(rng: Generator) -> Arguments:
    n = of.size(rng)
    weight = rng.uniform(0.1, 1.0, n).tolist()
    return of.times(rng, n), of.times(rng, n), weight, of.counts(rng, n, 1, 101), 3.0, 0.5


def decode_time(rng: Generator) -> Arguments:
    n = of.size(rng)
    return rng.uniform(0.0, 1.0, n).tolist(), *(of.times(rng, n) for _ in range(3)), 2.0


def sm_split(rng: Generator) -> Arguments:
    """Tables that fall, and some that do not quite."""
    engines = of.size(rng, highest=4, grows=True)
    falling = [sorted(of.times(rng, 101), reverse=True) for _ in range(engines)]
    noisy = [[t + float(rng.choice([0.0, 0.0, 0.5])) for t in row] for row in falling]
    return noisy, float(rng.choice([1.0, 1.1, 1.3]))


def shortest_prefill_scores(rng: Generator) -> Arguments:
    n = of.size(rng)
    return of.counts(rng, n), of.counts(rng, n), of.times(rng, n), 9.0, 15.0


def pick_batch(rng: Generator) -> Arguments:
    n = of.size(rng)
    return of.counts(rng, n, lowest=1), of.shuffled(rng, n), of.budget(rng)


def grant_tokens(rng: Generator) -> Arguments:
    return of.counts(rng, of.size(rng)), of.budget(rng)


def blocks_in_use(rng: Generator) -> Arguments:
    n = of.size(rng)
    return of.counts(rng, n), of.flags(rng, n), int(rng.integers(1, 5))


def apply_hysteresis(rng: Generator) -> Arguments:
    n = of.size(rng)
    return of.counts(rng, n), of.counts(rng, n), int(rng.integers(0, 4))


INPUTS: dict[str, Workload] = {
    "op_cost_table": op_cost_table,
    "decode_time": decode_time,
    "sm_split": sm_split,
    "shortest_prefill_scores": shortest_prefill_scores,
    "pick_batch": pick_batch,
    "grant_tokens": grant_tokens,
    "blocks_in_use": blocks_in_use,
    "apply_hysteresis": apply_hysteresis,
}
