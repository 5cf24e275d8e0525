# The sum of two NumPy bytes wraps before it is an index: 100 + 100 counts from the end.
# lifted exact
# f(list(range(100)), np.array([100, 7], np.int8)) == [44, 14]
# f(list(range(300)), np.array([100, 7], np.int8)) == [244, 14]
import numpy as np
import numpy.typing as npt


def index_that_wraps(x: list[int], i: npt.NDArray[np.int8]) -> list[int]:
    out = []
    for k in range(len(i)):
        out.append(x[i[k] + i[k]])
    return out
