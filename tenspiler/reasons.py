"""Why a variable has no closed form: which statement feeds on which earlier one, and through what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, final

from tensir.cells import Apply, Cell, Elem, Fold, Sym, children, subterms
from tenspiler.diagnostics.diagnostic import Related
from tenspiler.loopir.nodes import (
    Append,
    ArrayType,
    Assign,
    Const,
    Expr,
    For,
    Function,
    Length,
    Load,
    Op,
    Select,
    Span,
    Stmt,
    Store,
    Var,
    View,
    statements,
)
from tenspiler.spoken import element, operator
from tenspiler.synthesis.summarise import Unsolved

Path: TypeAlias = tuple[tuple[str, int], ...]

_LINEAR: Final = {"add", "sub", "neg", "cast"}
_SOLVED: Final = "sums, products, minima, maxima, counts, flags and their prefixes are"


@final
@dataclass(frozen=True, slots=True)
class Reason:
    """What stands in the way, where, what could be done, and the other places that have to do with it."""

    span: Span
    how: str
    way_out: str
    related: tuple[Related, ...] = ()


def root(name: str, unsolved: Mapping[str, Unsolved]) -> str:
    """The variable that is to blame: one that another variable needs, and that does not need it in turn."""
    for other in sorted(_carried(unsolved[name].step) - {name}):
        if other in unsolved and name not in _needed(other, unsolved):
            return root(other, unsolved)
    return name


def _needed(name: str, unsolved: Mapping[str, Unsolved]) -> set[str]:
    """The unsolved variables that a variable depends on."""
    found, todo = set[str](), [name]
    while todo:
        for other in _carried(unsolved[todo.pop()].step) & set(unsolved) - found:
            found.add(other)
            todo.append(other)
    return found


def reason(function: Function, unsolved: Unsolved) -> Reason:
    """Why a variable of a function has no closed form."""
    body = _loop_body(function, unsolved)
    if isinstance(function.variables.get(unsolved.name), ArrayType):
        return _array(function, unsolved, body)
    return _scalar(function, unsolved, body)


def _loop_body(function: Function, unsolved: Unsolved) -> tuple[Stmt, ...]:
    for statement in statements(function.body):
        if isinstance(statement, For) and statement.span == unsolved.span:
            return statement.body
    return function.body


# ------------------------------------------------------------------ numbers


def _scalar(function: Function, unsolved: Unsolved, body: tuple[Stmt, ...]) -> Reason:
    name = unsolved.name
    writes = [s for s in statements(body) if isinstance(s, Assign) and s.name == name]
    span = next((w.span for w in writes if name in _variables(w.value)), None)
    span = span or (writes[0].span if writes else unsolved.span)
    others = _carried(unsolved.step) - {name}
    if others:
        return _exchange(name, sorted(others), span, body)
    paths = list(_paths(unsolved.step, f"{name}@"))
    at = f"at line {span.line}"
    if any(op == "index" for path in paths for op, _ in path):
        return Reason(
            span,
            f"`{name}` is a position that the next iteration reads through",
            f"the place of an extreme is lifted, as in `if x[i] < x[{name}]: {name} = i`",
        )
    if any(("select", 0) in path for path in paths):
        return Reason(
            span,
            f"whether `{name}` changes {at} depends on what `{name}` was before",
            f"a condition that does not read `{name}`, or `max` and `min`, can be solved",
        )
    through = _obstacle(paths)
    if through in ("max", "min"):
        return Reason(
            span,
            f"`{name}` goes through `{through}` and through other arithmetic in turn {at}",
            f"`y = {through}(y + a, b)` is solved, but no step with several kinds of operators",
        )
    if through is not None:
        shown = operator(through, function.flavour)
        return Reason(
            span,
            f"`{name}` feeds back through `{shown}` {at}",
            f"only {_SOLVED} solved; a value that goes through `{shown}` again and again is not",
        )
    if _is_multiplied(unsolved.step, f"{name}@"):
        return Reason(
            span,
            f"`{name}` is multiplied by itself {at}",
            f"only {_SOLVED} solved; a value that is multiplied by itself again and again is not",
        )
    if any(op in ("mul", "div") for path in paths for op, _ in path):
        return Reason(
            span,
            f"each `{name}` is a multiple of the one before plus something new, in some form {at}",
            "`y = a * y + b` is solved, but not where floats forget `y` in some iterations",
        )
    if any(op == "select" for path in paths for op, _ in path):
        return Reason(
            span,
            f"`{name}` starts anew in some iterations, and goes on from what it was in others",
            f"what starts again under a condition is not solved yet; {_SOLVED}",
        )
    return Reason(span, f"no closed form was found for what `{name}` becomes {at}", f"{_SOLVED} solved")


def _exchange(name: str, others: Sequence[str], span: Span, body: tuple[Stmt, ...]) -> Reason:
    """Variables that take their next values from each other."""
    related = [
        Related(s.span, f"`{s.name}` changes here")
        for s in statements(body)
        if isinstance(s, Assign) and s.name in others and s.span != span
    ]
    return Reason(
        span,
        f"`{name}` depends on what {_listed(others)} became before",
        f"variables that feed each other have no closed form; {_SOLVED} solved one at a time",
        tuple(related[:2]),
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _carried(step: Cell) -> set[str]:
    """The variables of the source whose unknown values at the head of an iteration a step mentions."""
    parts = list(subterms(step))
    names = [t.name for t in parts if isinstance(t, Sym)] + [t.array for t in parts if isinstance(t, Elem)]
    return {name.split("@")[0] for name in names if "@" in name}


def _paths(cell: Cell, own: str, path: Path = ()) -> Iterator[Path]:
    """For each occurrence of an unknown value, the operators above it and the operands that it is in."""
    match cell:
        case Sym():
            if cell.name.startswith(own):
                yield path
        case _:
            for place, child in enumerate(children(cell)):
                yield from _paths(child, own, (*path, (_operator_of(cell), place)))


def _operator_of(cell: Cell) -> str:
    match cell:
        case Apply():
            return cell.op
        case Elem():
            return "index"
        case Fold():
            return "loop"
        case _:
            return "cast"


def _obstacle(paths: Sequence[Path]) -> str | None:
    """The first operator through which a value comes back and that is not linear."""
    for path in paths:
        for op, place in path:
            is_scaled = op == "mul" or (op == "div" and place == 0)
            if op not in _LINEAR and not is_scaled and op != "select":
                return op
    return None


def _is_multiplied(step: Cell, own: str) -> bool:
    products = (t for t in subterms(step) if isinstance(t, Apply) and t.op == "mul")
    return any(sum(any(True for _ in _paths(arg, own)) for arg in product.args) > 1 for product in products)


# ------------------------------------------------------------------ arrays


def _array(function: Function, unsolved: Unsolved, body: tuple[Stmt, ...]) -> Reason:
    name = unsolved.name
    appends = [s for s in statements(body) if isinstance(s, Append) and s.array == name]
    if appends:
        return Reason(
            appends[0].span,
            f"how many elements `{name}` has by then depends on the data",
            "one element in every iteration, or in those that meet a condition, is lifted",
            (Related(unsolved.span, "in this loop"),),
        )
    stores = [s for s in statements(body) if isinstance(s, Store) and s.array == name]
    if not stores:
        how = f"what `{name}` holds by then is not known"
        return Reason(unsolved.span, how, f"write to `{name}` element by element")
    return (
        _read_behind(name, stores, body, _step(function, unsolved))
        or _written_through(name, stores)
        or _moving_place(name, stores, body)
        or _swept_again(name, stores, body, unsolved)
        or _crooked_place(function, name, stores)
        or Reason(
            stores[0].span,
            f"for what this loop does to `{name}` no closed form was found",
            f"{_SOLVED} solved, and elements that one iteration writes",
        )
    )


def _step(function: Function, unsolved: Unsolved) -> int:
    loops = (s for s in statements(function.body) if isinstance(s, For))
    return next((loop.step for loop in loops if loop.span == unsolved.span), 1)


def _swept_again(
    name: str, stores: Sequence[Store], body: tuple[Stmt, ...], unsolved: Unsolved
) -> Reason | None:
    """An array that an inner loop goes over in each round of the outer one."""
    loops = [
        s for s in statements(body) if isinstance(s, For) and any(t in stores for t in statements(s.body))
    ]
    if not loops:
        return None
    return Reason(
        stores[0].span,
        f"every round of the loop around it changes `{name}` again, starting from the round before",
        "repeated sweeps over an array are not lifted; each sweep by itself may be",
        (Related(unsolved.span, "the rounds"),),
    )


def _crooked_place(function: Function, name: str, stores: Sequence[Store]) -> Reason | None:
    """A place that is not linear in the counters."""
    counters = {s.counter for s in statements(function.body) if isinstance(s, For)}
    for store in stores:
        if any(_is_crooked(index, counters) for index in store.indices):
            return Reason(
                store.span,
                f"which iteration writes an element of `{name}` cannot be solved for",
                "the index must be linear in the loop counters",
            )
    return None


def _is_crooked(index: Expr, counters: set[str]) -> bool:
    products = (p for p in _every(index) if isinstance(p, Op) and p.op not in _LINEAR)
    return any(sum(bool(_variables(a) & counters) for a in p.args) > (p.op == "mul") for p in products)


def _read_behind(name: str, stores: Sequence[Store], body: tuple[Stmt, ...], step: int) -> Reason | None:
    """A read of a place that an earlier iteration may have written."""
    for statement in statements(body):
        for load in _loads(statement, name):
            for store in stores:
                if _is_harmless(load.indices, store.indices, step):
                    continue
                read, written = element(name, load.indices), element(name, store.indices)
                return Reason(
                    store.span,
                    f"`{written}` is written here, and a later iteration may read it as `{read}`",
                    f"if the old values are meant, read them from a copy of `{name}`; else each iteration "
                    "waits for the one before",
                    (Related(load.span, f"`{read}` is read here"),) if load.span != store.span else (),
                )
    return None


def _is_harmless(read: Sequence[Expr], written: Sequence[Expr], step: int) -> bool:
    """Whether a read is of the place that is written, or ahead of it by constants: `a[i + 1]` for `a[i]`."""
    offsets = [_offset(r, w) for r, w in zip(read, written, strict=False)]
    known = [o for o in offsets if o is not None]
    return len(known) == len(offsets) and next((o * step > 0 for o in known if o), True)


def _offset(read: Expr, written: Expr) -> int | None:
    one, other = _split(read), _split(written)
    return one[1] - other[1] if one[0] == other[0] else None


def _split(index: Expr) -> tuple[str, int]:
    """An index as a text and a constant that is added to it."""
    match index:
        case Op(op="cast", args=(inner,)):
            return _split(inner)
        case Op(op="add" | "sub" as op, args=(left, Const(value=value))):
            text, constant = _split(left)
            return text, constant + (int(value) if op == "add" else -int(value))
        case _:
            return element("", [index]), 0


def _written_through(name: str, stores: Sequence[Store]) -> Reason | None:
    """A write to a place that an array gives: the last one counts."""
    for store in stores:
        inner = next((load for i in store.indices for load in _every_load(i)), None)
        if inner is not None:
            given = element(inner.array, inner.indices)
            return Reason(
                store.span,
                f"`{given}` says where `{name}` is written, so several iterations may write one element",
                f"accumulating is lifted (`+=`, `max`, `min`), and writing what does not depend on `{name}`",
            )
    return None


def _moving_place(name: str, stores: Sequence[Store], body: tuple[Stmt, ...]) -> Reason | None:
    """A write to a place that a variable of the loop gives."""
    changed = {s.name: s for s in statements(body) if isinstance(s, Assign)}
    for store in stores:
        for variable in sorted(set[str]().union(*(_variables(i) for i in store.indices)) & set(changed)):
            return Reason(
                store.span,
                f"`{name}` is written at `{variable}`, which does not move by the same step each time",
                "an index that is linear in the loop counters can be solved for",
                (Related(changed[variable].span, f"`{variable}` changes here"),),
            )
    return None


# ------------------------------------------------------------------ what expressions read


def _parts(node: Expr | View) -> tuple[Expr, ...]:
    match node:
        case Load() | View():
            return node.indices
        case Length():
            return node.through
        case Op():
            return node.args
        case Select():
            return (node.condition, node.yes, node.no)
        case _:
            return ()


def _every(node: Expr | View) -> Iterator[Expr | View]:
    yield node
    for part in _parts(node):
        yield from _every(part)


def _every_load(node: Expr | View) -> Iterator[Load]:
    return (part for part in _every(node) if isinstance(part, Load))


def elements_read(*nodes: Expr | View) -> list[Load]:
    """The elements that expressions read."""
    return [load for node in nodes for load in _every_load(node)]


def _variables(node: Expr) -> set[str]:
    return {part.name for part in _every(node) if isinstance(part, Var)}


def _loads(statement: Stmt, name: str) -> Iterator[Load]:
    """The elements of an array that a statement itself reads."""
    match statement:
        case Assign(value=value) | Append(value=value):
            roots: tuple[Expr | View, ...] = (value,)
        case Store():
            roots = (*statement.indices, statement.value)
        case _:
            condition = getattr(statement, "condition", None)
            roots = (condition,) if condition is not None else ()
    for root in roots:
        yield from (load for load in _every_load(root) if load.array == name)
