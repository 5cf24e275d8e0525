import numpy as np
import numpy.typing as npt


def brighten(a: npt.NDArray[np.uint8]):
    for i in range(len(a)):
        a[i] = a[i] * 300
