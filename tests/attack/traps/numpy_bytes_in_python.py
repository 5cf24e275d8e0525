# A Python number plus a NumPy scalar of 8 bits is one of 8 bits, after the first round.
# lifted exact
# f(np.array([200, 100], np.uint8)) == 300
import numpy as np
import numpy.typing as npt


def numpy_bytes_in_python(x: npt.NDArray[np.uint8]) -> int:
    s = 0
    for i in range(len(x)):
        s += int(x[i])
    return s
