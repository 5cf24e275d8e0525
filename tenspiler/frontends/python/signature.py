"""What a function's head says apart from types: which decorators, stars and defaults can be lifted."""

from __future__ import annotations

import ast
from typing import Final

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.module import Module
from tenspiler.frontends.python.names import in_scope
from tenspiler.loopir.nodes import Span

# Decorators that leave alone what a function computes, or only check its arguments.
_HARMLESS: Final = frozenset((
    "tenspiler.lift", "tenspiler.runtime.lift", "builtins.staticmethod", "builtins.classmethod",
    "builtins.property", "functools.lru_cache", "functools.cache",
    "typing.final", "typing.override", "typing.no_type_check", "typing_extensions.override",
    "typing_extensions.final", "jaxtyping.jaxtyped", "beartype.beartype", "typeguard.typechecked",
    "typing.overload", "torch.no_grad", "torch.inference_mode",
))  # fmt: skip
NUMBA: Final = frozenset(("numba.njit", "numba.jit"))
# Numba's options that change how a function is compiled, and not what it computes.
_NUMBA_OPTIONS: Final = frozenset(("nopython", "cache", "nogil", "inline", "boundscheck", "debug"))


def check(module: Module, function: ast.FunctionDef, span: Span) -> None:
    """Refuse functions that are not plain: star arguments, decorators that may change them, generators."""
    arguments = function.args
    if arguments.vararg or arguments.kwarg:
        raise Refusal("TSP1024", span, what="star arguments")
    for decorator in function.decorator_list:
        _check_decorator(module, decorator, span)
    for inner in in_scope(function.body):
        if isinstance(inner, (ast.Yield, ast.YieldFrom)):
            raise Refusal("TSP1011", module.source.span(inner), what="a generator")


def _check_decorator(module: Module, decorator: ast.expr, span: Span) -> None:
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = module.qualified(target)
    if name in _HARMLESS:
        return
    place = module.source.span(decorator)
    place = place if place.file == span.file else span
    if name not in NUMBA:
        raise Refusal("TSP1024", place, what=f"the decorator `{ast.unparse(target)}`")
    for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
        if keyword.arg not in _NUMBA_OPTIONS:
            raise Refusal("TSP1024", place, what=f"Numba's option `{keyword.arg}`")


def is_cached(module: Module, function: ast.FunctionDef) -> bool:
    """Whether a function keeps its results for arguments that it has seen before."""
    targets = (d.func if isinstance(d, ast.Call) else d for d in function.decorator_list)
    return any(module.qualified(t) in ("functools.lru_cache", "functools.cache") for t in targets)


def by_numba(module: Module, function: ast.FunctionDef) -> ast.expr | None:
    """The decorator with which Numba compiles a function."""
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if module.qualified(target) in NUMBA:
            return decorator
    return None
