# `is` on numbers depends on how they are kept.
# refused TSP1011: `is` and `in` cannot be lifted
def identity_of_numbers(x: list[int], y: list[int]) -> int:
    count = 0
    for i in range(len(x)):
        if x[i] is y[i]:
            count += 1
    return count
