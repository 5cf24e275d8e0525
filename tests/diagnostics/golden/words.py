def words(s: str) -> int:
    n = 0
    for c in s:
        if c == " ":
            n += 1
    return n
