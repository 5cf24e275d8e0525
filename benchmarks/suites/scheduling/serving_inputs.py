"""Inputs of serving.cpp: empty batches, experts without tokens, lists without codes."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import workloads as of
from workloads import Arguments, Generator, Workload


def singles(values: list[float]) -> list[float]:
    return np.asarray(values, np.float32).tolist()


def lengths(rng: Generator) -> Arguments:
    return of.counts(rng, of.size(rng)), of.size(rng, 1, 5)


def decode_slot_mapping(rng: Generator) -> Arguments:
    requests, block = of.size(rng), of.size(rng, 1, 5)
    return of.grid(rng, requests, 6, highest=30), of.counts(rng, requests, highest=6 * block), block


def tokens_per_expert(rng: Generator) -> Arguments:
    experts = of.size(rng, 1)
    return of.grid(rng, of.size(rng), of.size(rng, 1, 4), highest=experts), experts


def moe_align_block_size(rng: Generator) -> Arguments:
    experts = of.size(rng, 1, 5)
    return of.counts(rng, of.size(rng), highest=experts), experts, of.size(rng, 1, 5)


def admit_prefills(rng: Generator) -> Arguments:
    return of.counts(rng, of.size(rng)), of.budget(rng, 40), of.size(rng)


def chunk_sizes(rng: Generator) -> Arguments:
    return of.counts(rng, of.size(rng)), of.budget(rng, 40)


def references(rng: Generator) -> Arguments:
    return (of.counts(rng, of.size(rng), highest=3),)


def release_blocks(rng: Generator) -> Arguments:
    blocks = of.size(rng, 1)
    return of.counts(rng, of.size(rng), highest=blocks), of.counts(rng, blocks, highest=4)


def tokens(rng: Generator) -> Arguments:
    return (of.counts(rng, of.size(rng), highest=100000),)


def coarse_probe(rng: Generator) -> Arguments:
    width = of.size(rng, 1, 5)
    clusters, queries = (of.table(rng, of.size(rng, 1), width) for _ in range(2))
    return [singles(c) for c in clusters], [singles(q) for q in queries]


def scan_inverted_list(rng: Generator) -> Arguments:
    sizes = of.counts(rng, of.size(rng, 1), highest=4)
    offsets = [0, *np.cumsum(sizes).tolist()]
    return offsets, singles(of.reals(rng, offsets[-1])), of.counts(rng, of.size(rng), highest=len(sizes))


def pipeline_bubble(rng: Generator) -> Arguments:
    return of.times(rng, of.size(rng)), of.size(rng, 1)


def stage_memory(rng: Generator) -> Arguments:
    operators, stages = of.size(rng), of.size(rng, 1, 5)
    placed = of.counts(rng, operators, highest=stages)
    return of.times(rng, operators), of.times(rng, operators), placed, stages, float(of.size(rng, 1))


def cheapest_feasible(rng: Generator) -> Arguments:
    plans = of.size(rng)
    return of.times(rng, plans), of.times(rng, plans), 2.0


def transition_costs(rng: Generator) -> Arguments:
    sources, targets = (of.counts(rng, of.size(rng, 1), highest=3) for _ in range(2))
    return [float(x) for x in sources], [float(x) for x in targets], 8.0, 0.25


INPUTS: dict[str, Workload] = {
    "seq_block_counts": lengths,
    "decode_slot_mapping": decode_slot_mapping,
    "tokens_per_expert": tokens_per_expert,
    "padded_expert_offsets": lengths,
    "moe_align_block_size": moe_align_block_size,
    "admit_prefills": admit_prefills,
    "chunk_sizes": chunk_sizes,
    "free_block_ids": references,
    "release_blocks": release_blocks,
    "prefix_block_hash": tokens,
    "coarse_probe": coarse_probe,
    "scan_inverted_list": scan_inverted_list,
    "pipeline_bubble": pipeline_bubble,
    "stage_memory": stage_memory,
    "cheapest_feasible": cheapest_feasible,
    "transition_costs": transition_costs,
}
RETURNS: dict[str, type[np.generic]] = {}
