"""Functions that operators become where PyTorch has no single one, for emitted modules to include."""
# pyright: basic, reportArgumentType=false, reportAttributeAccessIssue=false, reportMissingImports=false
# ruff: noqa: B905

import math

import numpy as np
import torch

from tenspiler.backend.emission.prelude_arguments import (
    PreconditionError,
    _each_row,
    _forwards,
    _one_after_another,
    _reach,
    _rows_apart,
)

# ---------------------------------------------------------------- integers


def _signed(x, bits):
    """A Python integer reduced into the range of signed integers, as two's complement does."""
    return (x + 2 ** (bits - 1)) % 2**bits - 2 ** (bits - 1)


def _truncated(x):
    """Floats truncated to integers of 64 bits, which wrap around; 0 where they are not finite."""
    x = torch.where(torch.isfinite(x), x, 0).to(torch.float64).trunc()
    x = x - torch.trunc(x * 2.0**-64) * 2.0**64
    x = torch.where(x >= 2.0**63, x - 2.0**64, x)
    return torch.where(x < -(2.0**63), x + 2.0**64, x).to(torch.int64)


def _power(x, y):
    """`x ** y` as C has it: for a half, PyTorch takes the square root, which differs at -inf and -0.0."""
    if not torch.is_tensor(y) and abs(y) == 0.5:
        x = torch.where(x == -torch.inf, torch.inf, x) + 0.0
    return torch.pow(x, y)


def _sqrt(x):
    """The square root of 32 bits, correctly rounded, as PyTorch's own is not on the CPU."""
    return torch.sqrt(x.to(torch.float64)).to(torch.float32)


def _fmod(a, b):
    """The remainder of floats, by steps that are exact: PyTorch's own is NaN where `a / b` overflows."""
    if a.dtype == torch.float32:
        return torch.fmod(a.to(torch.float64), b.to(torch.float64)).to(torch.float32)
    a = torch.fmod(torch.fmod(a, b * 2.0**700 * 2.0**700), b * 2.0**700)
    return torch.fmod(a, b)


# ---------------------------------------------------------------- reductions and scans


def _start(x, axis, start):
    """The initial values of a reduction: one for each result; more of them make more results."""
    start = torch.as_tensor(start, dtype=x.dtype, device=x.device)
    shape = (*x.shape[:axis], *x.shape[axis + 1 :])
    return torch.broadcast_to(start, torch.broadcast_shapes(start.shape, shape))


def _in_order(op, x, axis, start):
    """The sum or product along an axis, from an initial value on, one element after the other."""
    total = _start(x, axis, start)
    if _is_plain_memory(x) and _is_plain_memory(total) and total.numel() < 64:
        x = torch.broadcast_to(x.movedim(axis, -1), (*total.shape, x.shape[axis]))
        with np.errstate(all="ignore"):
            ufunc = np.add if op is torch.add else np.multiply
            totals = ufunc.accumulate(torch.cat((total[..., None], x), -1).numpy(), axis=-1)
        return torch.tensor(totals[..., -1], dtype=x.dtype)
    for part in x.unbind(axis):
        total = op(total, part)
    return total if x.shape[axis] else total.clone()


def _is_plain_memory(x):
    """Whether NumPy may compute with the elements of a tensor."""
    return not (torch.compiler.is_compiling() or x.requires_grad) and x.device.type == "cpu"


def _amax(x, axis, start):
    """The largest along an axis, and of an initial value."""
    start = _start(x, axis, start)
    return torch.maximum(start, x.amax(axis)) if x.shape[axis] else start.clone()


def _amin(x, axis, start):
    """The smallest along an axis, and of an initial value."""
    start = _start(x, axis, start)
    return torch.minimum(start, x.amin(axis)) if x.shape[axis] else start.clone()


def _largest(x, axis, start):
    """The largest along an axis as a loop finds it: a NaN is passed over unless it comes first."""
    found = _amax(x, axis, start)
    return found if _plain(found) else _first_extreme(x, axis, _start(x, axis, start), 1)


def _smallest(x, axis, start):
    """The smallest along an axis as a loop finds it: a NaN is passed over unless it comes first."""
    found = _amin(x, axis, start)
    return found if _plain(found) else _first_extreme(x, axis, _start(x, axis, start), -1)


def _plain(found):
    """Whether extremes are neither NaN nor zeros; not asked where that would wait for a GPU."""
    if torch.compiler.is_compiling() or found.device.type != "cpu":
        return False
    return not bool(torch.any(found.isnan() | (found == 0)))


def _first_extreme(x, axis, start, sign):
    """The first element equal to the extreme, the initial value counting as the very first."""
    x = torch.broadcast_to(x.movedim(axis, -1), (*start.shape, x.shape[axis]))
    x = torch.cat((start[..., None], x), -1)
    known = torch.where(x.isnan(), -sign * torch.inf, x)
    best = known.amax(-1, keepdim=True) if sign > 0 else known.amin(-1, keepdim=True)
    place = torch.argmax((known == best).to(torch.uint8), -1, keepdim=True)
    return torch.where(start.isnan(), start, known.gather(-1, place)[..., 0])


def _maxima(x, axis, sign=1):
    """The largest (the smallest if `sign` is -1) of the elements so far, as a loop finds it."""
    known = torch.where(x.isnan(), -sign * torch.inf, x).movedim(axis, 0)
    tops = (torch.cummax if sign > 0 else torch.cummin)(known, 0).values
    better = known[1:] > tops[:-1] if sign > 0 else known[1:] < tops[:-1]
    count = torch.arange(1, max(len(known), 1), device=x.device).reshape(-1, *[1] * (x.ndim - 1))
    place = torch.cat((torch.zeros_like(tops[:1], dtype=torch.int64), count * better))
    return known.gather(0, torch.cummax(place, 0).values).movedim(0, axis)


def _fold(op, x, axis, neutral):
    """The fold of an associative, commutative operator along an axis, by halves."""
    x = x.movedim(axis, 0)
    if len(x) < 2:
        return x[0].clone() if len(x) else x.new_full(x.shape[1:], neutral)
    while len(x) > 1:
        half = len(x) // 2
        x = torch.cat((op(x[:half], x[half : 2 * half]), x[2 * half :]))
    return x[0]


def _folds(op, x, axis):
    """All partial folds of an associative operator along an axis, by doubling steps."""
    x, step = x.movedim(axis, 0).clone(), 1
    while step < len(x):
        x, step = torch.cat((x[:step], op(x[:-step], x[step:]))), 2 * step
    return x.movedim(0, axis)


def _larger(a, b):
    """The larger of two as a loop finds it, which passes over a NaN that does not come first."""
    return torch.where(a < b, b, a)


def _smaller(a, b):
    """The smaller of two as a loop finds it, which passes over a NaN that does not come first."""
    return torch.where(b < a, b, a)


def _segment(op, x, axis, starts, stops, start):
    """The fold of each segment of an axis by an associative operator, from an initial value on."""
    x = x.movedim(axis, 0)
    starts, stops = (torch.as_tensor(n, device=x.device).clamp(0, len(x)) for n in (starts, stops))
    shape, counts = (*starts.shape, *x.shape[1:]), (stops - starts).clamp(min=0).reshape(-1)
    start = torch.as_tensor(start, dtype=x.dtype, device=x.device)
    total = torch.broadcast_to(start, shape).reshape(len(counts), *x.shape[1:]).clone()
    segment = torch.repeat_interleave(torch.arange(len(counts), device=x.device), counts)
    place = torch.arange(len(segment), device=x.device) - (counts.cumsum(0) - counts)[segment]
    x = x[starts.reshape(-1)[segment] + place]
    if op is torch.add:
        return total.index_add(0, segment, x).reshape(shape)
    if op in (_larger, _smaller):  # a NaN stays only where it is the initial value
        x = torch.where(x.isnan(), -torch.inf if op is _larger else torch.inf, x)
    while len(x) > len(counts) or bool(
        (place > 0).any()
    ):  # neighbours are combined, which halves the segments
        even = place % 2 == 0
        left = torch.nonzero(even[:-1] & ~even[1:] & (segment[1:] == segment[:-1]))[:, 0]
        x = x.index_copy(0, left, op(x[left], x[left + 1]))[even]
        segment, place = segment[even], place[even] // 2
    return total.index_copy(0, segment, op(total[segment], x)).reshape(shape)


def _seeded(op, x, first, axis):
    """A copy of `x` whose first element along an axis is `op(first, element)`."""
    result = x.clone()
    head = result.movedim(axis, 0)[:1]
    head.copy_(op(head, first))
    return result


# ---------------------------------------------------------------- sums of products


def _matmul(a, b):
    """The product of matrices or vectors of integers, which PyTorch has on the CPU only."""
    return a @ b if a.device.type == "cpu" else _summed_product(a, b)


def _summed_product(a, b):
    """The product of matrices or vectors, by sums of some rows of products at a time."""
    rows = a if a.ndim == 2 else a[None]
    columns = b if b.ndim == 2 else b[:, None]
    size = max(1, 2**24 // max(1, columns.numel()))
    blocks = [torch.sum(part[:, :, None] * columns, 1, dtype=a.dtype) for part in rows.split(size)]
    shape = (*a.shape[:-1], *b.shape[1:])
    return torch.cat(blocks).reshape(shape) if blocks else a.new_zeros(shape)


def _einsum(spec, *operands):
    """A sum of products of integers, which PyTorch has on the CPU only."""
    if operands[0].device.type == "cpu":
        return torch.einsum(spec, *operands).to(operands[0].dtype)
    return _sum_of_products(spec, *operands)


def _sum_of_products(spec, *operands):
    """A sum of products, by one tensor that holds all the products."""
    sources, _, result = spec.partition("->")
    letters = result + "".join(sorted(set(sources) - {*result, ","}))
    factors = []
    for source, operand in zip(sources.split(","), operands):
        own = [letter for letter in letters if letter in source]
        factor = torch.einsum(f"{source}->{''.join(own)}", operand)
        shape = iter(factor.shape)
        factors.append(factor.reshape([next(shape) if letter in own else 1 for letter in letters]))
    product = math.prod(factors[1:], start=factors[0])
    summed = tuple(range(len(result), len(letters)))
    return torch.sum(product, summed, dtype=product.dtype) if summed else product


# ---------------------------------------------------------------- positions


def _gather(source, *indices):
    """The elements at the given positions; zeros if there are no elements."""
    shapes = [i.shape if isinstance(i, torch.Tensor) else () for i in indices]
    if source.numel() == 0:
        return source.new_zeros(torch.broadcast_shapes(*shapes))
    return source[indices]


def _first(mask, axis):
    """The first place along an axis at which a mask holds; its extent where there is none."""
    extent = mask.shape[axis]
    if extent == 0:
        shape = (*mask.shape[:axis], *mask.shape[axis + 1 :])
        return torch.zeros(shape, dtype=torch.int64, device=mask.device)
    return torch.where(mask.any(axis), mask.to(torch.uint8).argmax(axis), extent)


def _last(mask, axis):
    """The last place along an axis at which a mask holds; -1 where there is none."""
    extent = mask.shape[axis]
    if extent == 0:
        shape = (*mask.shape[:axis], *mask.shape[axis + 1 :])
        return torch.full(shape, -1, dtype=torch.int64, device=mask.device)
    return torch.where(mask.any(axis), extent - 1 - mask.to(torch.uint8).flip(axis).argmax(axis), -1)


def _place(sign, better, search, x, axis, start):
    """Where an element was last better than all before, which begin with the initial or the first one."""
    shape = (*x.shape[:axis], *x.shape[axis + 1 :])
    if start is None:
        if x.shape[axis] < 2:
            return torch.zeros(shape, dtype=torch.int64, device=x.device)
        start, x = x.select(axis, 0), x.narrow(axis, 1, x.shape[axis] - 1)
        return _place(sign, better, search, x, axis, start) + 1
    if not x.numel():
        return torch.full(shape, -1, dtype=torch.int64, device=x.device)
    known = torch.where(x.isnan(), -sign * torch.inf, x) if x.is_floating_point() else x
    best = known.amax(axis, keepdim=True) if sign > 0 else known.amin(axis, keepdim=True)
    improved = better(best.squeeze(axis), torch.as_tensor(start, dtype=x.dtype, device=x.device))
    place = search(x == best, axis)
    return torch.where(improved & (place >= 0) & (place < x.shape[axis]), place, -1)


def _argmin(x, axis, start=None):
    """The first place of the smallest along an axis, -1 if none is smaller than the initial value."""
    return _place(-1, torch.lt, _first, x, axis, start)


def _argmax(x, axis, start=None):
    """The first place of the largest along an axis, -1 if none is larger than the initial value."""
    return _place(1, torch.gt, _first, x, axis, start)


def _last_argmin(x, axis, start=None):
    """The last place of the smallest along an axis, -1 if all are larger than the initial value."""
    return _place(-1, torch.le, _last, x, axis, start)


def _last_argmax(x, axis, start=None):
    """The last place of the largest along an axis, -1 if all are smaller than the initial value."""
    return _place(1, torch.ge, _last, x, axis, start)


def _place_where(sign, search, x, mask, axis):
    """Where an element that is selected was last better than all selected before; -1 if none is selected."""
    if not x.numel():
        return torch.full((*x.shape[:axis], *x.shape[axis + 1 :]), -1, dtype=torch.int64, device=x.device)
    begin = mask.to(torch.uint8).argmax(axis, keepdim=True)
    start = x.gather(axis, begin)
    known = torch.where(mask, x, start)
    if x.is_floating_point():
        known = torch.where(known.isnan(), -sign * torch.inf, known)
    best = known.amax(axis, keepdim=True) if sign > 0 else known.amin(axis, keepdim=True)
    place = torch.where(start == start, search(mask & (x == best), axis).unsqueeze(axis), begin)
    return torch.where(mask.any(axis), place.squeeze(axis), -1)


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
    places = (start if length else 0) + step * torch.arange(length, device=source.device)
    return source.index_select(axis, places)


def _window(source, axis, start, length, step):
    """The elements at `start`, `start + step`, ... along an axis; zeros where there is none."""
    extent, length = source.shape[axis], max(length, 0)
    if source.numel() == 0:
        return source.new_zeros((*source.shape[:axis], min(length, 2**56), *source.shape[axis + 1 :]))
    if step > 0 and start >= 0 and start + step * (length - 1) < extent:
        return source[(*[slice(None)] * axis, slice(start, start + step * length, step))]
    start = min(max(start, -(2**62)), 2**62)
    places = start + step * torch.arange(length, device=source.device)
    found = source.index_select(axis, places.clamp(0, extent - 1))
    inside = ((places >= 0) & (places < extent)).reshape(-1, *[1] * (source.ndim - axis - 1))
    return torch.where(inside, found, found.new_zeros(()))


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
    """Put part[j] at the place (i[j], k[j], ...), the last one where several meet, and none outside.

    Of places that meet PyTorch takes any: the last of them is looked for first.
    """
    if not len(part) or not target.numel():
        return
    flat = torch.zeros(len(part), dtype=torch.int64, device=target.device)
    inside = torch.ones(len(part), dtype=torch.bool, device=target.device)
    for places, extent in zip(indices, target.shape):
        inside &= (places >= 0) & (places < extent)
        flat = flat * extent + torch.where(inside, places, 0)
    order = torch.where(inside, torch.arange(len(part), device=target.device), -1)
    last = torch.full((target.numel(),), -1, dtype=torch.int64, device=target.device)
    last = last.scatter_reduce(0, flat, order, "amax").reshape(target.shape)
    target.copy_(torch.where(last >= 0, part[last.clamp(min=0)], target))


def _repeat(rows, counts):
    """Each row as often as its count says; a count below zero is none."""
    return torch.repeat_interleave(rows, counts.clamp(min=0), 0)


def _ragged_range(counts):
    """0, 1, ... as far as each count says, one after the other; a count below zero is none."""
    counts = counts.clamp(min=0)
    before = torch.repeat_interleave(counts.cumsum(0) - counts, counts)
    return torch.arange(len(before), device=counts.device) - before


def _last_segment(starts, stops, extent):
    """For each place the last of the segments that have it; -1 where none has.

    Of each segment two parts are marked that cover it, as long as the greatest power of two that it holds;
    then each mark goes to the two halves of its part, the longest parts first.
    """
    starts, stops = starts.clamp(0, extent), stops.clamp(0, extent)
    sizes = torch.frexp((stops - starts).clamp(min=0).to(torch.float64)).exponent - 1
    order = torch.arange(len(starts), device=starts.device)
    found = torch.full((extent,), -1, dtype=torch.int64, device=starts.device)
    for size in range(max(extent, 1).bit_length() - 1, -1, -1):
        here = sizes == size
        for places in (starts, stops - 2**size):
            marks = torch.where(here, order, -1)
            found = found.scatter_reduce(0, torch.where(here, places, 0), marks, "amax") if extent else found
        if size:
            half = 2 ** (size - 1)
            found = torch.cat((found[:half], torch.maximum(found[half:], found[:-half])))
    return found


def _by_key(values, keys, sought=None):
    """Elements in a stable order by key, that order, and where in it the run of each one's key begins.

    What is sought comes as elements of its own, each before the one at its place; those are the even ones.
    """
    if sought is not None:
        keys = torch.stack((sought, keys), -1).flatten(-2)
        values = torch.stack((torch.zeros_like(values), values), -1).flatten(-2)
    keys, order = torch.sort(keys, dim=-1, stable=True)
    places = torch.arange(keys.shape[-1], device=keys.device)
    begins = torch.zeros_like(order)
    begins[..., 1:] = torch.where(keys[..., 1:] != keys[..., :-1], places[1:], 0)
    return values.gather(-1, order), order, begins.cummax(-1).values


def _in_place(found, order, sought=None):
    """What was found of elements in some order, in their own places."""
    whole = torch.empty_like(found).scatter_(-1, order, found)
    return whole if sought is None else whole[..., ::2]


def _earlier_add(values, keys, sought=None):
    """What the elements before each one add up to that have the key which is sought there."""
    if not values.numel():
        return values.clone()
    parts, order, begins = _by_key(values, keys, sought)
    sums = torch.cumsum(parts, -1, dtype=parts.dtype) - parts
    return _in_place(sums - sums.gather(-1, begins), order, sought)


def _earlier_last(mask, keys, sought=None):
    """The last place before each one with a mark, and with the key which is sought there; -1 without any."""
    if not mask.numel():
        return torch.zeros(mask.shape, dtype=torch.int64, device=mask.device)
    marks, order, begins = _by_key(mask, keys, sought)
    places = torch.arange(marks.shape[-1], device=marks.device)
    latest = torch.full_like(order, -1)
    latest[..., 1:] = torch.where(marks, places, -1)[..., :-1].cummax(-1).values
    places = order.gather(-1, latest.clamp(min=0))
    found = torch.where(latest >= begins, places if sought is None else places // 2, -1)
    return _in_place(found, order, sought)


def _earlier_or(mask, keys, sought=None):
    """Whether any element before each one has a mark, and the key which is sought there."""
    return _earlier_last(mask, keys, sought) >= 0


def _accumulated(op, target, part, *indices):
    """A copy of a tensor in which each part is combined with what is at its place, and none outside."""
    common, inside = indices[0].ndim - 1, torch.ones_like(indices[0], dtype=torch.bool)
    for places, extent in zip(indices, target.shape[common:]):
        inside &= (places >= 0) & (places < extent)
    rows = torch.nonzero(inside, as_tuple=True)
    part, places = part[rows], (*rows[:common], *(places[rows] for places in indices))
    if op is torch.add:
        return target.index_put(places, part, accumulate=True)
    if not part.numel():
        return target.clone()
    written, flat = target.shape[: len(places)], torch.zeros_like(places[0])
    for index, extent in zip(places, written):
        flat = flat * extent + index
    counts = torch.bincount(flat, minlength=math.prod(written))
    part, ends = part[torch.argsort(flat, stable=True)], counts.cumsum(0)
    start = target.reshape(len(counts), *target.shape[len(places) :])
    return _segment(op, part, 0, ends - counts, ends, start).reshape(target.shape)


def _rows(target, part, offset, strides):
    """Rows of a tensor with their places offset + strides[0] * r + ... + c, those that there are.

    What is yielded together overlaps in no place.
    """
    first, distances, turned = _forwards(offset, part.shape, strides)
    if _rows_apart(first, part.shape, distances, len(target)):
        places = target.as_strided(part.shape, (*distances, 1), target.storage_offset() + first)
        yield part.flip(turned) if turned else part, places
        return
    for index, inside, places in _each_row(offset, part.shape, strides, len(target)):
        yield part[index][inside], target[places]


def _put_rows(target, part, offset, strides):
    """Put part[r, c] at offset + strides[0] * r + c, one row after the other."""
    if part.numel():
        for row, places in _rows(target, part, offset, strides):
            places.copy_(row)


def _add_rows(target, part, offset, strides):
    """Add part[r, c] to what is at offset + strides[0] * r + c, one row after the other."""
    if part.numel():
        for row, places in _rows(target, part, offset, strides):
            places += row


def _mul_rows(target, part, offset, strides):
    """Multiply what is at offset + strides[0] * r + c by part[r, c], one row after the other."""
    if part.numel():
        for row, places in _rows(target, part, offset, strides):
            places *= row


def _places(source, offset, shape, strides):
    """The indices offset + strides[0] * i + strides[1] * j + ..., where a tensor is."""
    places = torch.tensor(offset, device=source.device)
    for stride, extent in zip(strides, shape):
        places = places[..., None] + stride * torch.arange(extent, device=source.device)
    return places


def _strided_window(source, offset, shape, strides):
    """The elements source[offset + strides[0] * i + strides[1] * j + ...], and 0 where there is none."""
    if 0 in shape or not len(source):
        return source.new_zeros(shape)
    places = _places(source, offset, shape, strides)
    inside = (places >= 0) & (places < len(source))
    return torch.where(inside, source[torch.where(inside, places, 0)], source.new_zeros(()))


def _strided(source, offset, shape, strides):
    """The tensor with the elements source[offset + strides[0] * i + strides[1] * j + ...]."""
    if 0 in shape:
        return source.new_empty(shape)
    low, high = _reach(offset, shape, strides)
    if low < 0 or high >= len(source):
        raise PreconditionError(f"expected {high + 1} elements from {low} on, got {len(source)}")
    return source[_places(source, offset, shape, strides)]


# ---------------------------------------------------------------- recurrences


def _recurred(ops, elements, start, axis, dtype=None):
    """What a recurrence comes to at the end of an axis."""
    last = elements[-1]
    if not last.shape[axis]:
        return _start(last if dtype is None else last.to(dtype), axis, start).clone()
    return _recurrence(ops, elements, start, axis, dtype).select(axis, -1)


def _recurrence(ops, elements, start, axis, dtype=None):
    """All values of y along an axis, to which elements are applied in turn: y = y * a + b by ("mul", "add").

    With `dtype`, each step is exact and is then reduced into the range of that type.
    """
    x = elements[-1]
    if not x.numel():
        return x.to(dtype or x.dtype, copy=True)
    y, elements = _start(x, axis, start), [e.movedim(axis, 0) for e in elements]
    wide = y.numel() >= 4096 and x.device.type == "cpu"
    short = wide or len(elements[-1]) < 64
    found = None if short and dtype is None else _doubled(ops, elements, y, dtype)
    if found is None and dtype is not None:
        bounds = torch.iinfo(dtype).min, torch.iinfo(dtype).max
        *rows, first = ([*e.reshape(len(e), -1).T.tolist()] for e in (*elements, y[None]))
        found = [_one_after_another(ops, row[:-1], row[-1][0], bounds) for row in zip(*rows, first)]
        found = torch.tensor(found, dtype=dtype, device=x.device).T.reshape(elements[-1].shape)
    if (
        found is None
        and x.ndim == 1
        and x.dtype == torch.float64
        and all(map(_is_plain_memory, (*elements, y)))
    ):
        values = _one_after_another(ops, [e.tolist() for e in elements], y.item())
        found = torch.tensor(values, dtype=x.dtype, device=x.device)
    if found is None:
        found = _row_after_row(ops, elements, y)
    return found.movedim(0, axis)


def _row_after_row(ops, elements, y):
    """All values of a recurrence along the first axis, in the order of the elements."""
    rows = []
    for row in zip(*elements):
        for op, x in zip(ops, row):
            if op == "mul":
                y = y * x
            elif op == "add":
                y = y + x
            elif op == "mod":
                y = torch.remainder(y, x)
            elif op == "reset":
                y = torch.where(x, torch.zeros_like(y), y)
            else:
                y = torch.where(y < x if op == "max" else x < y, x, y)
        rows.append(y)
    return torch.stack(rows) if rows else elements[-1].clone()


def _doubled(ops, elements, y, dtype):
    """All values of a recurrence along the first axis, by maps of `y` that are composed two by two.

    None where that could lose digits, or leave the type, that steps in order would not: where factors
    above 1 make errors grow, and where anything is not finite.
    """
    floats, length = elements[-1].is_floating_point(), len(elements[-1])
    if floats and "mul" in ops and not bool(torch.all(elements[ops.index("mul")].abs() <= 1)):
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
        exact, dtype = dtype is not None, dtype or elements[-1].dtype
        *elements, y = (x.to(torch.int64) for x in (*elements, y))
    start, maps, reach = y, elements, 1
    while reach < length:
        later = _composed(ops, [x[:-reach] for x in maps], [x[reach:] for x in maps])
        maps = [torch.cat((x[:reach], after)) for x, after in zip(maps, later)]
        reach *= 2
    found = _stepped(ops, maps, y)
    if floats:
        return found if bool(torch.all(torch.isfinite(found))) else None
    if bounded:
        sums = found if exact else torch.cat((start[None], found[:-1])) + elements[0]
        if int(sums.min()) < torch.iinfo(dtype).min or int(sums.max()) > torch.iinfo(dtype).max:
            return None
    return found if dtype is None else found.to(dtype)


def _stepped(ops, elements, y):
    """Where a step of a recurrence takes y, a NaN to a NaN."""
    for op, x in zip(ops, elements):
        if op == "reset":
            y = torch.where(x, torch.zeros_like(y), y)
        else:
            apply = {"mul": torch.mul, "add": torch.add, "max": torch.maximum, "min": torch.minimum}
            y = {**apply, "mod": torch.remainder}[op](y, x)
    return y


def _remainders(a, b, m, y):
    """What a recurrence by a remainder takes in, as remainders; None if a product of them leaves the type."""
    least = int(m.flatten()[0])
    if least <= 0 or bool(torch.any(m != least)):
        return None
    farthest = [max(-int(x.min()), int(x.max()), least) for x in (a, b, y)]
    if (farthest[0] + 1) * (farthest[2] + 1) + farthest[1] > torch.iinfo(y.dtype).max:
        return None
    return [torch.remainder(a, m), torch.remainder(b, m), m]


def _composed(ops, before, after):
    """The map of one step after another: what y is multiplied with or added to meets the like.

    What is put in later takes the step itself.
    """
    inner = 1 + ops.index("mul") if "mul" in ops else 1
    join = {"reset": torch.logical_or, "mul": torch.mul, "add": torch.add}
    joined = [join[op](x, later) for op, x, later in zip(ops[:inner], before, after)]
    if "mod" in ops:
        return [torch.remainder(joined[0], after[2]), _stepped(ops, after, before[1]), after[2]]
    return [*joined, *(_stepped(ops, after, x) for x in before[inner:])]


def _switching(a, b, start, axis):
    """All truth values y = (y and a) != b along an axis: how often it turned since y was forgotten last."""
    first = _start(a, axis, start)
    a, b = a.movedim(axis, 0), b.movedim(axis, 0)
    if not len(a):
        return a.movedim(0, axis)
    turned = torch.cumsum(b, 0) % 2 != 0
    places = torch.arange(len(a), device=a.device).reshape(-1, *[1] * (a.ndim - 1))
    last = torch.where(a, -1, places).cummax(0).values
    before = torch.where(last < 0, first, (turned ^ b).gather(0, last.clamp(min=0)))
    return (turned ^ before).movedim(0, axis)


def _switched(a, b, start, axis):
    """What the truth value y = (y and a) != b comes to at the end of an axis."""
    if not a.shape[axis]:
        return _start(a, axis, start).clone()
    return _switching(a, b, start, axis).select(axis, -1)
