"""Scheduling of prefill and decode on one GPU that is split between them, as in Nexus."""


def op_cost_table(
    flops: list[float],
    moved: list[float],
    weight: list[float],
    saturation: list[int],
    peak: float,
    bandwidth: float,
) -> list[float]:
    """Time of all operators for each share of the SMs, in per cent: two regimes of compute, or memory."""
    table = [0.0] * 101
    for share in range(1, 101):
        total = 0.0
        for o in range(len(flops)):
            if share <= saturation[o]:
                effective = share / 100.0
            else:
                effective = (saturation[o] + weight[o] * (share - saturation[o])) / 100.0
            compute = flops[o] / (effective * peak)
            memory = moved[o] / bandwidth
            total += max(compute, memory)
        table[share] = total
    return table


def decode_time(
    attention: list[float],
    decode: list[float],
    prefill_kv: list[float],
    prefill_dense: list[float],
    bandwidth: float,
) -> list[float]:
    """Time of decode attention beside a prefill that takes its share of the bandwidth."""
    times = []
    for i in range(len(attention)):
        during_attention = attention[i] * decode[i] / (decode[i] + prefill_kv[i])
        during_dense = (1.0 - attention[i]) * decode[i] / (decode[i] + prefill_dense[i])
        times.append(decode[i] / (bandwidth * (during_attention + during_dense)))
    return times


def sm_split(other: list[list[float]], slack: float) -> list[int]:
    """For each engine, the largest share that leaves the other phase within its slack."""
    split = []
    for table in other:
        limit = slack * table[100]
        best = 0
        for share in range(100):
            if table[100 - share] <= limit:
                best = share
        split.append(best)
    return split


def shortest_prefill_scores(
    prompt: list[int], done: list[int], arrival: list[float], now: float, ageing: float
) -> list[float]:
    """What is left of each prompt, less what its request has waited."""
    scores = []
    for i in range(len(prompt)):
        remaining = prompt[i] - done[i]
        scores.append(remaining - ageing * (now - arrival[i]))
    return scores


def pick_batch(remaining: list[int], order: list[int], budget: int) -> list[bool]:
    """Requests in their order, until one does not fit."""
    take = [False] * len(remaining)
    total = 0
    for i in order:
        if total + remaining[i] > budget:
            break
        total += remaining[i]
        take[i] = True
    return take


def grant_tokens(remaining: list[int], budget: int) -> list[int]:
    """Each request gets what is left of the budget, at most what it needs."""
    granted = []
    left = budget
    for need in remaining:
        tokens = min(need, left)
        granted.append(tokens)
        left -= tokens
    return granted


def blocks_in_use(length: list[int], running: list[bool], block_size: int) -> int:
    """KV blocks of the requests that run."""
    blocks = 0
    for i in range(len(length)):
        if running[i]:
            blocks += (length[i] + block_size - 1) // block_size
    return blocks


def apply_hysteresis(current: list[int], wanted: list[int], least: int) -> list[int]:
    """A split changes only if it changes enough."""
    applied = []
    for i in range(len(current)):
        if abs(wanted[i] - current[i]) >= least:
            applied.append(wanted[i])
        else:
            applied.append(current[i])
    return applied
