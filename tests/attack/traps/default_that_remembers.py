# A list as default is one list for all calls.
# refused TSP1024: a default of `out` that the function changes cannot be lifted
def default_that_remembers(x: list[int], out: list[int] = []) -> list[int]:
    for v in x:
        out.append(v)
    return out
