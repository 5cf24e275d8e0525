"""Inputs of telerag.py: equal scores, clusters of no rows, budgets of nothing."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import workloads as of
from workloads import Arguments, Generator, Workload


def centroid_scores(rng: Generator) -> Arguments:
    width = of.size(rng, 1, 5)
    return of.table(rng, of.size(rng, 1), width), of.table(rng, of.size(rng, 1), width)


def top_clusters(rng: Generator) -> Arguments:
    n = of.size(rng)
    return [float(s) for s in of.counts(rng, n, highest=4)], of.size(rng, highest=n + 1)


def prefetch(rng: Generator) -> Arguments:
    clusters, queries, ranks = of.size(rng, 1), of.size(rng, 1, 4), of.size(rng, 1, 5)
    rank = of.grid(rng, ranks, queries, highest=clusters)
    return rank, of.flags(rng, clusters), of.counts(rng, clusters), of.budget(rng)


def probe_hits(rng: Generator) -> Arguments:
    clusters = of.size(rng, 1)
    return of.grid(rng, of.size(rng, 1), of.size(rng, 1), highest=clusters), of.flags(rng, clusters)


def decay_hotness(rng: Generator) -> Arguments:
    n = of.size(rng)
    return of.counts(rng, n, highest=2000), of.flags(rng, n), 1024


def evict_coldest(rng: Generator) -> Arguments:
    n = of.size(rng)
    return of.shuffled(rng, n), of.counts(rng, n), of.budget(rng)


def nearest_resident(rng: Generator) -> Arguments:
    n, clusters, width = of.size(rng, 1), of.size(rng, 1, 4), of.size(rng, 1, 4)
    cluster = of.counts(rng, n, highest=clusters)
    return of.table(rng, n, width), cluster, of.flags(rng, clusters), of.reals(rng, width)


def cluster_overlap(rng: Generator) -> Arguments:
    return (of.grid(rng, of.size(rng, 1), of.size(rng, 1)),)


def greedy_pairs(rng: Generator) -> Arguments:
    n = of.size(rng, 1)
    return (of.grid(rng, n, n),)


def cluster_rows(rng: Generator) -> Arguments:
    clusters = of.size(rng, 1)
    selected = of.counts(rng, of.size(rng), highest=clusters)
    return selected, of.counts(rng, clusters, highest=50), of.counts(rng, clusters, highest=4)


def merge_results(rng: Generator) -> Arguments:
    one, other = (sorted(of.reals(rng, of.size(rng)), reverse=True) for _ in range(2))
    return one, other, of.size(rng, highest=len(one) + len(other) + 1)


def assign_clusters(rng: Generator) -> Arguments:
    width = of.size(rng, 1, 4)
    return of.table(rng, of.size(rng, 1), width), of.table(rng, of.size(rng, 1), width)


INPUTS: dict[str, Workload] = {
    "centroid_scores": centroid_scores,
    "top_clusters": top_clusters,
    "prefetch": prefetch,
    "probe_hits": probe_hits,
    "decay_hotness": decay_hotness,
    "evict_coldest": evict_coldest,
    "nearest_resident": nearest_resident,
    "cluster_overlap": cluster_overlap,
    "greedy_pairs": greedy_pairs,
    "cluster_rows": cluster_rows,
    "merge_results": merge_results,
    "assign_clusters": assign_clusters,
}
