"""Scheduling of programs that are made of many calls, as in Autellix."""


def attained_service(program: list[int], time: list[float], service: list[float]) -> None:
    """PLAS: a program has attained the time of all its calls."""
    for i in range(len(program)):
        service[program[i]] += time[i]


def critical_service(program: list[int], base: list[float], time: list[float], service: list[float]) -> None:
    """ATLAS: a program has attained its longest path of calls."""
    for i in range(len(program)):
        attained = base[i] + time[i]
        if attained > service[program[i]]:
            service[program[i]] = attained


def critical_path(child: list[int], parent: list[int], time: list[float]) -> list[float]:
    """The longest path to each call, over edges in topological order."""
    start = [0.0] * len(time)
    for e in range(len(child)):
        arrival = start[parent[e]] + time[parent[e]]
        if arrival > start[child[e]]:
            start[child[e]] = arrival
    return start


def queue_index(service: list[float], lower: list[float]) -> list[int]:
    """The last queue whose lower bound a service reaches."""
    queues = []
    for attained in service:
        queue = 0
        for q in range(len(lower)):
            if lower[q] <= attained:
                queue = q
        queues.append(queue)
    return queues


def tick_quanta(
    queue: list[int], quanta: list[int], running: list[bool], allotted: list[int], elapsed: int
) -> None:
    """Those that run use up their quanta; who has none left goes to the next queue."""
    for i in range(len(queue)):
        if running[i]:
            quanta[i] -= elapsed
            if quanta[i] <= 0:
                queue[i] = min(queue[i] + 1, len(allotted) - 1)
                quanta[i] = allotted[queue[i]]


def promote_starving(
    queue: list[int],
    wait: list[float],
    model: list[float],
    program: list[int],
    program_wait: list[float],
    program_service: list[float],
    threshold: float,
) -> None:
    """A call of a program that has waited too long for what it got goes to the first queue."""
    for i in range(len(queue)):
        waited = program_wait[program[i]] + wait[i]
        served = program_service[program[i]] + model[i]
        if waited >= threshold * served:
            queue[i] = 0
            wait[i] = 0.0
            model[i] = 0.0


def batch_of_queues(queue: list[int], blocks: list[int], queues: int, free: int) -> list[bool]:
    """Calls queue by queue, in order in each, until one does not fit."""
    take = [False] * len(queue)
    full = False
    for q in range(queues):
        for i in range(len(queue)):
            if queue[i] == q and not full:
                if blocks[i] > free:
                    full = True
                else:
                    free -= blocks[i]
                    take[i] = True
    return take


def bucket_positions(queue: list[int], queues: int) -> list[int]:
    """Where each call comes in an order by queues that is stable."""
    counts = [0] * queues
    for q in queue:
        counts[q] += 1
    offsets = [0] * queues
    for q in range(1, queues):
        offsets[q] = offsets[q - 1] + counts[q - 1]
    positions = []
    for q in queue:
        positions.append(offsets[q])
        offsets[q] += 1
    return positions


def balance_load(tokens: list[int], pinned: list[int], load: list[int], short: int) -> list[int]:
    """Short calls go to the engine with the least load, long ones to that of their program."""
    engines = []
    for i in range(len(tokens)):
        least = 0
        for e in range(1, len(load)):
            if load[e] < load[least]:
                least = e
        engine = least
        if tokens[i] > short and pinned[i] >= 0:
            engine = pinned[i]
        load[engine] += tokens[i]
        engines.append(engine)
    return engines


def token_latency(
    program: list[int], start: list[float], end: list[float], tokens: list[int], programs: int
) -> list[float]:
    """Response time of each program, by the tokens that it generated."""
    first = [float("inf")] * programs
    last = [0.0] * programs
    generated = [0] * programs
    for i in range(len(program)):
        p = program[i]
        first[p] = min(first[p], start[i])
        last[p] = max(last[p], end[i])
        generated[p] += tokens[i]
    latency = [0.0] * programs
    for p in range(programs):
        if generated[p] > 0:
            latency[p] = (last[p] - first[p]) / generated[p]
    return latency


def swap_victims(running: list[bool], selected: list[bool]) -> list[int]:
    """Who runs and was not selected, in order; the rest of the list is -1."""
    victims = [-1] * len(running)
    count = 0
    for i in range(len(running)):
        if running[i] and not selected[i]:
            victims[count] = i
            count += 1
    return victims
