"""Searches that halve a range, lists that ask for their ends, the two best at once, counters with a limit."""

from __future__ import annotations

from benchmarks.fuzzing.desk import SPAN
from benchmarks.fuzzing.loops import Results
from benchmarks.fuzzing.ordering import Ordering
from tensir.dtypes import Kind
from tenspiler.loopir.nodes import (
    Append,
    ArrayType,
    Assign,
    Const,
    Container,
    Expr,
    If,
    Load,
    NewArray,
    Select,
    Stmt,
    View,
    While,
)


class Keeping(Ordering):
    """Writes loops that hand on what they need of the rounds before."""

    def halving(self, results: Results) -> list[Stmt]:
        """Searches in an array for one number, or for each element of another; now and then a near miss."""
        rng, source = self.rng, self.flat_array()
        element = self.wide(self.array(source).element)
        ends = {n: self.local(n, self.index) for n in ("lo", "hi", "mid")}
        if rng.random() < 0.5:
            results.append(self.var(ends[rng.choice(("lo", "lo", "hi"))]))
            return self.search_for(source, self.leaf(element), ends)
        sought = self.array_parameter(self.array(source).element)
        target = self.array_parameter(self.integer_element())

        def body() -> list[Stmt]:
            found = self.var(ends["lo"])
            here = self.load(sought, self.counter())
            return [*self.search_for(source, here, ends), self.put(target, found, self.counter())]

        return [self.counted(body, self.whole(sought))]

    def search_for(self, source: str, sought: Expr, names: dict[str, str]) -> list[Stmt]:
        rng = self.rng
        lo, hi, mid = (self.var(names[n]) for n in ("lo", "hi", "mid"))
        unsigned = self.index.dtype.kind is Kind.UNSIGNED
        how = rng.choice(("half", "half") if unsigned else ("half", "closed", "open"))
        begin = {"half": (0, 0), "closed": (0, -1), "open": (-1, 0)}[how]
        high = self.whole(source)[1] if rng.random() < 0.85 else self.size()
        steps: list[Stmt] = [
            self.set(names["lo"], begin[0]),
            Assign(names["hi"], self.sum(high, begin[1]), SPAN),
        ]
        two, half = self.place(2), self.division()
        middle = self.op(half, self.index, self.op("add", self.index, lo, hi), two)
        if rng.random() < 0.4:
            distance = self.op(half, self.index, self.op("sub", self.index, hi, lo), two)
            middle = self.op("add", self.index, lo, distance)
        match how:
            case "half":
                test = self.op("lt", self.bool(), lo, hi)
            case "closed":
                test = self.op("le", self.bool(), lo, hi)
            case _:
                test = self.op("gt", self.bool(), self.op("sub", self.index, hi, lo), self.place(1))
        behind = self.sum(mid, 0 if how == "open" else 1)
        before = self.sum(mid, -1 if how == "closed" else 0)
        if rng.random() < 0.08:  # a near miss
            before = self.sum(before, rng.choice((-1, 1)))
        up: Stmt = Assign(names["lo"], behind, SPAN)
        down: Stmt = Assign(names["hi"], before, SPAN)
        element = self.load(source, mid)
        asked = self.compare(element, sought, ("lt", "le") if rng.random() < 0.85 else ("gt", "ge"))
        if rng.random() < 0.3:
            choice = If(self.op("not", self.bool(), asked), (down,), (up,), SPAN)
        else:
            choice = If(asked, (up,), (down,), SPAN)
        self.labels += 1
        body = (Assign(names["mid"], middle, SPAN), choice)
        return [*steps, While(test, body, SPAN, self.labels)]

    def list_ends(self, results: Results) -> list[Stmt]:
        """A list that asks for its own last element before it grows, or changes it."""
        if self.container not in (Container.LIST, Container.VECTOR):
            return self.two_best(results)
        rng, source = self.rng, self.flat_array()
        kind = ArrayType(self.array(source).element, 1, self.container)
        out, element = self.local("out", kind), self.wide(self.array(source).element)
        adds = rng.random() < 0.2
        starts_with_one = rng.random() < 0.3

        def body() -> list[Stmt]:
            here = self.convert(self.load(source, self.counter()), element)
            end = self.sum(self.length(out), -1)
            last = self.convert(Load(out, (end,), kind.element, SPAN), element)
            empty = self.op("eq", self.bool(), self.length(out), self.place(0))
            differs = self.compare(here, last, ("ne", "ne", "gt", "lt", "ge"))
            yes = Const(True, self.bool(), SPAN)
            test = differs if starts_with_one else Select(empty, yes, differs, self.bool(), SPAN)
            grow: Stmt = Append(out, self.convert(here, kind.element), SPAN)
            other = (self.put(out, self.op("add", element, last, here), end),) if adds else ()
            return [If(test, (grow,), other, SPAN)]

        begin: list[Stmt] = [NewArray(out, (self.place(0),), None, SPAN)]
        if starts_with_one:
            begin.append(Append(out, self.convert(self.constant(element), kind.element), SPAN))
        results.append(View(out, (), kind, SPAN))
        return [*begin, self.counted(body, self.upwards(source))]

    def two_best(self, results: Results) -> list[Stmt]:
        """The largest or least two of an array, with either rule for equals, and of some elements only."""
        rng, source = self.rng, self.flat_array()
        kind = self.wide(self.array(source).element)
        first, second = self.local("first", kind), self.local("second", kind)
        names = rng.choice((("gt",), ("lt",), ("ge",), ("le",)))
        chosen = rng.random() < 0.2

        def body() -> list[Stmt]:
            here = self.load(source, self.counter())
            better = self.compare(here, self.var(first), names)
            next_best = self.compare(here, self.var(second), names if rng.random() < 0.9 else ("gt", "lt"))
            steps: list[Stmt] = [Assign(second, self.var(first), SPAN), Assign(first, here, SPAN)]
            if rng.random() < 0.08:
                steps.reverse()
            step = If(better, tuple(steps), (If(next_best, (Assign(second, here, SPAN),), (), SPAN),), SPAN)
            return [If(self.passes(source), (step,), (), SPAN)] if chosen else [step]

        start = self.start_of(kind)
        results += [self.var(first), self.var(second)]
        return [
            Assign(first, start, SPAN),
            Assign(second, start, SPAN),
            self.counted(body, self.upwards(source)),
        ]

    def capped(self, results: Results) -> list[Stmt]:
        """Counters that stop at a limit: one, or one for each key; what is beyond is left out or marked."""
        rng, source = self.rng, self.flat_array()
        keyed = rng.random() < 0.5
        out = self.array_parameter(self.integer_element())
        limit = self.size() if rng.random() < 0.6 else self.place(rng.choice((0, 1, 2, 3)))
        if not keyed:
            number = self.local("number", self.index)
            results.append(self.var(number))

            def step() -> list[Stmt]:
                room = self.op("lt", self.bool(), self.var(number), limit)
                taken: list[Stmt] = [self.set(number, self.sum(self.var(number), 1))]
                if rng.random() < 0.5:
                    taken.insert(0, self.put(out, self.var(number), self.counter()))
                inner: Stmt = If(room, tuple(taken), (), SPAN)
                return [If(self.passes(source), (inner,), (), SPAN)] if rng.random() < 0.7 else [inner]

            return [self.set(number, rng.choice((0, 0, 0, 1))), self.counted(step, self.upwards(source))]
        key, count = self.places_array(), self.array_parameter(self.integer_element())
        kind = self.wide(self.array(count).element)

        def body() -> list[Stmt]:
            at = self.convert(self.loaded(key, self.counter()), self.index)
            number = self.load(count, at)
            room = self.op("lt", self.bool(), number, self.convert(limit, kind))
            more = self.put(count, self.op("add", kind, number, self.unit(self.array(count).element)), at)
            dropped = (self.put(out, self.constant(kind), self.counter()),) if rng.random() < 0.5 else ()
            return [If(room, (self.put(out, number, self.counter()), more), dropped, SPAN)]

        return [self.counted(body, self.upwards(key))]
