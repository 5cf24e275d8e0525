"""Types of libclang as types of the syntax tree; what is not modelled keeps its spelling, to be refused."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, final

from tensir.dtypes import BOOL, DTYPES, F32, F64
from tenspiler.frontends.c.syntax import (
    CType,
    Field,
    FixedArray,
    Node,
    Number,
    Other,
    Pointer,
    Record,
    Reference,
    Vector,
)

_INTEGERS = {
    "CHAR_S": "i", "SCHAR": "i", "SHORT": "i", "INT": "i", "LONG": "i", "LONGLONG": "i",
    "CHAR_U": "u", "UCHAR": "u", "USHORT": "u", "UINT": "u", "ULONG": "u", "ULONGLONG": "u",
    "CHAR16": "u", "CHAR32": "u", "WCHAR": "i",
}  # fmt: skip
_CLASSES = ("STRUCT_DECL", "CLASS_DECL")


_MOST_POINTERS = 32


@final
class Types:
    """The types of one translation unit; `identity` numbers declarations, `node` reads expressions."""

    def __init__(
        self,
        identity: Callable[[Any], int],
        is_library: Callable[[Any], bool],
        node: Callable[[Any], Node],
    ) -> None:
        self.identity, self.is_library, self.node = identity, is_library, node
        self.plain: dict[str, CType] = {}
        self.records: dict[int, CType] = {}
        self.building: set[int] = set()

    def of(self, type_: Any) -> CType:
        """The type that a cursor or another type has."""
        canonical = type_.get_canonical()
        spelling = canonical.spelling
        found = self.plain.get(spelling)
        if found is None:
            found = self.new(canonical, spelling)
            if isinstance(found, Number):
                self.plain[spelling] = found
        return found

    def new(self, type_: Any, spelling: str) -> CType:
        kind = type_.kind.name
        if type_.is_volatile_qualified():
            return Other(spelling)
        if kind in _INTEGERS:
            return Number(DTYPES[f"{_INTEGERS[kind]}{8 * type_.get_size()}"])
        match kind:
            case "BOOL":
                return Number(BOOL)
            case "FLOAT":
                return Number(F32)
            case "DOUBLE":
                return Number(F64)
            case "ENUM":
                return self.of(type_.get_declaration().enum_type)
            case "POINTER":
                if spelling.count("*") > _MOST_POINTERS:  # more than anything is done with
                    return Other(spelling)
                return Pointer(self.of(type_.get_pointee()))
            case "LVALUEREFERENCE":
                to = type_.get_pointee()
                return Reference(self.of(to), to.is_const_qualified())
            case "CONSTANTARRAY":
                return FixedArray(self.of(type_.element_type), type_.element_count)
            case "INCOMPLETEARRAY" | "VARIABLEARRAY":
                return FixedArray(self.of(type_.element_type), None)
            case "RECORD":
                return self.record(type_, spelling.removeprefix("const "))
            case _:
                return Other(spelling)

    def record(self, type_: Any, spelling: str) -> CType:
        if spelling.startswith(("std::vector<", "std::span<")):
            return Vector(self.of(type_.get_template_argument_type(0)))
        if spelling.startswith("std::array<"):
            extent = re.search(r"(\d+)(?:UL)?>$", spelling)
            element = self.of(type_.get_template_argument_type(0))
            return FixedArray(element, int(extent.group(1)) if extent else None, True)
        declaration = type_.get_declaration()
        known = self.identity(declaration)
        if known in self.building:
            return Other(spelling)  # a list or a tree: a field that leads back to its own struct
        if known not in self.records:
            self.building.add(known)
            self.records[known] = self.new_record(type_, declaration, spelling)
            self.building.discard(known)
        return self.records[known]

    def new_record(self, type_: Any, declaration: Any, spelling: str) -> CType:
        if spelling.startswith("std::tuple<"):
            parts = range(type_.get_num_template_arguments())
            given = (self.of(type_.get_template_argument_type(k)) for k in parts)
            return Record(spelling, tuple(Field(str(k), part) for k, part in enumerate(given)))
        plain = spelling.startswith("std::pair<") or not self.is_library(declaration)
        declared = declaration.get_definition() or declaration
        bases = any(c.kind.name == "CXX_BASE_SPECIFIER" for c in declared.get_children())
        if declared.kind.name not in _CLASSES or bases or not plain:
            return Other(spelling)
        fields = tuple(self.fields(type_))
        anonymous = any(not f.name for f in fields)
        return Other(spelling) if anonymous or not fields else Record(spelling, fields)

    def fields(self, type_: Any) -> Iterator[Field]:
        for field in type_.get_fields():
            if field.is_bitfield():
                yield Field(field.spelling, Other("a bit-field"))
            elif field.type.get_canonical().kind.name == "INCOMPLETEARRAY":
                yield Field(field.spelling, Other("a flexible array member"))
            else:
                type_ = self.of(field.type)
                yield Field(field.spelling, type_, self.default(field, type_))

    def default(self, field: Any, type_: CType) -> Node | None:
        """`= 0` in the declaration of a field; the extents of an array are not meant."""
        found = [c for c in field.get_children() if not c.kind.name.endswith("_REF")]
        if isinstance(type_, (FixedArray, Vector)):
            found = [c for c in found if c.kind.name in ("INIT_LIST_EXPR", "CALL_EXPR")]
        return self.node(found[-1]) if found else None
