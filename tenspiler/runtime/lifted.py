"""A decorated function: calls go to the specialisation whose guards they meet, or to the original."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Concatenate, Final, Generic, ParamSpec, TypeVar, final, overload

from tenspiler.runtime.options import Options

if TYPE_CHECKING:
    from tenspiler.runtime.engine import Engine, Proof

P = ParamSpec("P")
Q = ParamSpec("Q")
R = TypeVar("R", covariant=True)
S = TypeVar("S")

_NOTHING: Final = object()


@final
class Lifted(Generic[P, R]):
    """A function that runs as proved tensor code where its arguments allow it, and as it was elsewhere.

    It is lifted at the first call, for the types of its arguments, or when it is first asked about itself,
    for those of its annotations. `original` is the function that was decorated.
    """

    original: Callable[P, R]

    def __init__(self, original: Callable[P, R], options: Options | None = None) -> None:
        functools.update_wrapper(self, original)
        self.original = original
        self._options = options or Options()
        self._arity = _arity(original)
        # Replaced as a whole, never changed: a call that is under way keeps the one it began with.
        self._calls: tuple[Callable[..., Any], ...] = ()
        self._miss: object = _NOTHING
        self._engine: Engine | None = None

    def __call__(self, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if not kwargs and len(args) == self._arity:
            for call in self._calls:
                result = call(*args)
                if result is not self._miss:
                    return result
        return self._started().call(args, kwargs)

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Lifted[P, R]: ...
    @overload
    def __get__(
        self: Lifted[Concatenate[S, Q], R], instance: S, owner: type | None = None
    ) -> Lifted[Q, R]: ...
    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else MethodType(self, instance)

    def __repr__(self) -> str:
        return f"<lifted {self.original!r}>"

    def __reduce__(self) -> str:
        """By name, as functions are."""
        return str(vars(self)["__qualname__"])

    @property
    def tensir(self) -> str | None:
        """The program that was proved, as text; None if there is none."""
        return self._started().inspected().result.tensir

    @property
    def proof(self) -> Proof | None:
        """What was proved, and under which conditions; None if nothing was."""
        return self._started().proof()

    def source(self, backend: str | None = None) -> str:
        """The code for a backend (by default the decorator's); raises `LiftError` if there is none."""
        return self._started().source(backend)

    def explain(self) -> str:
        """Why the function was not lifted, at the line that stands in the way, or what it was lifted to."""
        return self._started().explain()

    def report(self) -> str:
        """All there is to say: each specialisation with its program, proof, conditions and code."""
        return self._started().report()

    def _repr_html_(self) -> str:
        return self._started().html()

    def _started(self) -> Engine:
        """The part that works, loaded when it is first needed."""
        if self._engine is None:
            from tenspiler.runtime.dispatch import MISS
            from tenspiler.runtime.engine import Engine

            self._miss = MISS
            self._engine = Engine(self.original, self._options, self._install)
        return self._engine

    def _install(self, calls: tuple[Callable[..., Any], ...]) -> None:
        self._calls = calls


def _arity(function: object) -> int:
    """How many arguments a call has that needs no binding; -1 where each call needs it."""
    if not isinstance(function, FunctionType) or function.__code__.co_kwonlyargcount:
        return -1
    star = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
    return -1 if function.__code__.co_flags & star else function.__code__.co_argcount
