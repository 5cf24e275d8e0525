"""What a serving engine computes between the scheduler and the model."""


def slot_mapping(table: list[list[int]], done: list[int], query: list[int], block_size: int) -> list[int]:
    """The KV slot of every token, through the block table of its request."""
    slots = []
    for r in range(len(table)):
        for t in range(query[r]):
            position = done[r] + t
            block = table[r][position // block_size]
            slots.append(block * block_size + position % block_size)
    return slots


def decode_slots(length: list[int], last: list[int], free: list[int], page: int) -> list[int]:
    """The next slot of each request that decodes: on a new page where the last one is full."""
    slots = []
    taken = 0
    for r in range(len(length)):
        if length[r] % page == 0:
            slots.append(free[taken] * page)
            taken += 1
        else:
            slots.append(last[r] + 1)
    return slots


def cumulative_lengths(query: list[int]) -> list[int]:
    """Where the tokens of each request begin, and where the last ones end."""
    offsets = [0] * (len(query) + 1)
    for r in range(len(query)):
        offsets[r + 1] = offsets[r] + query[r]
    return offsets


def accept_drafts(draft: list[list[int]], target: list[list[int]]) -> list[list[int]]:
    """Draft tokens up to the first that the target has not, then the target's; -1 beyond."""
    accepted = [[-1] * len(row) for row in target]
    for b in range(len(draft)):
        agree = True
        for j in range(len(draft[b])):
            if agree:
                accepted[b][j] = target[b][j]
                if draft[b][j] != target[b][j]:
                    agree = False
        if agree:
            accepted[b][len(draft[b])] = target[b][len(draft[b])]
    return accepted


def align_experts(expert: list[int], experts: int, block_size: int) -> list[int]:
    """Tokens sorted by expert, each expert's padded to whole blocks with a number that is no token."""
    counts = [0] * experts
    for e in expert:
        counts[e] += 1
    offsets = [0] * (experts + 1)
    for e in range(experts):
        offsets[e + 1] = offsets[e] + (counts[e] + block_size - 1) // block_size * block_size
    result = [len(expert)] * (len(expert) + experts * (block_size - 1))
    filled = [0] * experts
    for t in range(len(expert)):
        e = expert[t]
        result[offsets[e] + filled[e]] = t
        filled[e] += 1
    return result


def penalise(
    logits: list[list[float]],
    tokens: list[list[int]],
    repetition: float,
    frequency: float,
    presence: float,
) -> list[list[float]]:
    """Logits of tokens that have been seen, lowered as often as they have."""
    found = []
    for b in range(len(logits)):
        seen = [0] * len(logits[b])
        for t in tokens[b]:
            seen[t] += 1
        row = []
        for v in range(len(logits[b])):
            value = logits[b][v]
            if seen[v] > 0:
                if value > 0.0:
                    value = value / repetition
                else:
                    value = value * repetition
                value = value - frequency * seen[v] - presence
            row.append(value)
        found.append(row)
    return found


def cached_prefix(block_hash: list[list[int]], cached: list[bool]) -> list[int]:
    """How many blocks of each request are cached before the first that is not."""
    lengths = []
    for row in block_hash:
        length = 0
        for h in row:
            if not cached[h]:
                break
            length += 1
        lengths.append(length)
    return lengths


def free_blocks(freed: list[int], references: list[int]) -> int:
    """Give up references to blocks; how many nobody refers to any more."""
    for b in freed:
        references[b] -= 1
    free = 0
    for count in references:
        if count == 0:
            free += 1
    return free
