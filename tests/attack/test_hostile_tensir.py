"""Text that is no program, or an absurd one: the reader names a place, and neither hangs nor crashes."""

from __future__ import annotations

import random
import re
import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from typing import Final

import pytest

from tensir import TensIRSyntaxError, parse_program, show_program

GOLDEN: Final = [p.read_text() for p in sorted((Path(__file__).parents[1] / "tensir/golden").glob("*.tir"))]
TOKEN: Final = re.compile(r"\s+|[\w.]+(?::\w+)?|\W")
POOL: Final = [
    *"()[]{}+-*/%<>=,:;&|^~!#`\"\\ \n\t\0",
    *("//", "<<", ">>", "<=", "return", "return.1", "new", "program", "->", "and", "or", "not", "true"),
    *("0", "-1", "1", "1e999", "9" * 400, "0.5:f32", "300:u8", "nan:f64", "inf:f32", "1:bool", "2:float"),
    *("axis=", "axis=7", "axis=-1", "step=0", "to=i3", 'spec="ij,jk->"', "axes=[0, 0]", "[1]", "f64[n]", "u8[n, n]"),
    *("sum", "where", "window", "matmul", "einsum", "gather", "cast", "iota", "k", "a", "b", "n", "x.y", "é", "\ud800"),
]  # fmt: skip

ABSURD: Final[dict[str, Callable[[], str]]] = {
    "nothing": lambda: "",
    "white space": lambda: " \n" * 1000,
    "a comment": lambda: "# program f() return = 1",
    "NULs": lambda: "\0" * 1000,
    "bytes of another encoding": lambda: "\ufffe\u0000p",
    "brackets": lambda: "program f(a: f64[n]) return = " + "(" * 100_000,
    "closed brackets": lambda: "program f(n: i64) return = " + "(" * 5_000 + "n" + ")" * 5_000,
    "signs": lambda: "program f(n: i64) return = " + "-" * 10_000 + "n",
    "nots": lambda: "program f(n: i64) return = " + "not " * 10_000 + "n",
    "a long sum": lambda: "program f(n: i64) return = " + " + ".join("n" * 10_000),
    "a long comparison": lambda: "program f(n: i64) return = " + " < ".join("n" * 10_000),
    "nested calls": lambda: "program f(n: f64) return = " + "exp(" * 5_000 + "n" + ")" * 5_000,
    "nested subscripts": lambda: "program f(a: i64[n]) return = " + "a[" * 5_000 + "0" + "]" * 5_000,
    "a number of a million digits": lambda: "program f(n: i64) return = " + "9" * 900_000,
    "a power that fills memory": lambda: "program f(n: f64) return = 1e999999999",
    "an integer with an exponent": lambda: "program f(n: int) return = 1e999999999:int",
    "parameters": lambda: f"program f({', '.join(f'p{k}: f64' for k in range(1000))}) return = p0",
    "dimensions": lambda: f"program f(a: f64[{', '.join(f'n{k}' for k in range(1000))}]) return = a",
    "names": lambda: (
        "program f(a: f64[n]) x0 = a + a "
        + " ".join(f"x{k} = x{k - 1} + x{k - 1}" for k in range(1, 1000))
        + " return = x999"
    ),
    "outputs": lambda: "program f(a: f64[n]) " + " ".join(f"return.{k} = a" for k in range(1000)),
    "an output of a large number": lambda: "program f(a: f64[n]) return.99999999999 = a",
    "a very long name": lambda: f"program {'f' * 900_000}(a: f64[n]) return = a",
    "more than a million characters": lambda: "program f(a: f64[n]) return = a" + " " * 1_000_000,
    "axes": lambda: f"program f(a: f64[n]) return = transpose[axes=[{'0, ' * 5_000}0]](a)",
    "letters": lambda: f'program f(a: f64[n]) return = einsum[spec="{"i" * 100_000}->"](a)',
    "a large constant shape": lambda: "program f() return = full[shape=[1000000000000, 1000000000000]](0.0)",
    "quoted names": lambda: "program `f;import os`(`a b`: f64[`__import__('os')`]) return = `a b`",
}


def read(text: str) -> bool:
    """Whether the text is a program; what is wrong with it otherwise has a place in the text."""
    try:
        program = parse_program(text)
    except TensIRSyntaxError as caught:
        error = caught
    else:
        shown = show_program(program)
        assert show_program(parse_program(shown)) == shown
        return True
    assert 1 <= error.line <= text.count("\n") + 2, error
    assert error.column >= 1, error
    assert len(str(error)) < 2000
    return False


def spoilt(rng: random.Random, text: str) -> str:
    """A program with one to four of its tokens lost, doubled, exchanged, or replaced."""
    tokens = TOKEN.findall(text)
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(tokens))
        match rng.randrange(6):
            case 0:
                del tokens[place]
            case 1:
                tokens.insert(place, tokens[place])
            case 2:
                other = rng.randrange(len(tokens))
                tokens[place], tokens[other] = tokens[other], tokens[place]
            case 3:
                tokens[place] = rng.choice(POOL)
            case 4:
                tokens.insert(place, rng.choice(POOL))
            case _:
                tokens[place] = rng.choice(tokens)
        if not tokens:
            return ""
    return "".join(tokens)


@pytest.mark.parametrize("seed", range(10))
def test_spoilt_programs(seed: int) -> None:
    rng = random.Random(seed)
    programs = sum(read(spoilt(rng, rng.choice(GOLDEN))) for _ in range(300))
    assert 5 <= programs <= 250  # both kinds are met


@pytest.fixture
def _bounded_memory() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.usefixtures("_bounded_memory")
@pytest.mark.parametrize("make", ABSURD.values(), ids=ABSURD)
def test_absurd_texts(make: Callable[[], str]) -> None:
    begin = process_time()
    read(make())
    assert process_time() - begin < 60
