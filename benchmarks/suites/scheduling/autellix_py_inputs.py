"""Inputs of autellix.py: several calls of one program, programs without calls."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import workloads as of
from workloads import Arguments, Generator, Workload


def attained_service(rng: Generator) -> Arguments:
    n, programs = of.size(rng), of.size(rng, 1, 5)
    return of.counts(rng, n, highest=programs), of.times(rng, n), of.times(rng, programs)


def critical_service(rng: Generator) -> Arguments:
    n, programs = of.size(rng), of.size(rng, 1, 5)
    return of.counts(rng, n, highest=programs), of.times(rng, n), of.times(rng, n), of.times(rng, programs)


def critical_path(rng: Generator) -> Arguments:
    n = of.size(rng, 1)
    children = rng.integers(1, n, of.size(rng)) if n > 1 else []
    edges = sorted((int(c), int(rng.integers(0, c))) for c in children)
    return [c for c, _ in edges], [p for _, p in edges], of.times(rng, n)


def queue_index(rng: Generator) -> Arguments:
    return of.times(rng, of.size(rng)), sorted(of.times(rng, of.size(rng, highest=5)))


def tick_quanta(rng: Generator) -> Arguments:
    n, queues = of.size(rng), of.size(rng, 1, 5)
    allotted = of.counts(rng, queues, 1)
    return of.counts(rng, n, highest=queues), of.counts(rng, n), of.flags(rng, n), allotted, 3


def promote_starving(rng: Generator) -> Arguments:
    n, programs = of.size(rng), of.size(rng, 1, 5)
    calls = of.counts(rng, n), of.times(rng, n), of.times(rng, n), of.counts(rng, n, highest=programs)
    return *calls, of.times(rng, programs), of.times(rng, programs), 1.5


def batch_of_queues(rng: Generator) -> Arguments:
    n, queues = of.size(rng), of.size(rng, highest=5)
    return of.counts(rng, n, highest=max(queues, 1)), of.counts(rng, n, 1), queues, of.budget(rng)


def bucket_positions(rng: Generator) -> Arguments:
    queues = of.size(rng, 1, 5)
    return of.counts(rng, of.size(rng), highest=queues), queues


def balance_load(rng: Generator) -> Arguments:
    n, engines = of.size(rng), of.size(rng, 1, 5)
    return of.counts(rng, n), of.counts(rng, n, -1, engines), of.counts(rng, engines), 4


def token_latency(rng: Generator) -> Arguments:
    n, programs = of.size(rng), of.size(rng, 1, 5)
    start, took = rng.uniform(0, 9, n), rng.uniform(0, 9, n)
    calls = of.counts(rng, n, highest=programs), start.tolist(), (start + took).tolist()
    return *calls, of.counts(rng, n), programs


def swap_victims(rng: Generator) -> Arguments:
    n = of.size(rng)
    return of.flags(rng, n), of.flags(rng, n)


INPUTS: dict[str, Workload] = {
    "attained_service": attained_service,
    "critical_service": critical_service,
    "critical_path": critical_path,
    "queue_index": queue_index,
    "tick_quanta": tick_quanta,
    "promote_starving": promote_starving,
    "batch_of_queues": batch_of_queues,
    "bucket_positions": bucket_positions,
    "balance_load": balance_load,
    "token_latency": token_latency,
    "swap_victims": swap_victims,
}
