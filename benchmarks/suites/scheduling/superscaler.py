"""Search for plans of parallel training, as in SuperScaler."""


def masks_intersect(
    start: list[list[int]], stop: list[list[int]], other_start: list[list[int]], other_stop: list[list[int]]
) -> list[list[bool]]:
    """Which parts of a tensor overlap which others, in every dimension."""
    found = []
    for p in range(len(start)):
        row = []
        for q in range(len(other_start)):
            meets = True
            for d in range(len(start[p])):
                if min(stop[p][d], other_stop[q][d]) <= max(start[p][d], other_start[q][d]):
                    meets = False
            row.append(meets)
        found.append(row)
    return found


def device_traffic(
    start: list[list[int]],
    stop: list[list[int]],
    device: list[int],
    other_start: list[list[int]],
    other_stop: list[list[int]],
    other_device: list[int],
    devices: int,
) -> list[list[int]]:
    """Elements that every device gets from every other one."""
    traffic = [[0] * devices for _ in range(devices)]
    for p in range(len(start)):
        for q in range(len(other_start)):
            volume = 1
            for d in range(len(start[p])):
                low = max(start[p][d], other_start[q][d])
                high = min(stop[p][d], other_stop[q][d])
                volume *= max(high - low, 0)
            traffic[device[p]][other_device[q]] += volume
    return traffic


def plan_costs(assigned: list[list[int]], cost: list[float], devices: int) -> list[float]:
    """The load of the busiest device, for each plan."""
    costs = []
    for plan in assigned:
        worst = 0.0
        for d in range(devices):
            load = 0.0
            for o in range(len(plan)):
                if plan[o] == d:
                    load += cost[o]
            worst = max(worst, load)
        costs.append(worst)
    return costs


def pipeline_ends(time: list[list[float]]) -> list[list[float]]:
    """When each stage is done with each micro-batch."""
    ends = [[0.0] * len(row) for row in time]
    for s in range(len(time)):
        free = 0.0
        for m in range(len(time[s])):
            ready = 0.0
            if s > 0:
                ready = ends[s - 1][m]
            free = max(free, ready) + time[s][m]
            ends[s][m] = free
    return ends


def partition_stages(cost: list[float], stages: int) -> list[float]:
    """The least cost of the worst stage for every prefix of the operators."""
    n = len(cost)
    total = [0.0] * (n + 1)
    for i in range(n):
        total[i + 1] = total[i] + cost[i]
    best = [float("inf")] * (n + 1)
    best[0] = 0.0
    for _ in range(stages):
        following = [float("inf")] * (n + 1)
        for i in range(n + 1):
            for j in range(i + 1):
                worst = max(best[j], total[i] - total[j])
                if worst < following[i]:
                    following[i] = worst
        best = following
    return best


def peak_memory(delta: list[int]) -> int:
    """The most that is allocated at any time."""
    now = 0
    peak = 0
    for d in delta:
        now += d
        if now > peak:
            peak = now
    return peak


def schedule_violations(source: list[int], target: list[int], start: list[int], span: list[int]) -> int:
    """Dependencies whose target starts before their source has ended."""
    violations = 0
    for e in range(len(source)):
        if start[target[e]] < start[source[e]] + span[source[e]]:
            violations += 1
    return violations


def pareto_front(memory: list[float], time: list[float]) -> list[bool]:
    """States that no other one is better than in both."""
    keep = []
    for i in range(len(memory)):
        dominated = False
        for j in range(len(memory)):
            if memory[j] <= memory[i] and time[j] <= time[i]:
                if memory[j] < memory[i] or time[j] < time[i]:
                    dominated = True
        keep.append(not dominated)
    return keep


def shortest_paths(weight: list[list[float]], source: int) -> list[float]:
    """Distances from one state of a tensor to all others, by relaxing all edges again and again."""
    n = len(weight)
    distance = [float("inf")] * n
    distance[source] = 0.0
    for _ in range(n - 1):
        relaxed = [0.0] * n
        for v in range(n):
            best = distance[v]
            for u in range(n):
                best = min(best, distance[u] + weight[u][v])
            relaxed[v] = best
        distance = relaxed
    return distance


def collective_costs(size: list[float], sizes: list[float], costs: list[float]) -> list[float]:
    """Costs between those that were measured, by lines."""
    found = []
    for x in size:
        k = 0
        for j in range(1, len(sizes) - 1):
            if sizes[j] <= x:
                k = j
        slope = (costs[k + 1] - costs[k]) / (sizes[k + 1] - sizes[k])
        found.append(costs[k] + slope * (x - sizes[k]))
    return found
