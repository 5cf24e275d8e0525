# With negative items the budget does not run out for good.
# lifted exact
# f([3, 4, -2, 5], 5) == [3, 2, -2, 2]
# f([1, -1], -2) == [-2, -1]
# f([], 0) == []
def budget_with_negative_items(items: list[int], budget: int) -> list[int]:
    taken = []
    for item in items:
        part = min(item, budget)
        budget -= part
        taken.append(part)
    return taken
