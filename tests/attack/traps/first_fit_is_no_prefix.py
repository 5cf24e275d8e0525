# What does not fit is passed over, and a later item may fit.
# refused TSP2001: `used` has no closed form
def first_fit_is_no_prefix(items: list[int], budget: int) -> int:
    used = 0
    for item in items:
        if used + item <= budget:
            used += item
    return used
