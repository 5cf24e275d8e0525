"""Scheduling of retrieval that is prefetched while a model generates, as in TeleRAG."""


def centroid_scores(query: list[list[float]], centroid: list[list[float]]) -> list[list[float]]:
    """Inner products of all queries with all centroids."""
    scores = []
    for q in query:
        row = []
        for c in centroid:
            total = 0.0
            for a, b in zip(q, c):
                total += a * b
            row.append(total)
        scores.append(row)
    return scores


def top_clusters(score: list[float], probes: int) -> list[int]:
    """The clusters with the highest scores, the best first and the earlier of equal ones."""
    order = sorted(range(len(score)), key=lambda c: -score[c])
    return order[:probes]


def prefetch(rank: list[list[int]], resident: list[bool], size: list[int], budget: int) -> list[bool]:
    """Clusters rank by rank, as long as the budget lasts."""
    take = [False] * len(size)
    used = 0
    full = False
    for r in range(len(rank)):
        for j in range(len(rank[r])):
            c = rank[r][j]
            if not full and not resident[c] and not take[c]:
                if used + size[c] > budget:
                    full = True
                else:
                    used += size[c]
                    take[c] = True
    return take


def probe_hits(probe: list[list[int]], resident: list[bool]) -> list[int]:
    """How many of the clusters that each query probes are resident."""
    hits = []
    for row in probe:
        count = 0
        for c in row:
            if resident[c]:
                count += 1
        hits.append(count)
    return hits


def decay_hotness(hotness: list[int], hit: list[bool], increment: int) -> None:
    """Hotness halves in each step and grows by hits."""
    for c in range(len(hotness)):
        hotness[c] //= 2
        if hit[c]:
            hotness[c] += increment


def evict_coldest(order: list[int], size: list[int], target: int) -> list[bool]:
    """The coldest go, in their order, until what is left fits."""
    keep = [True] * len(size)
    total = 0
    for s in size:
        total += s
    for c in order:
        if total <= target:
            break
        total -= size[c]
        keep[c] = False
    return keep


def nearest_resident(
    code: list[list[float]], cluster: list[int], hit: list[bool], query: list[float]
) -> tuple[float, int]:
    """The vector of all resident clusters with the largest inner product, the earlier of equal ones."""
    best = float("-inf")
    where = -1
    for n in range(len(code)):
        if hit[cluster[n]]:
            score = 0.0
            for a, b in zip(code[n], query):
                score += a * b
            if score > best:
                best = score
                where = n
    return best, where


def cluster_overlap(probe: list[list[int]]) -> list[list[int]]:
    """How many clusters every two queries have in common."""
    overlap = []
    for one in probe:
        row = []
        for other in probe:
            common = 0
            for a in one:
                for b in other:
                    if a == b:
                        common += 1
            row.append(common)
        overlap.append(row)
    return overlap


def greedy_pairs(overlap: list[list[int]]) -> list[int]:
    """Each query that is still alone goes with the other one that it has most in common with."""
    mate = [-1] * len(overlap)
    for i in range(len(overlap)):
        if mate[i] < 0:
            best = -1
            for j in range(i + 1, len(overlap)):
                if mate[j] < 0 and (best < 0 or overlap[i][j] > overlap[i][best]):
                    best = j
            if best >= 0:
                mate[i] = best
                mate[best] = i
    return mate


def cluster_rows(selected: list[int], start: list[int], length: list[int]) -> list[int]:
    """The rows of all selected clusters."""
    rows = []
    for c in selected:
        for r in range(start[c], start[c] + length[c]):
            rows.append(r)
    return rows


def merge_results(one: list[float], other: list[float], k: int) -> list[float]:
    """The k best of two lists in descending order."""
    merged = []
    i = 0
    j = 0
    for _ in range(k):
        if j >= len(other) or (i < len(one) and one[i] >= other[j]):
            merged.append(one[i])
            i += 1
        else:
            merged.append(other[j])
            j += 1
    return merged


def assign_clusters(vector: list[list[float]], centroid: list[list[float]]) -> list[int]:
    """The nearest centroid of each vector, the earlier of equal ones."""
    assigned = []
    for v in vector:
        best = float("inf")
        where = -1
        for c in range(len(centroid)):
            distance = 0.0
            for a, b in zip(v, centroid[c]):
                distance += (a - b) * (a - b)
            if distance < best:
                best = distance
                where = c
        assigned.append(where)
    return assigned
