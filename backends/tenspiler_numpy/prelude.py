"""Functions that emitted modules include where they need them; their text here is what is included.

Emitted modules are kept free of annotations, and import NumPy alone.
"""
# pyright: basic, reportArgumentType=false
# ruff: noqa: B905

import numpy as np

from tenspiler.backend.emission.prelude_arguments import (
    PreconditionError,
    _each_row,
    _forwards,
    _one_after_another,
    _reach,
    _rows_apart,
)

# ---------------------------------------------------------------- numbers


def _integer(name, value, dtype=None):
    """An argument as a Python integer that `dtype` can hold."""
    if not isinstance(value, (int, np.integer, np.bool_)):
        raise PreconditionError(f"expected an integer for `{name}`, got {value!r:.60}")
    value = int(value)
    if dtype is not None and not np.iinfo(dtype).min <= value <= np.iinfo(dtype).max:
        raise PreconditionError(f"expected `{name}` to fit {dtype.__name__}, got {value}")
    return value


def _real(name, value, dtype):
    """An argument as a floating-point scalar."""
    if type(value) is float and dtype is np.float64:
        return dtype(value)
    if isinstance(value, (int, np.integer, np.bool_)):
        value = int(value)
        if abs(value) > 2**53 and (abs(value) > 2**1023 or int(float(value)) != value):
            raise PreconditionError(f"expected a float for `{name}`, got {value!r:.60}")
    elif not isinstance(value, (float, np.floating)):
        raise PreconditionError(f"expected a number for `{name}`, got {value!r:.60}")
    with np.errstate(over="ignore"):
        return dtype(value)


def _boolean(name, value):
    """An argument as a bool."""
    if not isinstance(value, (bool, np.bool_)):
        raise PreconditionError(f"expected a bool for `{name}`, got {value!r:.60}")
    return bool(value)


# ---------------------------------------------------------------- arrays


def _array(name, value, dtype, rank):
    """An argument that has to be an array of one dtype and rank."""
    if type(value) not in (np.ndarray, np.memmap):
        raise PreconditionError(f"expected an array for `{name}`, got {type(value).__name__}")
    if value.dtype != dtype or value.ndim != rank:
        expected, got = f"{rank} axes of {dtype.__name__}", f"{value.ndim} axes of {value.dtype}"
        raise PreconditionError(f"expected `{name}` to have {expected}, got {got}")
    return value


def _buffer(name, value, dtype):
    """An argument that has to be an array of one dtype, its elements in a row in memory."""
    if type(value) not in (np.ndarray, np.memmap):
        raise PreconditionError(f"expected an array for `{name}`, got {type(value).__name__}")
    if value.dtype != dtype:
        raise PreconditionError(f"expected `{name}` to hold {dtype.__name__}, got {value.dtype}")
    if not value.flags.c_contiguous:
        raise PreconditionError(f"expected `{name}` to be contiguous, got strides {value.strides}")
    return value


# ---------------------------------------------------------------- operators


def _in_order(ufunc, values, axis, initial):
    """The sum or product along an axis, from an initial value on, one element after the other."""
    values = np.moveaxis(values, axis, 0)
    shape = np.broadcast_shapes(np.shape(initial), values.shape[1:])
    total = np.full(shape, initial, values.dtype)
    if total.size >= 64:
        for row in values:
            ufunc(total, row, out=total)
        return total
    totals = np.empty((1 + len(values), *shape), values.dtype)
    totals[0] = total
    totals[1:] = np.expand_dims(values, tuple(range(1, 2 + len(shape) - values.ndim)))
    return ufunc.accumulate(totals)[-1]


def _largest(values, axis, initial):
    """The largest along an axis as a loop finds it: a NaN is passed over unless it comes first."""
    initial = np.asarray(initial, values.dtype)
    found = np.maximum(np.max(values, axis=axis, initial=-np.inf), initial)
    if not np.any(np.isnan(found) | (found == 0)):
        return found
    return _first_extreme(np.fmax, values, axis, np.broadcast_to(initial, np.shape(found)))


def _smallest(values, axis, initial):
    """The smallest along an axis as a loop finds it: a NaN is passed over unless it comes first."""
    initial = np.asarray(initial, values.dtype)
    found = np.minimum(np.min(values, axis=axis, initial=np.inf), initial)
    if not np.any(np.isnan(found) | (found == 0)):
        return found
    return _first_extreme(np.fmin, values, axis, np.broadcast_to(initial, np.shape(found)))


def _first_extreme(extreme, values, axis, initial):
    """The first element equal to the extreme, the initial value counting as the very first."""
    values = np.broadcast_to(np.moveaxis(values, axis, -1), (*initial.shape, values.shape[axis]))
    values = np.concatenate([initial[..., None], values], -1)
    best = extreme.reduce(values, axis=-1, keepdims=True)
    place = np.argmax(values == best, axis=-1, keepdims=True)
    found = np.take_along_axis(values, place, -1)[..., 0]
    return np.where(np.isnan(initial), initial, found)[()]


def _extremes_so_far(extreme, values, axis):
    """The largest or smallest of the elements so far as a loop finds it: a NaN is passed over."""
    found = extreme.accumulate(values, axis=axis)
    if not np.any(np.isnan(found) | (found == 0)):
        return found
    known = np.where(np.isnan(values), -np.inf if extreme is np.maximum else np.inf, values)
    known = np.moveaxis(known.astype(values.dtype), axis, 0)
    best = extreme.accumulate(known, axis=0)
    better = known[1:] > best[:-1] if extreme is np.maximum else known[1:] < best[:-1]
    place = np.zeros(known.shape, np.intp)
    place[1:] = better * np.arange(1, len(known)).reshape(-1, *[1] * (known.ndim - 1))
    return np.moveaxis(np.take_along_axis(known, np.maximum.accumulate(place, axis=0), 0), 0, axis)


def _segments(starts, stops, extent):
    """The places of all segments, one segment after the other, and for each place its segment."""
    starts, stops = np.ravel(np.clip(starts, 0, extent)), np.ravel(np.clip(stops, 0, extent))
    counts = np.maximum(stops - starts, 0)
    ends = np.cumsum(counts)
    total = int(np.sum(counts))
    segment = np.cumsum(np.bincount(ends, minlength=total + 1)[:total])
    shift = starts - (ends - counts)
    shifts = shift[counts > 0]
    if total and np.all(shifts == shifts[0]):  # one after the other already
        return segment, slice(shifts[0], shifts[0] + total)
    return segment, np.arange(total) + shift[segment]


def _segment(ufunc, values, axis, starts, stops, initial):
    """The fold of each segment of an axis, from an initial value on, one element after the other."""
    values = np.moveaxis(values, axis, 0)
    segment, places = _segments(starts, stops, len(values))
    shape = (*np.shape(starts), *values.shape[1:])
    total = np.full(shape, initial, values.dtype)
    sums = ufunc is np.add and values.dtype == np.float64 and values.ndim == 1 and len(segment)
    if sums and not np.any(total) and not np.any(np.signbit(total)):
        return np.bincount(segment, values[places], total.size).reshape(shape)[()]
    ufunc.at(total.reshape(np.size(starts), *values.shape[1:]), segment, values[places])
    return total[()]


def _segment_extreme(extreme, values, axis, starts, stops, initial):
    """The extreme of each segment as a loop finds it: a NaN is passed over unless it comes first."""
    found = np.asarray(_segment(extreme, values, axis, starts, stops, initial))
    if not np.any(np.isnan(found) | (found == 0) | np.isnan(initial)):
        return found[()]
    values = np.moveaxis(values, axis, 0)
    segment, places = _segments(starts, stops, len(values))
    values, best = values[places], found.reshape(np.size(starts), *values.shape[1:])
    count = np.arange(len(values)).reshape(-1, *[1] * (values.ndim - 1))
    place = np.where(values == best[segment], count, len(values))
    where = np.full(best.shape, len(values))
    np.minimum.at(where, segment, place)
    padded = np.concatenate([values, np.zeros_like(values, shape=(1, *values.shape[1:]))])
    first = np.take_along_axis(padded, where, 0).reshape(found.shape)
    initial = np.broadcast_to(initial, found.shape)
    return np.where(np.isnan(initial) | (initial == found), initial, first)[()]


def _last_segment(starts, stops, extent):
    """For each place the last of the segments that have it; -1 where none has.

    Of each segment two parts are marked that cover it, as long as the greatest power of two that it holds;
    then each mark goes to the two halves of its part, the longest parts first.
    """
    starts, stops = np.clip(starts, 0, extent), np.clip(stops, 0, extent)
    sizes = np.frexp(np.maximum(stops - starts, 0).astype(np.float64))[1] - 1
    found = np.full(extent, -1)
    for size in range(max(int(np.max(sizes, initial=-1)), 0), -1, -1):
        here = np.nonzero(sizes == size)[0]
        marks = np.full(extent, -1)
        marks[starts[here]] = here
        ends = np.full(extent, -1)
        ends[stops[here] - 2**size] = here
        found = np.maximum(found, np.maximum(marks, ends))
        if size:
            half = 2 ** (size - 1)
            found[half:] = np.maximum(found[half:], found[:-half])
    return found


def _truncdiv(a, b):
    """The quotient rounded towards zero, as in C."""
    quotient = a // b
    return quotient + ((quotient * b != a) & ((a < 0) != (b < 0)))


def _power(x, y):
    """`x ** y` as C has it: for a half, NumPy takes the square root, which differs at -inf and -0.0."""
    return np.power(np.where(x == -np.inf, np.inf, x) + 0.0 if abs(y) == 0.5 else x, y)


def _erf(x):
    """The error function of each element; NumPy has none, and Python's takes one number."""
    from math import erf

    x = np.asarray(x)
    return np.fromiter(map(erf, x.ravel().tolist()), x.dtype, x.size).reshape(x.shape)[()]


def _erfc(x):
    """What the error function lacks of one, for each element."""
    from math import erfc

    x = np.asarray(x)
    return np.fromiter(map(erfc, x.ravel().tolist()), x.dtype, x.size).reshape(x.shape)[()]


def _int_wrapped(x, dtype):
    """A Python integer reduced into the range of a dtype, as two's complement does."""
    lowest = int(np.iinfo(dtype).min)
    return dtype((x - lowest) % 2 ** np.iinfo(dtype).bits + lowest)


def _int_divide(a, b):
    """The quotient of integers, rounded once, as Python divides them; IEEE 754 where `b` is 0."""
    quick = np.divide(np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64))
    a, b = np.asarray(a), np.asarray(b)
    if all(np.all((x >= -(2**53)) & (x <= 2**53)) for x in (a, b)):
        return quick
    zero = np.asarray(b == 0)
    exact = np.asarray(a.astype(object) / np.where(zero, 1, b.astype(object))).astype(np.float64)
    return np.where(zero, quick, exact)[()]


def _gather(source, *indices):
    """The elements at the given positions; zeros if there are no elements."""
    if source.size == 0:
        return np.zeros(np.broadcast_shapes(*map(np.shape, indices)), source.dtype)[()]
    return source[indices]


def _first(mask, axis):
    """The first place along an axis at which a mask holds; its extent where there is none."""
    extent = mask.shape[axis]
    if not extent:
        return np.zeros((*mask.shape[:axis], *mask.shape[axis + 1 :]), np.int64)[()]
    return np.where(mask.any(axis), mask.argmax(axis), extent)[()]


def _last(mask, axis):
    """The last place along an axis at which a mask holds; -1 where there is none."""
    extent = mask.shape[axis]
    if not extent:
        return np.full((*mask.shape[:axis], *mask.shape[axis + 1 :]), -1, np.int64)[()]
    return np.where(mask.any(axis), extent - 1 - np.flip(mask, axis).argmax(axis), -1)[()]


def _place(extreme, better, search, values, axis, start):
    """Where an element was last better than all before, which begin with the initial or the first one."""
    if start is None:
        if values.shape[axis] < 2:
            return np.zeros((*values.shape[:axis], *values.shape[axis + 1 :]), np.int64)[()]
        start, values = np.split(values, [1], axis)
        return _place(extreme, better, search, values, axis, np.squeeze(start, axis)) + 1
    if not values.size:
        return np.full((*values.shape[:axis], *values.shape[axis + 1 :]), -1, np.int64)[()]
    best = extreme.reduce(values, axis=axis, keepdims=True)  # but for NaN
    place = search(values == best, axis)
    return np.where(better(np.squeeze(best, axis), start), place, -1)[()]


def _argmin(values, axis, start=None):
    """The first place of the smallest along an axis, -1 if none is smaller than the initial value."""
    return _place(np.fmin, np.less, _first, values, axis, start)


def _argmax(values, axis, start=None):
    """The first place of the largest along an axis, -1 if none is larger than the initial value."""
    return _place(np.fmax, np.greater, _first, values, axis, start)


def _last_argmin(values, axis, start=None):
    """The last place of the smallest along an axis, -1 if all are larger than the initial value."""
    return _place(np.fmin, np.less_equal, _last, values, axis, start)


def _last_argmax(values, axis, start=None):
    """The last place of the largest along an axis, -1 if all are smaller than the initial value."""
    return _place(np.fmax, np.greater_equal, _last, values, axis, start)


def _place_where(extreme, search, values, mask, axis):
    """Where an element that is selected was last better than all selected before; -1 if none is selected."""
    if not values.size:
        return np.full((*values.shape[:axis], *values.shape[axis + 1 :]), -1, np.int64)[()]
    begin = np.expand_dims(mask.argmax(axis), axis)
    start = np.take_along_axis(values, begin, axis)
    best = extreme.reduce(np.where(mask, values, start), axis=axis, keepdims=True)  # but for NaN
    place = np.where(start == start, np.expand_dims(search(mask & (values == best), axis), axis), begin)
    return np.where(mask.any(axis), np.squeeze(place, axis), -1)[()]


def _argmin_where(values, mask, axis):
    """The first place of the smallest of those along an axis that a mask selects; -1 without any."""
    return _place_where(np.fmin, _first, values, mask, axis)


def _argmax_where(values, mask, axis):
    """The first place of the largest of those along an axis that a mask selects; -1 without any."""
    return _place_where(np.fmax, _first, values, mask, axis)


def _last_argmin_where(values, mask, axis):
    """The last place of the smallest of those along an axis that a mask selects; -1 without any."""
    return _place_where(np.fmin, _last, values, mask, axis)


def _last_argmax_where(values, mask, axis):
    """The last place of the largest of those along an axis that a mask selects; -1 without any."""
    return _place_where(np.fmax, _last, values, mask, axis)


def _take(source, axis, start, length, step):
    """The elements at `start`, `start + step`, ... along an axis; none start anywhere."""
    return np.take(source, (start if length else 0) + step * np.arange(length), axis=axis)


def _window(source, axis, start, length, step):
    """The elements at `start`, `start + step`, ... along an axis; zeros where there is none."""
    extent = source.shape[axis]
    if source.size == 0:
        shape = (*source.shape[:axis], min(max(length, 0), 2**56), *source.shape[axis + 1 :])
        return np.zeros(shape, source.dtype)
    if step > 0 and start >= 0 and start + step * (length - 1) < extent:
        return source[(*[slice(None)] * axis, slice(start, start + step * length, step))]
    start = min(max(start, -(2**62)), 2**62)
    places = start + step * np.arange(length)
    found = np.take(source, np.clip(places, 0, extent - 1), axis=axis)
    found[(*[slice(None)] * axis, (places < 0) | (places >= extent))] = 0
    return found


def _paste(target, part, starts, steps):
    """Replace target[start + step * k] by part[k] for every `k` with which it is inside."""
    box, kept = [], []
    for start, step, count, extent in zip(starts, steps, part.shape, target.shape):
        first = max(-(start // step), 0)
        last = max(min(-((start - extent) // step), count), first)
        box.append(slice(start + step * first, start + step * last, step))
        kept.append(slice(first, last))
    target[tuple(box)] = part[tuple(kept)]


def _scatter(target, part, *indices):
    """Put part[j] at the place (i[j], k[j], ...), the last one where several meet, and none outside."""
    inside = np.ones(len(part), bool)
    for places, extent in zip(indices, target.shape):
        inside &= (places >= 0) & (places < extent)
    if not inside.all():
        part, indices = part[inside], [places[inside] for places in indices]
    target[tuple(indices)] = part


def _repeat(rows, counts):
    """Each row as often as its count says; a count below zero is none."""
    return np.repeat(rows, np.maximum(counts, 0), axis=0)


def _ragged_range(counts):
    """0, 1, ... as far as each count says, one after the other; a count below zero is none."""
    counts = np.maximum(counts, 0)
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


def _by_key(values, keys, sought=None):
    """Elements in a stable order by key, that order, and where in it the run of each one's key begins.

    What is sought comes as elements of its own, each before the one at its place; those are the even ones.
    """
    if sought is not None:
        keys = np.stack([sought, keys], -1).reshape(*keys.shape[:-1], -1)
        values = np.stack([np.zeros_like(values), values], -1).reshape(keys.shape)
    order = np.argsort(keys, axis=-1, kind="stable")
    keys = np.take_along_axis(keys, order, -1)
    begins = np.zeros(keys.shape, np.int64)
    begins[..., 1:] = np.where(keys[..., 1:] != keys[..., :-1], np.arange(1, max(keys.shape[-1], 1)), 0)
    return np.take_along_axis(values, order, -1), order, np.maximum.accumulate(begins, axis=-1)


def _in_place(found, order, sought=None):
    """What was found of elements in some order, in their own places."""
    whole = np.empty_like(found)
    np.put_along_axis(whole, order, found, -1)
    return whole if sought is None else whole[..., ::2]


def _earlier_add(values, keys, sought=None):
    """What the elements before each one add up to that have the key which is sought there."""
    parts, order, begins = _by_key(values, keys, sought)
    sums = np.cumsum(parts, axis=-1, dtype=parts.dtype) - parts
    return _in_place(sums - np.take_along_axis(sums, begins, -1), order, sought)


def _earlier_last(mask, keys, sought=None):
    """The last place before each one with a mark, and with the key which is sought there; -1 without any."""
    marks, order, begins = _by_key(mask, keys, sought)
    if not marks.size:
        return np.zeros(keys.shape, np.int64)
    latest = np.full(marks.shape, -1)
    np.maximum.accumulate(
        np.where(marks, np.arange(marks.shape[-1]), -1)[..., :-1], axis=-1, out=latest[..., 1:]
    )
    places = np.take_along_axis(order, np.maximum(latest, 0), -1)
    found = np.where(latest >= begins, places if sought is None else places // 2, -1)
    return _in_place(found, order, sought)


def _earlier_or(mask, keys, sought=None):
    """Whether any element before each one has a mark, and the key which is sought there."""
    return _earlier_last(mask, keys, sought) >= 0


def _landings(shape, part, indices):
    """What has a place inside an array, and where, in order: along axes in common each at its own place."""
    common, inside = indices[0].ndim - 1, np.ones(indices[0].shape, bool)
    for places, extent in zip(indices, shape[common:]):
        inside &= (places >= 0) & (places < extent)
    if not common and inside.all():
        return part, indices
    rows = np.nonzero(inside)
    return part[rows], (*rows[:common], *(places[rows] for places in indices))


def _accumulated(ufunc, target, part, *indices):
    """A copy of an array in which each part is combined with what is at its place, in their order."""
    target = np.array(target)
    part, places = _landings(target.shape, part, indices)
    ufunc.at(target, places, part)
    return target


def _accumulated_extreme(extreme, target, part, *indices):
    """As `_accumulated`, as a loop finds extremes: a NaN is passed over unless it was there."""
    part, places = _landings(target.shape, part, indices)
    if not part.size:
        return np.array(target)
    written = target.shape[: len(places)]
    flat = np.ravel_multi_index(places, written)
    counts = np.bincount(flat, minlength=int(np.prod(written)))
    ends = np.cumsum(counts)
    part = part[np.argsort(flat, kind="stable")]
    rows = target.reshape(len(counts), *target.shape[len(places) :])
    return _segment_extreme(extreme, part, 0, ends - counts, ends, rows).reshape(target.shape)


def _rows(target, part, offset, strides):
    """Rows of an array with their places offset + strides[0] * r + ... + c, those that there are.

    What is yielded together overlaps in no place.
    """
    first, distances, turned = _forwards(offset, part.shape, strides)
    if _rows_apart(first, part.shape, distances, len(target)):
        steps = tuple(s * target.itemsize for s in (*distances, 1))
        places = np.lib.stride_tricks.as_strided(target[first:], part.shape, steps)
        yield np.flip(part, turned), places
        return
    for index, inside, places in _each_row(offset, part.shape, strides, len(target)):
        yield part[index][inside], target[places]


def _put_rows(target, part, offset, strides):
    """Put part[r, c] at offset + strides[0] * r + c, one row after the other."""
    if part.size:
        for row, places in _rows(target, part, offset, strides):
            places[...] = row


def _add_rows(target, part, offset, strides):
    """Add part[r, c] to what is at offset + strides[0] * r + c, one row after the other."""
    if part.size:
        for row, places in _rows(target, part, offset, strides):
            places += row


def _mul_rows(target, part, offset, strides):
    """Multiply what is at offset + strides[0] * r + c by part[r, c], one row after the other."""
    if part.size:
        for row, places in _rows(target, part, offset, strides):
            places *= row


def _strided(source, offset, shape, strides):
    """The view with the elements source[offset + strides[0] * i + strides[1] * j + ...]."""
    if 0 in shape:
        return np.empty(shape, source.dtype)
    low, high = _reach(offset, shape, strides)
    if low < 0 or high >= len(source):
        raise PreconditionError(f"expected {high + 1} elements from {low} on, got {len(source)}")
    steps = tuple(stride * source.strides[0] for stride in strides)
    return np.lib.stride_tricks.as_strided(source[offset:], shape, steps, writeable=False)


def _strided_window(source, offset, shape, strides):
    """The elements source[offset + strides[0] * i + strides[1] * j + ...], and 0 where there is none."""
    if 0 not in shape:
        low, high = _reach(offset, shape, strides)
        if low >= 0 and high < len(source):
            return _strided(source, offset, shape, strides)
    if 0 in shape or not len(source):
        return np.zeros(shape, source.dtype)
    places = np.array(offset)
    for stride, extent in zip(strides, shape):
        places = places[..., None] + stride * np.arange(extent)
    inside = (places >= 0) & (places < len(source))
    return np.where(inside, source[np.where(inside, places, 0)], source.dtype.type(0))


def _seeded(op, x, first, axis):
    """A copy of `x` whose first element along an axis is `op(first, element)`."""
    result = x.copy()
    head = np.moveaxis(result, axis, 0)[:1]
    head[...] = op(first, head)
    return result


# ---------------------------------------------------------------- recurrences


def _recurred(ops, elements, start, axis, dtype=None):
    """What a recurrence comes to at the end of an axis."""
    last = elements[-1]
    if not last.shape[axis]:
        rest = (*last.shape[:axis], *last.shape[axis + 1 :])
        return np.broadcast_to(np.asarray(start, dtype or last.dtype), rest).copy()[()]
    return np.moveaxis(_recurrence(ops, elements, start, axis, dtype), axis, 0)[-1]


def _recurrence(ops, elements, start, axis, dtype=None):
    """All values of y along an axis, to which elements are applied in turn: y = y * a + b by ("mul", "add").

    With `dtype`, each step is exact and is then reduced into the range of that type.
    """
    shape, kind = elements[-1].shape, elements[-1].dtype
    if not elements[-1].size:
        return np.empty(shape, dtype or kind)
    elements = [np.moveaxis(x, axis, 0) for x in elements]
    length, *rest = elements[-1].shape
    y = np.broadcast_to(np.asarray(start, dtype or kind), rest)
    short = length < 64 or y.size >= 64
    found = None if short and dtype is None else _in_blocks(ops, elements, y, dtype is not None)
    if found is None and dtype is not None:
        bounds = int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
        *rows, first = ([*x.reshape(len(x), -1).T.tolist()] for x in (*elements, y[None]))
        found = [_one_after_another(ops, row[:-1], row[-1][0], bounds) for row in zip(*rows, first)]
        found = np.array(found, dtype).T.reshape(length, *rest)
    if found is None and len(shape) == 1 and kind == np.float64:
        found = np.array(_one_after_another(ops, [x.tolist() for x in elements], y.item()), kind)
    if found is None:
        found = _row_after_row(ops, elements, y)
    return np.moveaxis(found, 0, axis)


def _row_after_row(ops, elements, y):
    """All values of a recurrence along the first axis, in the order of the elements."""
    found = np.empty(elements[-1].shape, elements[-1].dtype)
    for k, row in enumerate(zip(*elements)):
        for op, x in zip(ops, row):
            if op == "mul":
                y = np.multiply(y, x)
            elif op == "add":
                y = np.add(y, x)
            elif op == "mod":
                y = np.mod(y, x)
            elif op == "reset":
                y = np.where(x, y.dtype.type(0), y)
            else:
                y = np.where(y < x if op == "max" else x < y, x, y)
        found[k] = y
    return found


def _in_blocks(ops, elements, y, exact):
    """All values of a recurrence along the first axis, by maps of `y` that are composed block by block.

    None where that could lose digits, or leave the type, that steps in order would not: where factors
    above 1 make errors grow, and where anything is not finite.
    """
    floats, dtype, length = elements[-1].dtype.kind == "f", y.dtype, len(elements[-1])
    if floats and "mul" in ops and not np.all(np.abs(elements[ops.index("mul")]) <= 1):
        return None
    if "mod" in ops:
        elements = _remainders(*elements, y)
        if elements is None:
            return None
    bounded = not floats and "mul" not in ops
    if bounded:
        farthest = [max(-int(x.min()), int(x.max())) for x in (*elements, y)]
        if length * farthest[0] + sum(farthest[1:]) >= 2**63:
            return None
        *elements, y = (x.astype(np.int64, copy=False) for x in (*elements, y))
    start, width = y, int(length**0.5)
    count = length // width
    whole = width * count
    maps = [x[:whole].reshape(count, width, *y.shape).swapaxes(0, 1).copy() for x in elements]
    for k in range(1, width):
        _compose(ops, [x[k - 1] for x in maps], [x[k] for x in maps])
    starts = np.empty((count, *y.shape), elements[-1].dtype)
    for k in range(count):
        starts[k] = y
        y = _stepped(ops, [x[-1, k] for x in maps], y)
    blocks = _stepped(ops, maps, starts).swapaxes(0, 1).reshape(whole, *y.shape)
    found = np.concatenate((blocks, _row_after_row(ops, [x[whole:] for x in elements], y)))
    if floats:
        return found if np.all(np.isfinite(found)) else None
    if bounded:
        sums = found if exact else np.concatenate((start[None], found[:-1])) + elements[0]
        if sums.min() < np.iinfo(dtype).min or sums.max() > np.iinfo(dtype).max:
            return None
    return found.astype(dtype, copy=False)


def _stepped(ops, elements, y):
    """Where a step of a recurrence takes y, a NaN to a NaN."""
    for op, x in zip(ops, elements):
        if op == "reset":
            y = np.where(x, np.zeros_like(y), y)
        else:
            apply = {"mul": np.multiply, "add": np.add, "max": np.maximum, "min": np.minimum, "mod": np.mod}
            y = apply[op](y, x)
    return y


def _remainders(a, b, m, y):
    """What a recurrence by a remainder takes in, as remainders; None if a product of them leaves the type."""
    least = int(m.flat[0])
    if least <= 0 or np.any(m != least):
        return None
    farthest = [max(-int(x.min()), int(x.max()), least) for x in (a, b, y)]
    if (farthest[0] + 1) * (farthest[2] + 1) + farthest[1] > min(np.iinfo(y.dtype).max, 2**63 - 1):
        return None
    return [np.mod(a, m), np.mod(b, m), m]


def _compose(ops, before, after):
    """Make of a step the map of that step after the one before it, in place.

    What `y` is multiplied with or added to meets the like; what is put in later takes the step itself.
    """
    inner = 1 + ops.index("mul") if "mul" in ops else 1
    outer = [_stepped(ops, after, x) for op, x in zip(ops[inner:], before[inner:]) if op != "mod"]
    for op, x, later in zip(ops, before, after[:inner]):
        later[...] = x | later if op == "reset" else x * later if op == "mul" else x + later
    if "mod" in ops:
        after[0][...] = np.mod(after[0], after[-1])
    for later, x in zip(after[inner:], outer):
        later[...] = x


def _switching(a, b, start, axis):
    """All truth values y = (y and a) != b along an axis: how often it turned since y was forgotten last."""
    a, b = np.moveaxis(a, axis, 0), np.moveaxis(b, axis, 0)
    turned = np.logical_xor.accumulate(b)
    places = np.arange(len(a)).reshape(-1, *[1] * (a.ndim - 1))
    last = np.maximum.accumulate(np.where(a, -1, places))
    at = np.maximum(last, 0)
    before = np.where(last < 0, start, np.take_along_axis(turned ^ b, at, 0))
    return np.moveaxis(turned ^ before, 0, axis)


def _switched(a, b, start, axis):
    """What the truth value y = (y and a) != b comes to at the end of an axis."""
    if not a.shape[axis]:
        return np.broadcast_to(np.asarray(start), (*a.shape[:axis], *a.shape[axis + 1 :])).copy()[()]
    return np.moveaxis(_switching(a, b, start, axis), axis, 0)[-1]


# ---------------------------------------------------------------- intervals of integers


def _range_of(x):
    """The least and the greatest of some integers."""
    return (int(np.min(x)), int(np.max(x))) if np.size(x) else (0, 0)


def _range_of_floats(x):
    """The least and the greatest of some floats that become integers."""
    x = np.extract(np.isfinite(x), x)
    return (int(x.min()), int(x.max())) if x.size else (0, 0)


def _range_product(x, axis):
    """Bounds of products of integers along an axis, and of the products of fewer of them."""
    bits = np.sum(np.log2(np.maximum(np.abs(x.astype(np.float64)), 1)), axis=axis)
    bound = int(2.0 ** min(np.max(bits, initial=0) * (1 + 1e-9), 1000)) + 1
    return (-bound, bound) if np.min(x, initial=0) < 0 else (0, bound)
