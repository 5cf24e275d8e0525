"""Loops over what was put in order, loops that combine by key, and extremes of which there may be none."""

from __future__ import annotations

from typing import Final

from benchmarks.fuzzing.desk import SPAN
from benchmarks.fuzzing.loops import Results
from benchmarks.fuzzing.recurring import Recurring
from tensir.dtypes import I64, INT
from tenspiler.loopir.nodes import (
    Append,
    Argsort,
    ArrayType,
    Assign,
    Const,
    Container,
    Expr,
    Flavour,
    If,
    NewArray,
    Require,
    ScalarType,
    Select,
    Stmt,
    View,
)

_USES: Final = ("gather", "gather", "first", "ranks", "sum", "budget", "last", "neighbour")


class Ordering(Recurring):
    """Writes what needs an order, a key, or a flag."""

    def sorting(self, results: Results) -> list[Stmt]:
        """Positions of keys in order, and what is done in that order."""
        if self.container not in (Container.LIST, Container.NDARRAY):
            return self.place_of_best(results)
        rng, source = self.rng, self.flat_array()
        made, keys = self.keys_of(source)
        number = ScalarType(INT, Flavour.PYTHON)
        if self.container is Container.NDARRAY:
            number = ScalarType(I64, Flavour.NUMPY)
        order = self.local("order", ArrayType(number, 1, self.container))
        made.append(Argsort(order, View(keys, (), self.array(keys), SPAN), SPAN))
        if rng.random() < 0.3:
            results.append(View(order, (), self.array(order), SPAN))
        high = self.length(keys) if rng.random() < 0.8 else self.size()
        start = self.place(1) if rng.random() < 0.1 else self.place(0)
        return [*made, *self.in_order(order, source, (start, high), results)]

    def keys_of(self, source: str) -> tuple[list[Stmt], str]:
        """A list of keys made of an array's elements, none of which is NaN; or the array itself."""
        rng, element = self.rng, self.array(source).element
        if self.container is Container.NDARRAY:
            if element.dtype.is_float:
                source = self.array_parameter(self.integer_element())
            return [], source
        keys = self.local("keys", ArrayType(element, 1, Container.LIST))
        key = self.local("key", element)

        def body() -> list[Stmt]:
            value = self.load(source, self.counter())
            chance = rng.random()
            if chance < 0.25:
                value = self.op("neg" if element.dtype.is_float else "bitnot", element, value)
            elif chance < 0.4:
                value = self.op(rng.choice(("mul", "sub")), element, value, self.leaf(element))
            steps: list[Stmt] = [Assign(key, value, SPAN)]
            if element.dtype.is_float:
                number = self.op("eq", self.bool(), self.var(key), self.var(key))
                steps.append(Require(number, "a key of the order is NaN", SPAN))
            grow: Stmt = Append(keys, self.var(key), SPAN)
            return [*steps, If(self.limit(source), (grow,), (), SPAN) if rng.random() < 0.12 else grow]

        return [NewArray(keys, (self.place(0),), None, SPAN), self.counted(body, self.whole(source))], keys

    def in_order(self, order: str, source: str, bounds: tuple[Expr, Expr], results: Results) -> list[Stmt]:
        """A loop over positions in their order."""
        rng, use = self.rng, self.rng.choice(_USES)
        taken = self.flat_array() if rng.random() < 0.5 else source
        kind = ArrayType(self.array(taken).element, 1, self.container)
        wide, whole = self.wide(kind.element), (*bounds, 1)
        total, flag = self.local("s", wide), self.local("left", self.bool())

        def there(by: int = 0) -> Expr:
            at = self.convert(self.loaded(order, self.sum(self.counter(), by)), self.index)
            return self.load(taken, at)

        def gathered(out: str) -> list[Stmt]:
            value = self.convert(there() if use != "neighbour" else there(1), kind.element)
            grows = self.container is Container.LIST
            return [Append(out, value, SPAN) if grows else self.put(out, value, self.counter())]

        def ranked(out: str) -> list[Stmt]:
            at = self.convert(self.loaded(order, self.counter()), self.index)
            return [self.put(out, self.convert(self.counter(), self.wide(self.array(out).element)), at)]

        begin = Assign(total, self.start_of(wide), SPAN)
        match use:
            case "gather" | "neighbour" | "first":
                high = self.size() if use == "first" else bounds[1]
                out = self.local("out", kind)
                extent = self.place(0) if self.container is Container.LIST else high
                fill = None if self.container is Container.LIST else self.constant(kind.element)
                results.append(View(out, (), kind, SPAN))
                fresh = NewArray(out, (extent,), fill, SPAN)
                return [fresh, self.counted(lambda: gathered(out), (bounds[0], high, 1))]
            case "ranks":
                return [self.counted(lambda: ranked(self.flat_array()), whole)]
            case "budget":

                def spent() -> list[Stmt]:
                    after = self.op("add", wide, self.var(total), there())
                    leave = self.compare(after, self.start_of(wide), ("gt", "ge"))
                    step: Stmt = Assign(total, after, SPAN)
                    return [If(leave, (self.set(flag, True),), (step,), SPAN)]

                results.append(self.var(total))
                return [begin, self.left_early(flag, self.counted(spent, whole, flag))]
            case _:
                how = "sub" if use == "last" else "add"

                def summed() -> list[Stmt]:
                    return [Assign(total, self.op(how, wide, self.var(total), there()), SPAN)]

                results.append(self.var(total))
                return [begin, self.counted(summed, whole)]

    def by_key(self, results: Results) -> list[Stmt]:
        """What goes to places that an index says is combined there: sums, extremes, counts."""
        del results
        rng, key, target = self.rng, self.places_array(), self.flat_array()
        kind = self.wide(self.array(target).element)
        how = rng.choice(("add", "add", "sub", "max", "min", "if-max", "if-min", "mul", "bitor", "bitand"))
        if kind.dtype.is_float and how.startswith("bit"):
            how = "add"
        nested = rng.random() < 0.12

        def body() -> list[Stmt]:
            at = self.convert(self.loaded(key, self.counter()), self.index)
            if rng.random() < 0.1:
                at = self.op("sub", self.index, at, self.place(1))
            old = self.load(target, at)
            chance = rng.random()
            value = self.convert(self.place(1), kind) if chance < 0.2 else self.leaf(kind)
            if how.startswith("if-"):
                names = ("gt", "ge") if how == "if-max" else ("lt", "le")
                step: Stmt = If(self.compare(value, old, names), (self.put(target, value, at),), (), SPAN)
            else:
                pair = (old, value) if chance < 0.9 else (value, old)
                step = self.put(target, self.op(how, kind, *pair), at)
            return [If(self.passes(key), (step,), (), SPAN)] if rng.random() < 0.2 else [step]

        loop: Stmt = self.counted(body, self.upwards(key))
        return [self.counted(lambda: [loop])] if nested else [loop]

    def best_if_any(self, results: Results) -> list[Stmt]:
        """The extreme of the elements that meet a condition, with a flag that says whether there is one."""
        rng, source = self.rng, self.flat_array()
        kind = self.wide(self.array(source).element)
        found, value = self.local("found", self.bool()), self.local("top", kind)
        place = self.local("at", self.index)
        names = rng.choice((("lt",), ("le",), ("gt",), ("ge",)))
        parts = ["value", *(["place"] if rng.random() < 0.6 else [])]

        def body() -> list[Stmt]:
            here = self.load(source, self.counter())
            better = self.compare(here, self.var(value), names)
            yes, never = Const(True, self.bool(), SPAN), Const(False, self.bool(), SPAN)
            first = self.op("not", self.bool(), self.var(found))
            test: Expr = Select(first, yes, better, self.bool(), SPAN)
            if rng.random() < 0.1:  # without the flag, or the other way round
                test = rng.choice((better, Select(self.var(found), better, never, self.bool(), SPAN)))
            steps: list[Stmt] = [Assign(value, here, SPAN), self.set(found, True)]
            if "place" in parts:
                steps.append(self.set(place, self.counter()))
            rng.shuffle(steps)
            if rng.random() < 0.5:
                return [If(self.passes(source), (If(test, tuple(steps), (), SPAN),), (), SPAN)]
            return [If(Select(self.passes(source), test, never, self.bool(), SPAN), tuple(steps), (), SPAN)]

        starts: list[Stmt] = [self.set(found, False), Assign(value, self.start_of(kind), SPAN)]
        starts.append(self.set(place, self.place(rng.choice((0, -1)))))
        results += [self.var(found)] if rng.random() < 0.6 else []
        results += [self.var(value), *([self.var(place)] if "place" in parts else [])]
        return [*starts, self.counted(body, self.upwards(source))]
