# With negative items the budget does not run out for good.
# refused TSP2001: `budget` has no closed form
def budget_with_negative_items(items: list[int], budget: int) -> list[int]:
    taken = []
    for item in items:
        part = min(item, budget)
        budget -= part
        taken.append(part)
    return taken
