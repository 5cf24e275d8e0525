# The second half reads what the first half wrote: not a reversal.
# refused TSP2001: `x` has no closed form
def reverse_without_a_copy(x: list[int]) -> None:
    n = len(x)
    for i in range(n):
        x[i] = x[n - 1 - i]
