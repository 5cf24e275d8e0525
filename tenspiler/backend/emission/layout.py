"""Views: subscripts, new axes, transposition and broadcasting of rendered tensors."""

from __future__ import annotations

from dataclasses import replace

from tenspiler.backend.emission.target import Target
from tenspiler.backend.emission.values import Level, Value, at_level, fill


def subscript(value: Value, axis: int, item: str) -> Value:
    """`value[:, item]` with the item at an axis of the expression; merged into a subscript that is there."""
    if value.base and value.items[axis] == ":":
        base, items = value.base, list(value.items)
    else:
        base, items = at_level(value, Level.ATOM), [":"] * value.ndim
    items[axis] = item
    return _view(value, base, items)


def _view(value: Value, base: str, items: list[str]) -> Value:
    shown = list(items)
    while shown and shown[-1] == ":":
        shown.pop()
    text = f"{base}[{', '.join(shown)}]" if shown else base
    return replace(value, text=text, level=Level.ATOM, fresh=False, base=base, items=tuple(items))


def expand(value: Value, axis: int) -> Value:
    """A new axis of one element; none is written where broadcasting adds it."""
    missing = value.rank - value.ndim
    thin = (*value.thin[:axis], True, *value.thin[axis:])
    if axis <= missing:
        return replace(value, thin=thin)
    base = value.base or at_level(value, Level.ATOM)
    items = list(value.items) if value.base else [":"] * value.ndim
    items.insert(axis - missing, "None")
    return replace(_view(value, base, items), thin=thin, ndim=value.ndim + 1)


def with_all_axes(value: Value) -> Value:
    """The value with the leading axes that broadcasting would add written out."""
    missing = value.rank - value.ndim
    if not missing:
        return value
    base = value.base or at_level(value, Level.ATOM)
    items = ["None"] * missing + (list(value.items) if value.base else [":"] * value.ndim)
    return replace(_view(value, base, items), ndim=value.rank)


def transpose(target: Target, value: Value, axes: tuple[int, ...]) -> Value:
    """The axes in another order."""
    thin = tuple(value.thin[a] for a in axes)
    if axes == tuple(range(len(axes))) or value.ndim == 0:
        return replace(value, thin=thin)
    if axes == (1, 0) and value.ndim == 1:
        column = expand(replace(value, thin=value.thin[1:]), 1)
        return replace(column, thin=thin)
    whole = with_all_axes(value)
    base = at_level(whole, Level.ATOM)
    text = f"{base}.T" if axes == (1, 0) else fill(target.spelling.permute, (whole,), axes=str(axes))[0]
    return replace(whole, text=text, level=Level.ATOM, thin=thin, fresh=False, base="", items=())


def broadcast(target: Target, value: Value, shape: tuple[str, ...]) -> Value:
    """The value with every element there; `shape` are the texts of the extents."""
    if not any(value.thin):
        return value
    extents = tuple_text(shape)
    whole = (False,) * value.rank
    spelling, size = target.spelling, shape[0] if len(shape) == 1 else extents
    template = (spelling.fill if value.weak else spelling.spread) if value.ndim == 0 else spelling.broadcast
    fresh, dtype = template == spelling.fill, target.numbers.dtype(value.dtype)
    text, level = fill(template, (value,), size=size, shape=extents, dtype=dtype)
    return Value(text, level, value.dtype, whole, value.rank, fresh=fresh, bounds=value.bounds)


def span(start: str, stop: str, step: str = "") -> str:
    """The text of a slice, with spaces where its parts are more than names."""
    parts = (start, stop)
    plain = all(p.isidentifier() or p.isdigit() or not p for p in (*parts, step))
    left, right = (start, stop) if plain else (f"{start} " if start else "", f" {stop}" if stop else "")
    text = f"{left}:{right}"
    if step and step != "1":
        text += f":{step}" if plain else f" :{'' if not step else ' '}{step}"
    return text


def tuple_text(parts: tuple[str, ...]) -> str:
    """A tuple display."""
    return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"
