"""The seam to libclang: parses a file and copies its functions into plain syntax nodes."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportPrivateUsage=false, reportUnknownArgumentType=false, reportUnknownParameterType=false, reportAttributeAccessIssue=false
from __future__ import annotations

import ctypes
import re
from functools import cache
from pathlib import Path
from typing import Any

from tensir.dtypes import BOOL, DTYPES, F32, F64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.syntax import (
    CType,
    Definition,
    FixedArray,
    Node,
    Number,
    Other,
    Pointer,
    Reference,
    SourceFile,
    Vector,
)
from tenspiler.loopir.nodes import Span

_STUBS = Path(__file__).parent / "stubs"
_KEEP_GOING = 0x200
_DEEPEST = 200

_BINARY = (
    "", "", "", "*", "/", "%", "+", "-", "<<", ">>", "<=>", "<", ">", "<=", ">=", "==", "!=", "&", "^", "|",
    "&&", "||", "=", "*=", "/=", "%=", "+=", "-=", "<<=", ">>=", "&=", "^=", "|=", ",",
)  # fmt: skip
_UNARY = ("", "post++", "post--", "pre++", "pre--", "&", "*", "+", "-", "~", "!")

_LITERALS = {
    "INTEGER_LITERAL", "FLOATING_LITERAL", "CHARACTER_LITERAL", "CXX_BOOL_LITERAL_EXPR", "CXX_UNARY_EXPR",
}  # fmt: skip
_CASTS = {"CSTYLE_CAST_EXPR", "CXX_STATIC_CAST_EXPR", "CXX_FUNCTIONAL_CAST_EXPR"}
_NAMES = {"TYPE_REF", "TEMPLATE_REF", "NAMESPACE_REF"}
_FUNCTIONS = {"FUNCTION_DECL", "CXX_METHOD"}
_GROUPS = {"NAMESPACE", "LINKAGE_SPEC", "UNEXPOSED_DECL"}

# One-child expressions that libclang does not name and that could pass for an implicit conversion.
_DISGUISED = re.compile(
    r"\b(__builtin_bit_cast|__builtin_convertvector|__builtin_choose_expr|_Generic|_Atomic|__extension__"
    r"|noexcept\s*\()"
)

_INTEGERS = {
    "CHAR_S": "i", "SCHAR": "i", "SHORT": "i", "INT": "i", "LONG": "i", "LONGLONG": "i",
    "CHAR_U": "u", "UCHAR": "u", "USHORT": "u", "UINT": "u", "ULONG": "u", "ULONGLONG": "u",
    "CHAR16": "u", "CHAR32": "u", "WCHAR": "i",
}  # fmt: skip


def load_library() -> None:
    """Load libclang; raises `ImportError` where it is missing or broken."""
    try:
        _index()
    except Exception as error:  # libclang's own errors share no base with Python's
        raise ImportError(str(error)) from error


def is_c(path: str) -> bool:
    """Whether a file is C and not C++, by its suffix."""
    return path.endswith((".c", ".h"))


def parse(path: str, text: str) -> SourceFile:
    """The functions of a file; clang's errors are part of the answer."""
    cindex = _cindex()
    language = ["-xc", "-std=gnu11"] if is_c(path) else ["-xc++", "-std=c++17", "-nostdinc++"]
    arguments = [*language, "-nostdinc", "-isystem", str(_STUBS), "-target", "x86_64-linux-gnu", "-w"]
    try:
        unit = _index().parse(path, arguments, unsaved_files=[(path, text)], options=_KEEP_GOING)
    except cindex.TranslationUnitLoadError:
        raise Refusal("TSP1101", Span(path, 1, 1, 1, 2), message="clang cannot read this file") from None
    return _Reader(cindex, path, text, unit).file()


@cache
def _cindex() -> Any:
    from clang import cindex

    lib = cindex.conf.lib
    lib.clang_Cursor_Evaluate.argtypes = [cindex.Cursor]
    lib.clang_Cursor_Evaluate.restype = ctypes.c_void_p
    for name, result in (
        ("getKind", ctypes.c_int),
        ("getAsLongLong", ctypes.c_longlong),
        ("getAsUnsigned", ctypes.c_ulonglong),
        ("isUnsignedInt", ctypes.c_uint),
        ("getAsDouble", ctypes.c_double),
        ("dispose", None),
    ):
        function = getattr(lib, f"clang_EvalResult_{name}")
        function.argtypes, function.restype = [ctypes.c_void_p], result
    for name in ("clang_getCursorBinaryOperatorKind", "clang_getCursorUnaryOperatorKind"):
        getattr(lib, name).argtypes = [cindex.Cursor]
    return cindex


@cache
def _index() -> Any:
    return _cindex().Index.create()


class _Reader:
    """One translation unit on its way into syntax nodes."""

    def __init__(self, cindex: Any, path: str, text: str, unit: Any) -> None:
        self.cindex, self.path, self.text, self.unit = cindex, path, text, unit
        self.lib = cindex.conf.lib
        self.lines = text.split("\n")
        self.data = text.encode()
        self.declarations: dict[int, list[tuple[Any, int]]] = {}
        self.count = 0
        self.depth = 0
        self.types: dict[str, CType] = {}

    def file(self) -> SourceFile:
        cursors, templates = self.functions(self.unit.cursor)
        inside, outside, warnings = self.complaints(cursors)
        definitions = tuple(self.definition(c, inside.get(i)) for i, c in enumerate(cursors))
        return SourceFile(
            definitions, tuple((c.spelling, self.span(c.extent)) for c in templates), outside, warnings
        )

    def functions(self, parent: Any) -> tuple[list[Any], list[Any]]:
        found: list[Any] = []
        templates: list[Any] = []
        for cursor in parent.get_children():
            if not self.is_here(cursor):
                continue
            kind = cursor.kind.name
            if kind in _FUNCTIONS and cursor.is_definition():
                found.append(cursor)
            elif kind == "FUNCTION_TEMPLATE":
                templates.append(cursor)
            elif kind in _GROUPS:
                more, further = self.functions(cursor)
                found += more
                templates += further
        return found, templates

    def is_here(self, cursor: Any) -> bool:
        file = cursor.location.file
        return file is not None and file.name == self.path

    def complaints(
        self, cursors: list[Any]
    ) -> tuple[dict[int, tuple[str, Span]], tuple[tuple[str, Span], ...], tuple[tuple[str, Span], ...]]:
        """Clang's errors: the first one inside each function, those outside, and missing system headers."""
        inside: dict[int, tuple[str, Span]] = {}
        outside: list[tuple[str, Span]] = []
        warnings: list[tuple[str, Span]] = []
        for complaint in self.unit.diagnostics:
            if complaint.severity < 3:
                continue
            where = complaint.location
            place = (
                complaint.spelling,
                Span(self.path, where.line, where.column, where.line, where.column + 1),
            )
            owner = next(
                (
                    i
                    for i, c in enumerate(cursors)
                    if c.extent.start.offset <= where.offset < c.extent.end.offset
                ),
                None,
            )
            here = where.file is not None and where.file.name == self.path
            if here and owner is not None:
                inside.setdefault(owner, place)
            elif here and self.is_system_include(where.line):
                warnings.append(place)
            else:
                outside.append(place)
        disguised = _DISGUISED.search(self.text)
        if disguised:
            line = self.text.count("\n", 0, disguised.start()) + 1
            outside.append((f"{disguised.group()} is not supported", Span(self.path, line, 1, line, 2)))
        return inside, tuple(outside), tuple(warnings)

    def is_system_include(self, line: int) -> bool:
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return bool(re.match(r"\s*#\s*include\s*<", text))

    def definition(self, cursor: Any, error: tuple[str, Span] | None) -> Definition:
        parameters = tuple(self.node(c) for c in cursor.get_arguments())
        body = next((c for c in cursor.get_children() if c.kind.name == "COMPOUND_STMT"), None)
        span = self.span(cursor.extent)
        name = cursor.spelling
        source = self.data[cursor.extent.start.offset : cursor.extent.end.offset].decode(errors="replace")
        if error is None and (body is None or cursor.kind.name == "CXX_METHOD"):
            error = ("member functions are not supported", span)
        if error is None and cursor.type.is_function_variadic():
            error = ("variadic functions are not supported", span)
        tree = Node("COMPOUND_STMT", "", Other("void"), (), span, 0, 0)
        if error is None and body is not None:
            try:
                tree = self.node(body)
            except RecursionError:
                error = ("this function is nested too deeply", span)
        result = self.type(cursor.result_type)
        return Definition(
            name, self.identity(cursor), parameters, result, tree, span, source, self.data, error
        )

    def identity(self, cursor: Any) -> int:
        """One number for each declaration, the same for all its redeclarations."""
        canonical = cursor.canonical
        known = self.declarations.setdefault(canonical.hash, [])
        for other, number in known:
            if other == canonical:
                return number
        self.count += 1
        known.append((canonical, self.count))
        return self.count

    def span(self, extent: Any) -> Span:
        return self.located(extent)[0]

    def located(self, extent: Any) -> tuple[Span, int, int]:
        """Where something is, by lines and by offsets."""
        start, end = extent.start, extent.end
        span = Span(self.path, start.line, start.column, end.line, end.column)
        return span, start.offset, end.offset

    def children(self, cursor: Any) -> list[Any]:
        """The cursors right below one.

        Python drops what is raised inside a callback from C; libclang then reports that the visit ended
        early. Overlooking that would lose part of the program.
        """
        found: list[Any] = []

        def visit(child: Any, parent: Any, data: Any) -> int:
            child._tu = self.unit
            found.append(child)
            return 1

        if self.lib.clang_visitChildren(cursor, self.cindex.callbacks["cursor_visit"](visit), found):
            raise RecursionError
        return found

    def node(self, cursor: Any) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            self.depth = 0
            raise RecursionError
        node = self.new_node(cursor)
        self.depth -= 1
        return node

    def new_node(self, cursor: Any) -> Node:
        kind = cursor.kind.name
        children = tuple([self.node(c) for c in self.children(cursor) if c.kind.name not in _NAMES])
        type_ = self.type(cursor.type)
        if kind == "PAREN_EXPR" and len(children) == 1:
            return children[0]
        if kind == "UNEXPOSED_EXPR" and len(children) == 1:
            child = children[0]
            if child.type == type_ or _was_parameter(child.type, type_):
                return child
            kind = "CAST"
        elif kind in _CASTS and len(children) == 1:
            if children[0].type == type_ and isinstance(type_, Vector):
                return children[0]
            kind = "CAST"
        span, start, end = self.located(cursor.extent)
        operator, target, value, library = "", 0, None, False
        match kind:
            case "BINARY_OPERATOR" | "COMPOUND_ASSIGNMENT_OPERATOR":
                operator = _nth(_BINARY, self.lib.clang_getCursorBinaryOperatorKind(cursor))
            case "UNARY_OPERATOR":
                operator = _nth(_UNARY, self.lib.clang_getCursorUnaryOperatorKind(cursor))
            case "PARM_DECL":
                target = self.identity(cursor)
                type_ = self.adjusted(cursor.type, type_)
            case "VAR_DECL":
                target = self.identity(cursor)
                library = cursor.storage_class.name in ("STATIC", "EXTERN")
            case "DECL_REF_EXPR" | "CALL_EXPR" | "MEMBER_REF_EXPR":
                target, value, library = self.reference(cursor, kind, children)
                if kind == "DECL_REF_EXPR" and cursor.referenced.kind.name == "PARM_DECL":
                    type_ = self.adjusted(cursor.type, type_)
            case "LAMBDA_EXPR":
                type_ = self.returned(cursor) or type_
            case _ if kind in _LITERALS:
                value = self.evaluate(cursor)
            case _:
                pass
        return Node(
            kind,
            cursor.spelling,
            type_,
            children,
            span,
            start,
            end,
            operator,
            target,
            value,
            library,
        )

    def returned(self, cursor: Any) -> CType | None:
        """What a lambda returns, unless that depends on its arguments."""
        members = cursor.type.get_declaration().get_children()
        return next((self.type(m.result_type) for m in members if m.kind.name == "CXX_METHOD"), None)

    def adjusted(self, declared: Any, type_: CType) -> CType:
        """The type of a parameter: one that is written as an array is a pointer."""
        is_array = declared.get_canonical().kind.name.endswith("ARRAY")
        return Pointer(type_.element) if is_array and isinstance(type_, FixedArray) else type_

    def reference(
        self, cursor: Any, kind: str, children: tuple[Node, ...]
    ) -> tuple[int, int | float | bool | None, bool]:
        declaration = cursor.referenced
        if declaration is None:
            return 0, None, False
        library = self.is_library(declaration)
        target = self.identity(declaration)
        if declaration.kind.name == "ENUM_CONSTANT_DECL":
            return target, declaration.enum_value, library
        if kind == "CALL_EXPR" and library and len(children) == 1:
            return target, self.evaluate(cursor), library
        if kind == "DECL_REF_EXPR" and declaration.kind.name == "VAR_DECL" and self.is_constant(declaration):
            return target, self.evaluate(declaration), library
        return target, None, library

    def is_library(self, declaration: Any) -> bool:
        file = declaration.location.file
        return file is None or file.name.startswith(str(_STUBS))

    def is_constant(self, declaration: Any) -> bool:
        """Whether a variable is a constant with static storage."""
        parent = declaration.semantic_parent
        local = parent is not None and parent.kind.name in (*_FUNCTIONS, "FUNCTION_TEMPLATE")
        static = declaration.storage_class.name == "STATIC"
        return (static or not local) and declaration.type.is_const_qualified()

    def evaluate(self, cursor: Any) -> int | float | bool | None:
        """Clang's own value of a constant, or None."""
        result = self.lib.clang_Cursor_Evaluate(cursor)
        if not result:
            return None
        try:
            kind = self.lib.clang_EvalResult_getKind(result)
            if kind == 1:
                unsigned = self.lib.clang_EvalResult_isUnsignedInt(result)
                name = "getAsUnsigned" if unsigned else "getAsLongLong"
                number: int = getattr(self.lib, f"clang_EvalResult_{name}")(result)
                return number
            if kind == 2:
                real: float = self.lib.clang_EvalResult_getAsDouble(result)
                return real
            return None
        finally:
            self.lib.clang_EvalResult_dispose(result)

    def type(self, type_: Any) -> CType:
        canonical = type_.get_canonical()
        spelling = canonical.spelling
        found = self.types.get(spelling)
        if found is None:
            found = self.types[spelling] = self.new_type(canonical, spelling)
        return found

    def new_type(self, type_: Any, spelling: str) -> CType:
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
                return self.type(type_.get_declaration().enum_type)
            case "POINTER":
                return Pointer(self.type(type_.get_pointee()))
            case "LVALUEREFERENCE":
                to = type_.get_pointee()
                return Reference(self.type(to), to.is_const_qualified())
            case "CONSTANTARRAY":
                return FixedArray(self.type(type_.element_type), type_.element_count)
            case "INCOMPLETEARRAY" | "VARIABLEARRAY":
                return FixedArray(self.type(type_.element_type), None)
            case "RECORD":
                return self.record(type_, spelling)
            case _:
                return Other(spelling)

    def record(self, type_: Any, spelling: str) -> CType:
        plain = spelling.removeprefix("const ")
        if plain.startswith("std::vector<"):
            return Vector(self.type(type_.get_template_argument_type(0)))
        if plain.startswith("std::array<"):
            extent = re.search(r"(\d+)(?:UL)?>$", plain)
            return FixedArray(
                self.type(type_.get_template_argument_type(0)), int(extent.group(1)) if extent else None
            )
        return Other(plain)


def _was_parameter(pointer: CType, array: CType) -> bool:
    """Whether libclang shows the value of an array parameter, a pointer, by the type it was written with."""
    return isinstance(array, FixedArray) and pointer == Pointer(array.element)


def _nth(names: tuple[str, ...], position: int) -> str:
    return names[position] if 0 <= position < len(names) else ""
