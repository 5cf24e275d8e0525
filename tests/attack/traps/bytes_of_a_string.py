# Characters are no numbers.
# refused TSP1002: the annotation `str` is not one that Tenspiler understands
def bytes_of_a_string(text: str) -> int:
    s = 0
    for c in text:
        s += ord(c)
    return s
