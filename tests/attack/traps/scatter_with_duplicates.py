# Of two writes to one place the last one counts.
# refused TSP2001: `out` has no closed form
def scatter_with_duplicates(places: list[int], values: list[int], out: list[int]) -> None:
    for i in range(len(places)):
        out[places[i]] = values[i]
