# Of two writes to one place the last one counts.
# lifted exact
# f([0, 1, 0], [5, 6, 7], [9, 9, 9]) == [7, 6, 9]
def scatter_with_duplicates(places: list[int], values: list[int], out: list[int]) -> None:
    for i in range(len(places)):
        out[places[i]] = values[i]
