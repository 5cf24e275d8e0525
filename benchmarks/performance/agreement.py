"""Whether a contender computes what the reference computes: exactly, or as closely as its order allows."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

RELATIVE: Final = 1e-4
ABSOLUTE: Final = 1e-5


def disagreement(
    want: list[Any], got: list[Any], dtypes: tuple[str, ...], exact: bool, work: float
) -> str | None:
    """Where outputs differ, in a few words.

    Where bits may differ, the more elements go into each element of an output the more: a sum of n numbers
    in another order is another by up to n roundings. At small sizes that adds nothing to the tolerance.
    """
    if len(want) != len(got):
        return f"{len(got)} outputs instead of {len(want)}"
    for place, (w, g, dtype) in enumerate(zip(want, got, dtypes, strict=True)):
        where = _difference(_array(w, dtype), _array(g, dtype), exact, work)
        if where:
            return f"output {place}{where}" if len(want) > 1 else f"the output{where}"
    return None


def _array(value: Any, dtype: str) -> np.ndarray:
    return np.asarray(value, dtype=np.int64 if dtype == "int" else dtype)


def _difference(want: np.ndarray, got: np.ndarray, exact: bool, work: float) -> str | None:
    if want.shape != got.shape:
        if want.size != got.size or want.size:
            return f" has the shape {got.shape}, not {want.shape}"
        return None
    if want.tobytes() == got.tobytes():
        return None
    with np.errstate(all="ignore"):
        bad = ~(_same(want, got) if exact or want.dtype.kind != "f" else _close(want, got, work))
    if not bad.any():
        return None
    first = tuple(int(i) for i in np.argwhere(bad)[0]) if want.ndim else ()
    at = f"[{', '.join(map(str, first))}]" if first else ""
    return f"{at} is {got[first].item()!r}, not {want[first].item()!r}"


def _same(want: np.ndarray, got: np.ndarray) -> np.ndarray:
    if want.dtype.kind != "f":
        return want == got
    same = (want == got) & (np.signbit(want) == np.signbit(got))
    return same | (np.isnan(want) & np.isnan(got))


def _close(want: np.ndarray, got: np.ndarray, work: float) -> np.ndarray:
    summed = max(work / max(want.size, 1), 1)
    rounding = float(np.finfo(want.dtype).eps) * summed
    largest = np.abs(want[np.isfinite(want)]).max(initial=1)  # what cancels has been about as large
    relative, absolute = max(RELATIVE, rounding / 4), max(ABSOLUTE, 2 * rounding * largest)
    return np.isclose(got, want, rtol=relative, atol=absolute, equal_nan=True)
