"""How an emitted function is called: the parameters of the original, and what is taken out of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from tenspiler.backend.api import Fixed, Interface, Member

_WIDTH: Final = 84


def declared(interface: Interface, names: Mapping[str, str]) -> str:
    """What stands between the parentheses of the `def`."""
    if not interface.formals:
        return ", ".join(names[a.name] for a in interface.arguments)
    parts: list[str] = []
    before = None
    for formal in interface.formals:
        if formal.keyword_only and not (before and before.keyword_only):
            parts.append("*")
        if before and before.positional_only and not formal.positional_only:
            parts.append("/")
        name = names[formal.name]
        parts.append(name if formal.default is None else f"{name}={formal.default}")
        before = formal
    if before and before.positional_only:
        parts.append("/")
    return ", ".join(parts)


def taken_out(interface: Interface, names: Mapping[str, str]) -> Iterator[str]:
    """Statements that give the arguments that no caller passes as they are."""
    for formal in interface.formals:
        if formal.only is not None:
            yield f'_only("{formal.name}", {names[formal.name]}, {formal.only})'
    for member, expected in interface.classes:
        shown = ".".join(map(str, (member.of, *member.path)))
        yield f'_of_class("{shown}", {_access(member, names)}, "{expected}")'
    for argument in interface.arguments:
        match argument.origin:
            case None:
                pass
            case Member():
                yield f"{names[argument.name]} = {_access(argument.origin, names)}"
            case Fixed(text):
                yield from _constant(names[argument.name], text)
            case _:
                assert_never(argument.origin)


def _constant(name: str, text: str) -> Iterator[str]:
    """An assignment of a list, over as many lines as it needs."""
    if len(text) <= _WIDTH:
        yield f"{name} = {text}"
        return
    yield f"{name} = ["
    yield from (f"    {line}" for line in textwrap.wrap(text[1:-1] + ",", _WIDTH))
    yield "]"


def _access(member: Member, names: Mapping[str, str]) -> str:
    steps = (f".{step}" if isinstance(step, str) else f"[{step}]" for step in member.path)
    return f"{names[member.of]}{''.join(steps)}"
