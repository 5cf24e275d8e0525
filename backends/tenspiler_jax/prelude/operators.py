"""Functions that operators become where JAX has no single one, for emitted modules to include.

All of them can be traced but those whose result has a size that depends on elements.
"""
# pyright: basic, reportArgumentType=false, reportAttributeAccessIssue=false, reportMissingImports=false
# ruff: noqa: B905

import jax.numpy as jnp
import numpy as np
from jax import lax

from tenspiler.backend.emission.prelude_arguments import PreconditionError, _forwards, _reach, _rows_apart
from tenspiler_jax.prelude.arguments import _known

# ---------------------------------------------------------------- integers


def _floordiv(a, b):
    """The quotient of integers rounded down; 0 where the divisor is 0."""
    return jnp.where(b == 0, 0, a // jnp.where(b == 0, 1, b))


def _mod(a, b):
    """The remainder of integers with the divisor's sign; 0 where the divisor is 0."""
    return jnp.where(b == 0, 0, a % jnp.where(b == 0, 1, b))


def _truncdiv(a, b):
    """The quotient of integers rounded towards zero; 0 where the divisor is 0."""
    return jnp.where(b == 0, 0, lax.div(*jnp.broadcast_arrays(a, jnp.where(b == 0, 1, b))))


def _truncrem(a, b):
    """The remainder of integers with the dividend's sign; 0 where the divisor is 0."""
    return jnp.where(b == 0, 0, lax.rem(*jnp.broadcast_arrays(a, jnp.where(b == 0, 1, b))))


def _divide(a, b):
    """The quotient of floats; XLA would multiply by the reciprocal of a divisor that it spreads itself."""
    shape = jnp.broadcast_shapes(np.shape(a), np.shape(b))
    return a / (b if shape == np.shape(b) else jnp.broadcast_to(b, shape))


def _cosh(x):
    """The hyperbolic cosine; JAX's own rounds what it takes e to the power of."""
    half = jnp.exp(jnp.abs(x) * 0.5)
    return half * 0.5 * half + 0.5 / half / half


def _sinh(x):
    """The hyperbolic sine; JAX's own rounds what it takes e to the power of, unless that is small."""
    half = jnp.exp(jnp.abs(x) * 0.5)
    large = half * 0.5 * half - 0.5 / half / half
    return jnp.where(jnp.abs(x) < 1, jnp.sinh(x), jnp.where(x < 0, -large, large))


def _truncated(x):
    """Floats truncated to integers of 64 bits, which wrap around; 0 where they are not finite."""
    x = jnp.trunc(jnp.where(jnp.isfinite(x), x, 0))
    x = x - jnp.trunc(x * 2.0**-64) * 2.0**64
    x = jnp.where(x >= 2.0**63, x - 2.0**64, x)
    return jnp.where(x < -(2.0**63), x + 2.0**64, x).astype(jnp.int64)


# ---------------------------------------------------------------- reductions and scans


def _start(x, axis, start):
    """The initial values of a reduction: one for each result; more of them make more results."""
    start = jnp.asarray(start, x.dtype)
    shape = (*x.shape[:axis], *x.shape[axis + 1 :])
    return jnp.broadcast_to(start, jnp.broadcast_shapes(start.shape, shape))


def _in_order(op, x, axis, start):
    """The sum or product along an axis, from an initial value on, one element after the other."""
    return lax.scan(
        lambda total, row: (op(total, row), None), _start(x, axis, start), jnp.moveaxis(x, axis, 0)
    )[0]


def _largest(x, axis, start):
    """The largest along an axis as a loop finds it: a NaN is passed over unless it comes first."""
    return _first_extreme(x, axis, _start(x, axis, start), 1)


def _smallest(x, axis, start):
    """The smallest along an axis as a loop finds it: a NaN is passed over unless it comes first."""
    return _first_extreme(x, axis, _start(x, axis, start), -1)


def _first_extreme(x, axis, start, sign):
    """The first element equal to the extreme, the initial value counting as the very first."""
    x = jnp.broadcast_to(jnp.moveaxis(x, axis, -1), (*start.shape, x.shape[axis]))
    x = jnp.concatenate((start[..., None], x), -1)
    known = jnp.where(jnp.isnan(x), -sign * jnp.inf, x)
    best = jnp.max(known, -1, keepdims=True) if sign > 0 else jnp.min(known, -1, keepdims=True)
    place = jnp.argmax(known == best, -1, keepdims=True)
    return jnp.where(jnp.isnan(start), start, jnp.take_along_axis(known, place, -1)[..., 0])


def _maxima(x, axis, sign=1):
    """The largest (the smallest if `sign` is -1) of the elements so far, as a loop finds it."""
    known = jnp.moveaxis(jnp.where(jnp.isnan(x), -sign * jnp.inf, x), axis, 0)
    tops = (lax.cummax if sign > 0 else lax.cummin)(known, 0)
    better = known[1:] > tops[:-1] if sign > 0 else known[1:] < tops[:-1]
    count = jnp.arange(1, max(len(known), 1)).reshape(-1, *[1] * (x.ndim - 1))
    place = jnp.concatenate((jnp.zeros(tops[:1].shape, count.dtype), count * better))
    return jnp.moveaxis(jnp.take_along_axis(known, lax.cummax(place, 0), 0), 0, axis)


def _folds(op, x, axis):
    """All partial folds of an associative operator along an axis."""
    return lax.associative_scan(op, x, axis=axis)


def _larger(a, b):
    """The larger of two as a loop finds it, which passes over a NaN that does not come first."""
    return jnp.where(a < b, b, a)


def _smaller(a, b):
    """The smaller of two as a loop finds it, which passes over a NaN that does not come first."""
    return jnp.where(b < a, b, a)


def _segment(op, x, axis, starts, stops, start):
    """The fold of each segment of an axis by an associative operator, from an initial value on.

    Each is put together of folds of 1, 2, 4, ... elements, as many as the digits of its length say.
    """
    x = jnp.moveaxis(x, axis, 0)
    starts, stops = jnp.broadcast_arrays(*(jnp.clip(jnp.asarray(n), 0, len(x)) for n in (starts, stops)))
    total = jnp.broadcast_to(jnp.asarray(start, x.dtype), (*starts.shape, *x.shape[1:]))
    if op in (_larger, _smaller):  # a NaN stays only where it is the initial value
        x = jnp.where(jnp.isnan(x), -jnp.inf if op is _larger else jnp.inf, x)
    lengths = jnp.maximum(stops - starts, 0).reshape(*starts.shape, *[1] * (x.ndim - 1))
    place, length = starts, lengths.reshape(starts.shape)
    for digit in range(len(x).bit_length()):
        if digit:
            x = op(x, x[jnp.minimum(jnp.arange(len(x)) + 2 ** (digit - 1), len(x) - 1)])
        part = x[jnp.minimum(place, len(x) - 1)]
        total = jnp.where(lengths & 2**digit != 0, op(total, part), total)
        place = place + (length & 2**digit)
    return total


def _seeded(op, x, first, axis):
    """A copy of `x` whose first element along an axis is `op(first, element)`."""
    rows = jnp.moveaxis(x, axis, 0)
    return jnp.moveaxis(jnp.concatenate((op(rows[:1], first), rows[1:])), 0, axis)


# ---------------------------------------------------------------- positions


def _gather(source, *indices):
    """The elements at the given positions; zeros if there are no elements."""
    if source.size == 0:
        return jnp.zeros(jnp.broadcast_shapes(*map(np.shape, indices)), source.dtype)
    return source[indices]


def _first(mask, axis):
    """The first place along an axis at which a mask holds; its extent where there is none."""
    extent = mask.shape[axis]
    if extent == 0:
        return jnp.zeros((*mask.shape[:axis], *mask.shape[axis + 1 :]), jnp.int64)
    return jnp.where(jnp.any(mask, axis), jnp.argmax(mask, axis), extent)


def _last(mask, axis):
    """The last place along an axis at which a mask holds; -1 where there is none."""
    extent = mask.shape[axis]
    if extent == 0:
        return jnp.full((*mask.shape[:axis], *mask.shape[axis + 1 :]), -1, jnp.int64)
    return jnp.where(jnp.any(mask, axis), extent - 1 - jnp.argmax(jnp.flip(mask, axis), axis), -1)


def _place(sign, better, search, x, axis, start):
    """Where an element was last better than all before, which begin with the initial or the first one."""
    shape = (*x.shape[:axis], *x.shape[axis + 1 :])
    if start is None:
        if x.shape[axis] < 2:
            return jnp.zeros(shape, jnp.int64)
        start, x = jnp.split(x, [1], axis)
        return _place(sign, better, search, x, axis, jnp.squeeze(start, axis)) + 1
    if not x.size:
        return jnp.full(shape, -1, jnp.int64)
    known = jnp.where(jnp.isnan(x), -sign * jnp.inf, x) if jnp.issubdtype(x.dtype, jnp.floating) else x
    best = jnp.max(known, axis, keepdims=True) if sign > 0 else jnp.min(known, axis, keepdims=True)
    improved = better(jnp.squeeze(best, axis), jnp.asarray(start, x.dtype))
    place = search(x == best, axis)
    return jnp.where(improved & (place >= 0) & (place < x.shape[axis]), place, -1)


def _argmin(x, axis, start=None):
    """The first place of the smallest along an axis, -1 if none is smaller than the initial value."""
    return _place(-1, jnp.less, _first, x, axis, start)


def _argmax(x, axis, start=None):
    """The first place of the largest along an axis, -1 if none is larger than the initial value."""
    return _place(1, jnp.greater, _first, x, axis, start)


def _last_argmin(x, axis, start=None):
    """The last place of the smallest along an axis, -1 if all are larger than the initial value."""
    return _place(-1, jnp.less_equal, _last, x, axis, start)


def _last_argmax(x, axis, start=None):
    """The last place of the largest along an axis, -1 if all are smaller than the initial value."""
    return _place(1, jnp.greater_equal, _last, x, axis, start)


def _place_where(sign, search, x, mask, axis):
    """Where an element that is selected was last better than all selected before; -1 if none is selected."""
    if not x.size:
        return jnp.full((*x.shape[:axis], *x.shape[axis + 1 :]), -1, jnp.int64)
    begin = jnp.argmax(mask, axis, keepdims=True)
    start = jnp.take_along_axis(x, begin, axis)
    known = jnp.where(mask, x, start)
    if jnp.issubdtype(x.dtype, jnp.floating):
        known = jnp.where(jnp.isnan(known), -sign * jnp.inf, known)
    best = jnp.max(known, axis, keepdims=True) if sign > 0 else jnp.min(known, axis, keepdims=True)
    place = jnp.where(start == start, jnp.expand_dims(search(mask & (x == best), axis), axis), begin)
    return jnp.where(jnp.any(mask, axis), jnp.squeeze(place, axis), -1)


def _argmin_where(x, mask, axis):
    """The first place of the smallest of those along an axis that a mask selects; -1 without any."""
    return _place_where(-1, _first, x, mask, axis)


def _argmax_where(x, mask, axis):
    """The first place of the largest of those along an axis that a mask selects; -1 without any."""
    return _place_where(1, _first, x, mask, axis)


def _last_argmin_where(x, mask, axis):
    """The last place of the smallest of those along an axis that a mask selects; -1 without any."""
    return _place_where(-1, _last, x, mask, axis)


def _last_argmax_where(x, mask, axis):
    """The last place of the largest of those along an axis that a mask selects; -1 without any."""
    return _place_where(1, _last, x, mask, axis)


def _take(source, axis, start, length, step):
    """The elements at `start`, `start + step`, ... along an axis; none start anywhere."""
    return jnp.take(source, (start if length else 0) + step * jnp.arange(length), axis=axis)


def _window(source, axis, start, length, step):
    """The elements at `start`, `start + step`, ... along an axis; zeros where there is none."""
    extent, length = source.shape[axis], max(length, 0)
    if source.size == 0:
        return jnp.zeros((*source.shape[:axis], length, *source.shape[axis + 1 :]), source.dtype)
    if step > 0 and start >= 0 and start + step * (length - 1) < extent:
        return source[(*[slice(None)] * axis, slice(start, start + step * length, step))]
    places = min(max(start, -(2**62)), 2**62) + step * jnp.arange(length)
    found = jnp.take(source, jnp.clip(places, 0, extent - 1), axis=axis)
    inside = ((places >= 0) & (places < extent)).reshape(-1, *[1] * (source.ndim - axis - 1))
    return jnp.where(inside, found, jnp.zeros((), source.dtype))


def _compress(source, mask):
    """The rows that a mask selects."""
    return source[_known("how much a mask selects", mask)]


def _repeat(rows, counts):
    """Each row as often as its count says; a count below zero is none."""
    counts = np.maximum(_known("the size of what is repeated", counts), 0)
    return jnp.repeat(rows, counts, axis=0, total_repeat_length=int(counts.sum()))


def _ragged_range(counts):
    """0, 1, ... as far as each count says, one after the other; a count below zero is none."""
    counts = np.maximum(_known("the size of ranges of which each has a length of its own", counts), 0)
    before = np.repeat(np.cumsum(counts) - counts, counts)
    return jnp.array(np.arange(len(before)) - before)


def _last_segment(starts, stops, extent):
    """For each place the last of the segments that have it; -1 where none has.

    Of each segment two parts are marked that cover it, as long as the greatest power of two that it holds;
    then each mark goes to the two halves of its part, the longest parts first.
    """
    starts, stops = jnp.clip(starts, 0, extent), jnp.clip(stops, 0, extent)
    lengths, order = jnp.maximum(stops - starts, 0), jnp.arange(len(starts))
    found = jnp.full(extent, -1)
    for size in range(extent.bit_length() - 1, -1, -1):
        marks = jnp.where((lengths >= 2**size) & (lengths < 2 ** (size + 1)), order, -1)
        for places in (starts, stops - 2**size):
            found = found.at[jnp.maximum(places, 0)].max(jnp.where(places >= 0, marks, -1), mode="drop")
        if size:
            half = 2 ** (size - 1)
            found = jnp.concatenate((found[:half], jnp.maximum(found[half:], found[:-half])))
    return found


# ---------------------------------------------------------------- what came before


def _by_key(values, keys, sought=None):
    """Elements in a stable order by key, that order, and where in it the run of each one's key begins.

    What is sought comes as elements of its own, each before the one at its place; those are the even ones.
    """
    if sought is not None:
        keys = jnp.stack((sought, keys), -1).reshape(*keys.shape[:-1], -1)
        values = jnp.stack((jnp.zeros_like(values), values), -1).reshape(keys.shape)
    order = jnp.argsort(keys, axis=-1, stable=True)
    keys = jnp.take_along_axis(keys, order, -1)
    changes = jnp.where(keys[..., 1:] != keys[..., :-1], jnp.arange(1, max(keys.shape[-1], 1)), 0)
    begins = jnp.concatenate((jnp.zeros_like(order[..., :1]), changes), -1)
    return jnp.take_along_axis(values, order, -1), order, lax.cummax(begins, begins.ndim - 1)


def _in_place(found, order, sought=None):
    """What was found of elements in some order, in their own places."""
    whole = jnp.take_along_axis(found, jnp.argsort(order, axis=-1), -1)
    return whole if sought is None else whole[..., ::2]


def _earlier_add(values, keys, sought=None):
    """What the elements before each one add up to that have the key which is sought there."""
    if not values.size:
        return values
    parts, order, begins = _by_key(values, keys, sought)
    sums = jnp.cumsum(parts, axis=-1, dtype=parts.dtype) - parts
    return _in_place(sums - jnp.take_along_axis(sums, begins, -1), order, sought)


def _earlier_last(mask, keys, sought=None):
    """The last place before each one with a mark, and with the key which is sought there; -1 without any."""
    if not mask.size:
        return jnp.zeros(mask.shape, jnp.int64)
    marks, order, begins = _by_key(mask, keys, sought)
    places = jnp.where(marks, jnp.arange(marks.shape[-1]), -1)
    latest = jnp.concatenate((jnp.full_like(places[..., :1], -1), places[..., :-1]), -1)
    latest = lax.cummax(latest, latest.ndim - 1)
    places = jnp.take_along_axis(order, jnp.maximum(latest, 0), -1)
    found = jnp.where(latest >= begins, places if sought is None else places // 2, -1)
    return _in_place(found, order, sought)


def _earlier_or(mask, keys, sought=None):
    """Whether any element before each one has a mark, and the key which is sought there."""
    return _earlier_last(mask, keys, sought) >= 0


# ---------------------------------------------------------------- arrays with other elements


def _paste(target, part, starts, steps):
    """The array with part[k] in the place of target[start + step * k] for every `k` that is inside."""
    box, kept = [], []
    for start, step, count, extent in zip(starts, steps, part.shape, target.shape):
        first = max(-(start // step), 0)
        last = max(min(-((start - extent) // step), count), first)
        box.append(slice(start + step * first, start + step * last, step))
        kept.append(slice(first, last))
    part = part[tuple(kept)]
    return target.at[tuple(box)].set(part) if part.size else target


def _landings(shape, indices):
    """Where elements are put in an array: outside of it what has no place in it."""
    common, inside = indices[0].ndim - 1, True
    for places, extent in zip(indices, shape[common:]):
        inside = inside & (places >= 0) & (places < extent)
    rows = jnp.indices(indices[0].shape, sparse=True)[:common]
    return (*rows, *(jnp.where(inside, places, extent) for places, extent in zip(indices, shape[common:])))


def _scatter(target, part, *indices):
    """The array with part[j] at the place (i[j], k[j], ...), the last one where several meet.

    Of places that meet JAX takes any: the last of them is looked for first.
    """
    if not len(part) or not target.size:
        return target
    places = _landings(target.shape, indices)
    last = jnp.full(target.shape, -1).at[places].max(jnp.arange(len(part)), mode="drop")
    return jnp.where(last >= 0, part[jnp.maximum(last, 0)], target)


def _accumulated(op, target, part, *indices):
    """The array in which each part is combined with what is at its place, and none outside."""
    if not part.size or not target.size:
        return target
    places = _landings(target.shape, indices)
    plain = target.at[places]
    direct = {jnp.add: plain.add, jnp.multiply: plain.mul, jnp.minimum: plain.min, jnp.maximum: plain.max}
    if op in direct:
        return direct[op](part, mode="drop")
    written = target.shape[: len(places)]
    count = int(np.prod(written))
    flat, outside = 0, False
    for index, extent in zip(places, written):
        flat, outside = flat * extent + index, outside | (index >= extent)
    flat = jnp.where(outside, count, flat).ravel()
    order = jnp.argsort(flat, stable=True)
    rows = part.reshape(flat.size, *target.shape[len(places) :])[order]
    bounds = jnp.searchsorted(flat[order], jnp.arange(count + 1))
    start = target.reshape(count, *target.shape[len(places) :])
    return _segment(op, rows, 0, bounds[:-1], bounds[1:], start).reshape(target.shape)


def _rows(target, part, offset, strides, put):
    """The array in which each row of `part` is put at offset + strides[0] * r + ..., one after the other."""
    if not part.size or not target.size:
        return target
    first, distances, _ = _forwards(offset, part.shape, strides)
    places = jnp.asarray(offset)
    for stride, extent in zip((*strides, 1), part.shape):
        places = places[..., None] + stride * jnp.arange(extent)
    places = jnp.where(places < 0, len(target), places)
    if _rows_apart(first, part.shape, distances, len(target)):
        return put(target.at[places.ravel()])(part.ravel(), mode="drop", unique_indices=True)
    rows = tuple(x.reshape(-1, part.shape[-1]) for x in (places, part))
    return lax.scan(
        lambda total, row: (put(total.at[row[0]])(row[1], mode="drop", unique_indices=True), None),
        target,
        rows,
    )[0]


def _put_rows(target, part, offset, strides):
    """The array with part[r, c] at offset + strides[0] * r + c, one row after the other."""
    return _rows(target, part, offset, strides, lambda places: places.set)


def _add_rows(target, part, offset, strides):
    """The array with part[r, c] added at offset + strides[0] * r + c, one row after the other."""
    return _rows(target, part, offset, strides, lambda places: places.add)


def _mul_rows(target, part, offset, strides):
    """The array multiplied at offset + strides[0] * r + c by part[r, c], one row after the other."""
    return _rows(target, part, offset, strides, lambda places: places.mul)


def _places(offset, shape, strides):
    """The indices offset + strides[0] * i + strides[1] * j + ..."""
    places = jnp.asarray(offset)
    for stride, extent in zip(strides, shape):
        places = places[..., None] + stride * jnp.arange(extent)
    return places


def _strided_window(source, offset, shape, strides):
    """The elements source[offset + strides[0] * i + strides[1] * j + ...], and 0 where there is none."""
    if 0 in shape or not len(source):
        return jnp.zeros(shape, source.dtype)
    places = _places(offset, shape, strides)
    inside = (places >= 0) & (places < len(source))
    return jnp.where(inside, source[jnp.where(inside, places, 0)], jnp.zeros((), source.dtype))


def _strided(source, offset, shape, strides):
    """The array with the elements source[offset + strides[0] * i + strides[1] * j + ...]."""
    if 0 in shape:
        return jnp.zeros(shape, source.dtype)
    low, high = _reach(offset, shape, strides)
    if low < 0 or high >= len(source):
        raise PreconditionError(f"expected {high + 1} elements from {low} on, got {len(source)}")
    return source[_places(offset, shape, strides)]


# ---------------------------------------------------------------- recurrences


def _recurred(ops, elements, start, axis, dtype=None):
    """What a recurrence comes to at the end of an axis."""
    return _steps(ops, elements, start, axis, dtype)[0]


def _recurrence(ops, elements, start, axis, dtype=None):
    """All values of y along an axis, to which elements are applied in turn: y = y * a + b by ("mul", "add").

    With `dtype`, each step is exact and is then reduced into the range of that type.
    """
    return jnp.moveaxis(_steps(ops, elements, start, axis, dtype)[1], 0, axis)


def _steps(ops, elements, start, axis, dtype):
    """The last value of a recurrence along an axis, and all of them along the first axis, in order."""
    y = _start(elements[-1] if dtype is None else elements[-1].astype(dtype), axis, start)

    def step(y, row):
        y = _stepped(ops, row, y) if dtype is None else _exactly(ops, row, y).astype(dtype)
        return y, y

    return lax.scan(step, y, tuple(jnp.moveaxis(x, axis, 0) for x in elements))


def _stepped(ops, elements, y):
    """Where a step of a recurrence takes y."""
    for op, x in zip(ops, elements):
        if op == "mul":
            y = y * x
        elif op == "add":
            y = y + x
        elif op == "mod":
            y = _mod(y, x)
        elif op == "reset":
            y = jnp.where(x, jnp.zeros_like(y), y)
        else:
            y = jnp.where(y < x if op == "max" else x < y, x, y)
    return y


def _exactly(ops, elements, y):
    """Where a sum and bounds take an integer, in 64 bits; `beyond` is where the sum left them."""
    y = y.astype(jnp.int64)
    total = y + elements[0]
    beyond = jnp.where((y >= 0) & (elements[0] >= 0) & (total < 0), 1, 0)
    beyond = jnp.where((y < 0) & (elements[0] < 0) & (total >= 0), -1, beyond)
    for op, x in zip(ops[1:], elements[1:]):
        if op == "max":
            bound = (beyond < 0) | ((beyond == 0) & (total < x))
        else:
            bound = (beyond > 0) | ((beyond == 0) & (x < total))
        total, beyond = jnp.where(bound, x, total), jnp.where(bound, 0, beyond)
    return total


def _switching(a, b, start, axis):
    """All truth values y = (y and a) != b along an axis: how often it turned since y was forgotten last."""
    first = _start(a, axis, start)
    a, b = jnp.moveaxis(a, axis, 0), jnp.moveaxis(b, axis, 0)
    turned = jnp.cumsum(b, 0) % 2 != 0
    places = jnp.arange(len(a)).reshape(-1, *[1] * (a.ndim - 1))
    last = lax.cummax(jnp.where(a, -1, places), 0)
    before = jnp.where(last < 0, first, jnp.take_along_axis(turned ^ b, jnp.maximum(last, 0), 0))
    return jnp.moveaxis(turned ^ before, 0, axis)


def _switched(a, b, start, axis):
    """What the truth value y = (y and a) != b comes to at the end of an axis."""
    if not a.shape[axis]:
        return _start(a, axis, start)
    return jnp.moveaxis(_switching(a, b, start, axis), axis, 0)[-1]
