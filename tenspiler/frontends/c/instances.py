"""Instances of templates: what they are called, and how the explicit ones come to clang's notice."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import re
from typing import Any, Final

_SCOPES: Final = ("NAMESPACE", "STRUCT_DECL", "CLASS_DECL", "CLASS_TEMPLATE")
# `template float f<float>(const float *, int);`
_EXPLICIT: Final = re.compile(
    r"^[ \t]*template[ \t\n]+(?P<result>[^;(){}<]*?(?:<[^;(){}]*>)?[\s&*]*?)\s*"
    r"\b(?P<name>[A-Za-z_][\w:]*\s*(?:<[^;(){}]*>)?)\s*\((?P<parameters>[^;{}]*)\)\s*;",
    re.MULTILINE,
)


REFERENCE: Final = "tenspiler_instance_"


def with_references(text: str) -> str:
    """The text with a pointer to each explicit instance behind it, on the same line.

    libclang does not show explicit instantiations, but it does show what a pointer is initialised with.
    """
    count = 0

    def extended(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        result, name, parameters = (found[g] for g in ("result", "name", "parameters"))
        flat = " ".join(f"{result} (*{REFERENCE}{count})({parameters}) = &{name};".split())
        return f"{found[0]} static {flat}"

    return _EXPLICIT.sub(extended, text)


def qualified_name(cursor: Any) -> str:
    """The name with its namespaces and classes, and with the arguments of an instance."""
    parts = [cursor.spelling.partition("<")[0] + _arguments(cursor)]
    scope = cursor.semantic_parent
    while scope is not None and scope.kind.name in _SCOPES:
        if scope.spelling and not scope.is_anonymous():
            parts.append(scope.spelling + _arguments(scope))
        scope = scope.semantic_parent
    return "::".join(reversed(parts))


def _arguments(cursor: Any) -> str:
    count = cursor.get_num_template_arguments()
    if count <= 0:
        return ""
    return f"<{', '.join(_argument(cursor, k) for k in range(count))}>"


def _argument(cursor: Any, position: int) -> str:
    kind = cursor.get_template_argument_kind(position).name
    if kind == "TYPE":
        return str(cursor.get_template_argument_type(position).get_canonical().spelling)
    return str(cursor.get_template_argument_value(position)) if kind == "INTEGRAL" else "..."
