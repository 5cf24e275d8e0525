def unique(a: list[int]) -> int:
    seen = set()
    for x in a:
        seen.add(x)
    return len(seen)
