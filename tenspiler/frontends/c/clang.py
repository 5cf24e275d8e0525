"""The seam to libclang: parses a file and copies its functions into plain syntax nodes."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportPrivateUsage=false, reportUnknownArgumentType=false, reportUnknownParameterType=false, reportAttributeAccessIssue=false
from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.clang_types import Types
from tenspiler.frontends.c.complaints import Complaints
from tenspiler.frontends.c.instances import REFERENCE, qualified_name, with_references
from tenspiler.frontends.c.syntax import (
    Complaint,
    CType,
    Definition,
    FixedArray,
    Node,
    Other,
    Pointer,
    Record,
    Reference,
    SourceFile,
    Vector,
    is_array_value,
    walk,
)
from tenspiler.loopir.nodes import Span

_STUBS = Path(__file__).parent / "stubs"
_KEEP_GOING = 0x200
_DEEPEST = 200
_STACK = 256 << 20  # bytes; only what is used of it takes memory

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
_SPECIAL = {
    "CONSTRUCTOR": "constructors",
    "DESTRUCTOR": "destructors",
    "CONVERSION_FUNCTION": "conversions",
}
_GROUPS = {"NAMESPACE", "LINKAGE_SPEC", "UNEXPOSED_DECL", "STRUCT_DECL", "CLASS_DECL"}
_LOOPS = {"FOR_STMT", "WHILE_STMT", "DO_STMT", "CXX_FOR_RANGE_STMT"}
_TEMPLATES = {"CLASS_TEMPLATE", "CLASS_TEMPLATE_PARTIAL_SPECIALIZATION"}


def load_library() -> None:
    """Load libclang; raises `ImportError` where it is missing or broken."""
    try:
        _index()
    except Exception as error:  # libclang's own errors share no base with Python's
        raise ImportError(str(error)) from error


def is_c(path: str) -> bool:
    """Whether a file is C and not C++, by its suffix."""
    return path.endswith((".c", ".h"))


def parse(path: str, text: str, flags: Sequence[str] = (), first: int = 0) -> SourceFile:
    """The functions of a file, read with clang's `flags`; its errors are part of the answer.

    Its declarations are numbered from `first` on, so that those of several files can be told apart.
    clang descends into expressions and statements by recursion, and a source can be nested as deeply as its
    author likes: what the usual stack does not hold would end the process. Raises `Refusal`.
    """
    answers: list[SourceFile | BaseException] = []

    def work() -> None:
        try:
            answers.append(_parse(path, text, flags, first))
        except BaseException as error:
            answers.append(error)

    before = threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=work, daemon=True, name="libclang")
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    match answers[0]:
        case SourceFile() as file:
            return file
        case RecursionError():
            deep = "it is nested too deeply"
            raise Refusal("TSP1101", Span(path, 1, 1, 1, 2), message=deep)
        case error:
            raise error


def _parse(path: str, text: str, flags: Sequence[str], first: int) -> SourceFile:
    cindex = _cindex()
    language = ["-xc", "-std=gnu11"] if is_c(path) else ["-xc++", "-std=c++17", "-nostdinc++"]
    arguments = [*language, "-nostdinc", "-isystem", str(_STUBS), "-target", "x86_64-linux-gnu", "-w"]
    arguments += flags
    given = text if is_c(path) else with_references(text)
    try:
        unit = _index().parse(path, arguments, unsaved_files=[(path, given)], options=_KEEP_GOING)
    except cindex.TranslationUnitLoadError:
        raise Refusal("TSP1101", Span(path, 1, 1, 1, 2), message="clang cannot read this file") from None
    return _Reader(cindex, path, given, unit, first).file(text)


@cache
def _cindex() -> Any:
    from clang import cindex

    os.environ["LIBCLANG_NOTHREADS"] = "1"  # its own thread has a small stack
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
    lib.clang_Cursor_getVarDeclInitializer.argtypes = [cindex.Cursor]
    lib.clang_Cursor_getVarDeclInitializer.restype = cindex.Cursor
    return cindex


@cache
def _index() -> Any:
    return _cindex().Index.create()


class _Reader:
    """One translation unit on its way into syntax nodes."""

    def __init__(self, cindex: Any, path: str, text: str, unit: Any, first: int) -> None:
        self.cindex, self.path, self.unit = cindex, path, unit
        self.lib = cindex.conf.lib
        self.texts = {path: text.encode()}
        self.declarations: dict[int, list[tuple[Any, int]]] = {}
        self.count = first
        self.symbols: dict[int, str] = {}
        self.depth = 0
        self.types = Types(self.identity, self.is_library, self.node)
        self.constants: dict[int, Node] = {}
        self.kept: set[int] = set()
        self.instances: dict[int, Any] = {}

    def file(self, text: str) -> SourceFile:
        cursors, templates = self.functions(self.unit.cursor)
        complaints = Complaints(self.unit, self.path, text, cursors, self.span)
        self.read_constants(self.unit.cursor)
        definitions = self.used_definitions(cursors, complaints)
        made = {(d.span.file, d.span.line, d.span.column) for d in definitions}
        unused = [c for c in templates if self.is_here(c) and _loops(c) and not made & set(self.places(c))]
        return SourceFile(
            tuple(definitions),
            tuple((qualified_name(c), self.span(c.extent)) for c in unused),
            (*complaints.missing, *complaints.notes),
            self.constants,
            self.symbols,
        )

    def used_definitions(self, cursors: list[Any], complaints: Complaints) -> list[Definition]:
        """The functions of the file, and what they lead to: instances, and functions of headers.

        Only these are read whole, for a header may have hundreds.
        """
        by_target = {self.identity(c): c for c in cursors}
        found: dict[int, Definition] = {}
        pending = {target for target, c in by_target.items() if self.is_here(c)}
        while pending:
            for target in sorted(pending):
                cursor = by_target.get(target) or self.instances[target]
                found[target] = made = self.definition(cursor, complaints)
                named = (n.target for part in (made.body, *made.parameters) for n in walk(part))
                pending.update(t for t in named if t in by_target)
            pending = (pending | self.instances.keys()) - found.keys()
        ordered = [target for target in by_target if target in found]
        return [found[target] for target in (*ordered, *sorted(found.keys() - by_target.keys()))]

    def places(self, template: Any) -> Iterator[tuple[str, int, int]]:
        """Where the instances of a template may be said to begin: at any of its tokens before the body."""
        body = next((c for c in template.get_children() if c.kind.name == "COMPOUND_STMT"), None)
        for token in template.get_tokens():
            if body is not None and token.extent.start.offset >= body.extent.start.offset:
                return
            start = token.extent.start
            yield start.file.name, start.line, start.column

    def functions(self, parent: Any) -> tuple[list[Any], list[Any]]:
        """The definitions of functions in the file and in headers of the user, and the templates."""
        found: list[Any] = []
        templates: list[Any] = []
        for cursor in parent.get_children():
            if self.is_library(cursor):
                continue
            kind = cursor.kind.name
            if (kind in _FUNCTIONS or kind in _SPECIAL) and cursor.is_definition():
                found.append(cursor)
            elif kind == "FUNCTION_TEMPLATE":
                templates.append(cursor)
            elif kind in _TEMPLATES:
                more, further = self.functions(cursor)
                templates += more + further
            elif kind in _GROUPS:
                more, further = self.functions(cursor)
                found += more
                templates += further
        return found, templates

    def read_constants(self, parent: Any) -> None:
        """The constant arrays and structs outside the functions."""
        for cursor in parent.get_children():
            if self.is_library(cursor):
                continue
            if cursor.kind.name == "VAR_DECL" and cursor.spelling.startswith(REFERENCE):
                self.node(cursor)
            elif cursor.kind.name == "VAR_DECL":
                self.keep_constant(cursor)
            elif cursor.kind.name in _GROUPS:
                self.read_constants(cursor)

    def keep_constant(self, cursor: Any) -> None:
        """Remember an array or a struct that nothing may change."""
        constant = isinstance(self.types.of(cursor.type), (FixedArray, Record)) and _is_const(cursor.type)
        target = self.identity(cursor)
        if constant and target not in self.kept and cursor.get_definition() is not None:
            self.kept.add(target)
            self.constants[target] = self.node(cursor.get_definition())

    def is_here(self, cursor: Any) -> bool:
        file = cursor.location.file
        return file is not None and file.name == self.path

    def definition(self, cursor: Any, complaints: Complaints) -> Definition:
        parameters: tuple[Node, ...] = ()
        body = next((c for c in cursor.get_children() if c.kind.name == "COMPOUND_STMT"), None)
        span = self.span(cursor.extent)
        data = self.data(span.file)
        source = data[cursor.extent.start.offset : cursor.extent.end.offset].decode(errors="replace")
        error = complaints.about(cursor)
        if error is None and (body is None or cursor.kind.name in _SPECIAL):
            what = _SPECIAL.get(cursor.kind.name, "functions without a plain body")
            error = Complaint("TSP1143", what, span)
        if error is None and cursor.kind.name == "FUNCTION_DECL":
            # Without a prototype (`int main()` in C), arguments are promoted.
            if cursor.type.kind.name != "FUNCTIONPROTO":
                any_given = any(True for _ in cursor.get_arguments())
                error = Complaint("TSP1143", "functions without a prototype", span) if any_given else None
            elif cursor.type.is_function_variadic():
                error = Complaint("TSP1143", "variadic functions", span)
        result: CType = Other("void")
        tree = Node("COMPOUND_STMT", "", Other("void"), (), span, 0, 0)
        try:
            parameters = tuple(self.node(c) for c in cursor.get_arguments())
            result = self.types.of(cursor.result_type)
            tree = self.node(body) if body is not None else tree
        except RecursionError:
            self.depth = 0
            error = error or Complaint("TSP1123", "", span)
        self.note_symbol(cursor, self.identity(cursor))
        return Definition(
            qualified_name(cursor),
            self.identity(cursor),
            parameters,
            result,
            tree,
            span,
            source,
            data,
            error,
            self.owner(cursor),
            self.is_here(cursor),
            complaints.unread,
        )

    def owner(self, cursor: Any) -> CType | None:
        """The class of a member function that is called on an object."""
        if cursor.kind.name != "CXX_METHOD" or cursor.is_static_method():
            return None
        return self.types.of(cursor.semantic_parent.type)

    def data(self, file: str) -> bytes:
        if file not in self.texts:
            self.texts[file] = Path(file).read_bytes()
        return self.texts[file]

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
        file = start.file.name if start.file is not None else self.path
        span = Span(file, start.line, start.column, end.line, end.column)
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

    def inner(self, cursor: Any) -> list[Any]:
        """The children that are part of the program and not of a name or a type."""
        if cursor.kind.name == "VAR_DECL" and not _is_variable_array(cursor):
            initial = self.lib.clang_Cursor_getVarDeclInitializer(cursor)
            initial._tu = self.unit
            return [] if initial.kind.is_invalid() else [initial]
        return [c for c in self.children(cursor) if c.kind.name not in _NAMES]

    def new_node(self, cursor: Any) -> Node:
        kind = cursor.kind.name
        children = tuple([self.node(c) for c in self.inner(cursor)])
        type_ = self.types.of(cursor.type)
        if kind == "INIT_LIST_EXPR":
            children = tuple(_designated(c) for c in children)
        if kind == "PAREN_EXPR" and len(children) == 1:
            return children[0]
        if kind == "DECL_REF_EXPR" and not cursor.spelling and len(children) == 1:
            return children[0]  # the value of a template's parameter
        if kind == "UNEXPOSED_EXPR" and len(children) == 1:
            child = children[0]
            if child.type == type_ or _was_parameter(child.type, type_):
                return child
            kind = "CAST"
        elif kind in _CASTS and len(children) == 1:
            if children[0].type == type_ and (is_array_value(type_) or isinstance(type_, Record)):
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
                type_ = _viewed(cursor.type, type_)
                library = cursor.storage_class.name in ("STATIC", "EXTERN")
                if library and self.depth > 1:
                    self.keep_constant(cursor)
            case "DECL_REF_EXPR" | "CALL_EXPR" | "MEMBER_REF_EXPR":
                target, value, library = self.reference(cursor, kind, children)
                if kind == "DECL_REF_EXPR" and cursor.referenced.kind.name == "PARM_DECL":
                    type_ = self.as_pointer(cursor.referenced.type, type_)
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
        return next((self.types.of(m.result_type) for m in members if m.kind.name == "CXX_METHOD"), None)

    def adjusted(self, declared: Any, type_: CType) -> CType:
        """The type of a parameter: one that is written as an array is a pointer."""
        return _viewed(declared, self.as_pointer(declared, type_))

    def as_pointer(self, declared: Any, type_: CType) -> CType:
        is_array = declared.get_canonical().kind.name.endswith("ARRAY")
        return Pointer(type_.element) if is_array and isinstance(type_, FixedArray) else type_

    def reference(
        self, cursor: Any, kind: str, children: tuple[Node, ...]
    ) -> tuple[int, int | float | bool | None, bool]:
        declaration = cursor.referenced
        if declaration is None:
            return 0, None, False
        library = self.is_library(declaration) or _is_implicit(declaration)
        target = self.identity(declaration)
        if declaration.kind.name in _FUNCTIONS and not library:
            self.note_instance(declaration, target)
            self.note_symbol(declaration, target)
        if declaration.kind.name == "ENUM_CONSTANT_DECL":
            return target, declaration.enum_value, library
        if kind == "CALL_EXPR" and library and len(children) == 1:
            return target, self.evaluate(cursor), library
        if kind != "CALL_EXPR" and declaration.kind.name == "VAR_DECL" and self.is_constant(declaration):
            return target, self.evaluate(declaration), library
        return target, None, library

    def note_symbol(self, declaration: Any, target: int) -> None:
        """Keep the name of a function that another file may define, or call."""
        if declaration.linkage.name == "EXTERNAL":
            self.symbols[target] = declaration.get_usr()

    def note_instance(self, declaration: Any, target: int) -> None:
        """Keep a function that a template makes; its body is seen nowhere but here."""
        parent = declaration.semantic_parent
        made = self.lib.clang_getSpecializedCursorTemplate(declaration)
        inside = parent is not None and self.lib.clang_getSpecializedCursorTemplate(parent) is not None
        definition = declaration.get_definition()
        if (made is not None or inside) and definition is not None:
            self.instances.setdefault(target, definition)

    def is_library(self, declaration: Any) -> bool:
        if declaration.spelling.startswith(
            "__builtin_"
        ):  # declared where it is first used: `INFINITY`, `isnan`
            return True
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


def _viewed(declared: Any, type_: CType) -> CType:
    """A `std::span` is copied as a reference is: both are another name for the elements."""
    canonical = declared.get_canonical()
    if not isinstance(type_, Vector) or "std::span<" not in canonical.spelling:
        return type_
    return Reference(type_, canonical.get_template_argument_type(0).is_const_qualified())


def _designated(child: Node) -> Node:
    """`.x = 1` and `[2] = 1`, which libclang shows as something without a type."""
    if child.kind == "UNEXPOSED_EXPR" and child.type == Other("void") and len(child.children) == 2:
        return replace(child, kind="DESIGNATED")
    return child


def _is_const(type_: Any) -> bool:
    """Whether a type, or what an array of it holds, may not change."""
    canonical = type_.get_canonical()
    if canonical.is_const_qualified():
        return True
    return canonical.kind.name.endswith("ARRAY") and _is_const(canonical.element_type)


def _loops(cursor: Any) -> bool:
    """Whether a template holds a loop; its types are not known yet."""
    return any(c.kind.name in _LOOPS for c in cursor.walk_preorder())


def _is_variable_array(cursor: Any) -> bool:
    kind = cursor.type.get_canonical()
    while kind.kind.name.endswith("ARRAY"):
        if kind.kind.name == "VARIABLEARRAY":
            return True
        kind = kind.element_type
    return False


def _was_parameter(pointer: CType, array: CType) -> bool:
    """Whether libclang shows the value of an array parameter, a pointer, by the type it was written with."""
    return isinstance(array, FixedArray) and pointer == Pointer(array.element)


def _is_implicit(declaration: Any) -> bool:
    """Whether a constructor or an assignment is not written by anybody, and so copies field by field."""
    if declaration.kind.name != "CONSTRUCTOR" and declaration.spelling != "operator=":
        return False
    return declaration.location.offset == declaration.semantic_parent.location.offset


def _nth(names: tuple[str, ...], position: int) -> str:
    return names[position] if 0 <= position < len(names) else ""
