"""Inputs of engine.py: requests without tokens, experts without any, drafts that are all accepted."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import workloads as of
from workloads import Arguments, Generator, Workload


def slot_mapping(rng: Generator) -> Arguments:
    requests, block = of.size(rng, 1), of.size(rng, 1, 5)
    table = of.grid(rng, requests, 6, highest=30)
    return table, of.counts(rng, requests, highest=2 * block), of.counts(rng, requests, highest=5), block


def decode_slots(rng: Generator) -> Arguments:
    requests = of.size(rng)
    length, last = of.counts(rng, requests), of.counts(rng, requests, highest=40)
    return length, last, of.counts(rng, requests, highest=30), of.size(rng, 1, 5)


def cumulative_lengths(rng: Generator) -> Arguments:
    return (of.counts(rng, of.size(rng)),)


def accept_drafts(rng: Generator) -> Arguments:
    batch, length = of.size(rng, 1), of.size(rng, 1, 5)
    return of.grid(rng, batch, length, highest=3), of.grid(rng, batch, length + 1, highest=3)


def align_experts(rng: Generator) -> Arguments:
    experts = of.size(rng, 1, 5)
    return of.counts(rng, of.size(rng), highest=experts), experts, of.size(rng, 1, 5)


def penalise(rng: Generator) -> Arguments:
    batch, vocabulary = of.size(rng, 1, 4), of.size(rng, 1)
    tokens = of.grid(rng, batch, of.size(rng, 1), highest=vocabulary)
    return of.table(rng, batch, vocabulary), tokens, 1.25, 0.5, 0.25


def cached_prefix(rng: Generator) -> Arguments:
    hashes = of.size(rng, 1)
    return of.grid(rng, of.size(rng, 1), of.size(rng, 1), highest=hashes), of.flags(rng, hashes)


def free_blocks(rng: Generator) -> Arguments:
    blocks = of.size(rng, 1)
    return of.counts(rng, of.size(rng), highest=blocks), of.counts(rng, blocks, highest=4)


INPUTS: dict[str, Workload] = {
    "slot_mapping": slot_mapping,
    "decode_slots": decode_slots,
    "cumulative_lengths": cumulative_lengths,
    "accept_drafts": accept_drafts,
    "align_experts": align_experts,
    "penalise": penalise,
    "cached_prefix": cached_prefix,
    "free_blocks": free_blocks,
}
