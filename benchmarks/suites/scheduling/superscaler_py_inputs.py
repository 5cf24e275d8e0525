"""Inputs of superscaler.py: parts that touch, devices without work, edges that are violated."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import workloads as of
from workloads import Arguments, Generator, Workload


def boxes(rng: Generator, parts: int, rank: int) -> tuple[list[list[int]], list[list[int]]]:
    start = rng.integers(0, 6, (parts, rank))
    return start.tolist(), (start + rng.integers(0, 4, (parts, rank))).tolist()


def masks_intersect(rng: Generator) -> Arguments:
    rank = of.size(rng, 1, 4)
    return *boxes(rng, of.size(rng, 1), rank), *boxes(rng, of.size(rng, 1), rank)


def device_traffic(rng: Generator) -> Arguments:
    rank, devices = of.size(rng, 1, 4), of.size(rng, 1, 5)
    p, q = of.size(rng, 1), of.size(rng, 1)
    one = *boxes(rng, p, rank), of.counts(rng, p, highest=devices)
    return *one, *boxes(rng, q, rank), of.counts(rng, q, highest=devices), devices


def plan_costs(rng: Generator) -> Arguments:
    operators, devices = of.size(rng, 1), of.size(rng, 1, 5)
    return of.grid(rng, of.size(rng, 1), operators, highest=devices), of.times(rng, operators), devices


def pipeline_ends(rng: Generator) -> Arguments:
    return (rng.exponential(2.0, (of.size(rng, 1, 5), of.size(rng, 1))).tolist(),)


def partition_stages(rng: Generator) -> Arguments:
    return of.times(rng, of.size(rng)), of.size(rng, highest=4)


def peak_memory(rng: Generator) -> Arguments:
    return (of.counts(rng, of.size(rng), lowest=-9),)


def schedule_violations(rng: Generator) -> Arguments:
    n, edges = of.size(rng, 1), of.size(rng)
    ends = of.counts(rng, edges, highest=n), of.counts(rng, edges, highest=n)
    return *ends, of.counts(rng, n), of.counts(rng, n, highest=4)


def pareto_front(rng: Generator) -> Arguments:
    n = of.size(rng)
    return (*([float(x) for x in of.counts(rng, n, highest=5)] for _ in range(2)),)


def shortest_paths(rng: Generator) -> Arguments:
    n = of.size(rng, 1, 6, grows=True)
    return rng.exponential(2.0, (n, n)).tolist(), int(rng.integers(0, n))


def collective_costs(rng: Generator) -> Arguments:
    sizes = sorted(of.times(rng, 12))
    return of.times(rng, of.size(rng)), sizes, of.times(rng, 12)


INPUTS: dict[str, Workload] = {
    "masks_intersect": masks_intersect,
    "device_traffic": device_traffic,
    "plan_costs": plan_costs,
    "pipeline_ends": pipeline_ends,
    "partition_stages": partition_stages,
    "peak_memory": peak_memory,
    "schedule_violations": schedule_violations,
    "pareto_front": pareto_front,
    "shortest_paths": shortest_paths,
    "collective_costs": collective_costs,
}
