"""Reading the text form of programs; the inverse of `tensir.printer.show_program`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, final

from lark import Token

from tensir.cell_reader import (
    BINARY,
    UNARY,
    Scope,
    comparison_operator,
    negative_literal,
    read_cell,
    read_integer,
    read_literal,
    read_range,
)
from tensir.cells import Cell, Extent, substitute
from tensir.dtypes import DTYPES, INT, DType
from tensir.ops import ATTRIBUTE_KINDS, OPERATORS, AttributeKind, call
from tensir.scalars import TypeRuleError
from tensir.syntax import Node, TensIRSyntaxError, failure, name_of, nodes, read_tree
from tensir.tensors import Attribute, Call, Carried, Iterate, Param, Program, Scalar, Tensor, TensorType

__all__ = ["Located", "Stretch", "TensIRSyntaxError", "locate_program", "parse_program"]

MAX_TENSOR_DEPTH: Final = 200


def parse_program(text: str) -> Program:
    """The program that a text form denotes; raises `TensIRSyntaxError` where it denotes none."""
    return _Reader().program(read_tree(text))


@final
@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text; lines and columns count from 1, the end column is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@final
@dataclass(frozen=True, slots=True)
class Located:
    """A program and where in its text its parts stand: parameters and outputs by name, operators.

    An output is where the header declares it (`declared`) and where it is given (`outputs`).
    """

    program: Program
    parameters: Mapping[str, Stretch]
    declared: Mapping[str, Stretch]
    outputs: Mapping[str, Stretch]
    calls: Mapping[Call, Stretch]


def locate_program(text: str) -> Located:
    """As `parse_program`, with the places of the parts."""
    reader = _Reader()
    program = reader.program(read_tree(text))
    parameters, declared, outputs = (
        {name: _stretch(node) for name, node in found.items()} for found in reader.places()
    )
    calls = {call: _stretch(node) for call, node in reader.calls.items()}
    return Located(program, parameters, declared, outputs, calls)


def _stretch(node: Node) -> Stretch:
    meta: Any = node.meta
    return Stretch(meta.line, meta.column, meta.end_line, meta.end_column)


@final
class _Reader:
    """What has been read so far of one program."""

    def __init__(self) -> None:
        self._parameters: dict[str, Param] = {}
        self._extents: dict[str, Extent] = {}
        self._letters: dict[Extent, Extent] = {}
        self._places: dict[str, Node] = {}
        self._values: dict[str, Tensor] = {}
        self._outputs: dict[str, Tensor] = {}
        self._iterates: list[Iterate] = []
        self._scalars: dict[str, Param] = {}
        self._taken: set[str] = set()
        self._depths: dict[Tensor, int] = {}
        self._interned: dict[Call, Call] = {}
        self._scope = Scope(self._scalars, self._extents, {})
        self._parameter_nodes: dict[str, Node] = {}
        self._declared_nodes: dict[str, Node] = {}
        self._output_nodes: dict[str, Node] = {}
        self.calls: dict[Call, Node] = {}

    def places(self) -> tuple[Mapping[str, Node], Mapping[str, Node], Mapping[str, Node]]:
        """Where parameters are, where outputs are declared, and where they are given."""
        return self._parameter_nodes, self._declared_nodes, self._output_nodes

    def program(self, tree: Node) -> Program:
        name, *rest = nodes(tree)
        for node in rest:
            if node.data == "parameter":
                self._parameter(node)
        self._check_letters()
        for node in rest:
            if node.data == "statement":
                self._statement(node)
            elif node.data == "iterate":
                self._iterates.append(self._iterate(node))
        declared = [n for n in rest if n.data == "output"]
        outputs = self._declared(tree, declared) if declared else tuple(self._outputs.items())
        if not outputs:
            raise failure(tree, "the program gives nothing back")
        parameters, iterates = tuple(self._parameters.values()), tuple(self._iterates)
        return Program(name_of(name), parameters, outputs, iterates)

    def _parameter(self, node: Node) -> None:
        name = name_of(nodes(node)[0])
        if name in self._parameters:
            raise failure(node, f"there are two parameters `{name}`")
        self._parameter_nodes[name] = node
        dtype, *extents = nodes(nodes(node)[1])
        for axis, extent in enumerate(extents):
            if extent.data != "variable":
                raise failure(extent, "an extent of a parameter is a name")
            own = Extent(name, axis)
            self._letters[own] = self._extents.setdefault(name_of(extent), own)
            self._places.setdefault(name_of(extent), extent)
        shape = tuple(Extent(name, axis) for axis in range(len(extents)))
        self._parameters[name] = self._scalars[name] = Param(name, TensorType(_dtype(dtype), shape))

    def _check_letters(self) -> None:
        for letter, place in self._places.items():
            if letter in self._parameters:
                raise failure(place, f"`{letter}` names both a parameter and an extent")

    def _declared(self, tree: Node, declared: list[Node]) -> tuple[tuple[str, Tensor], ...]:
        """The outputs in the order in which the header declares them, their types checked."""
        names = [_target(nodes(node)[0]) for node in declared]
        if sorted(names) != sorted(self._outputs):
            raise failure(tree, f"declared are the outputs {names}, and given {list(self._outputs)}")
        for node, name in zip(declared, names, strict=True):
            self._declared_nodes[name] = node
            if len(nodes(node)) > 1:
                self._check_type(nodes(node)[1], self._outputs[name].type)
        return tuple((name, self._outputs[name]) for name in names)

    def _check_type(self, node: Node, inferred: TensorType) -> None:
        dtype, *extents = nodes(node)
        if _dtype(dtype) is not inferred.dtype or len(extents) != inferred.rank:
            raise failure(node, f"the output is of type {inferred.dtype} and rank {inferred.rank}")
        for extent, actual in zip(extents, inferred.shape, strict=True):
            if self._named(read_integer(extent, self._scope)) != self._named(actual):
                raise failure(extent, "the output has another extent")

    def _named(self, cell: Cell) -> Cell:
        """A cell with each extent replaced by the first of its name."""
        return substitute(cell, {}, extent=self._letters.get)

    def _statement(self, node: Node) -> None:
        left, right = nodes(node)
        value = self._tensor(right)
        if left.data == "target":
            names, name = self._outputs, _target(left)
            self._output_nodes.setdefault(name, node)
        else:
            names, name = self._values, self._free_name(left)
        if name in names:
            raise failure(left, f"`{name}` is given twice")
        names[name] = value

    def _free_name(self, node: Node) -> str:
        """A name that nothing has yet."""
        name = name_of(node)
        if name in self._parameters or name in self._extents:
            raise failure(node, f"`{name}` is a name of the header; its new value is `new {name}`")
        if name in self._values or name in self._scalars or name in self._taken:
            raise failure(node, f"`{name}` is given twice")
        return name

    # ------------------------------------------------------------ iterates

    def _iterate(self, node: Node) -> Iterate:
        """An iterate; what is named inside has no meaning outside of it."""
        around, *inside = nodes(node)
        lo, counter, hi = read_range(around, self._scope)
        if counter in self._parameters or counter in self._extents or counter in self._values:
            raise failure(around, f"`{counter}` is given twice")
        carries = [self._carry(n) for n in inside if n.data == "carry"]
        outside = dict(self._values), dict(self._scalars)
        steps: dict[str, Tensor] = {}
        self._declare(Param(counter, TensorType(INT, ())))
        for before, _, _, place in carries:
            if before.name in self._values or before.name == counter:
                raise failure(place, f"`{before.name}` is given twice")
            self._declare(before)
        names = {before.name for before, _, _, _ in carries}
        for part in inside:
            if part.data == "let":
                left, right = nodes(part)
                name = self._free_name(left)
                self._values[name] = self._tensor(right)
            elif part.data == "next":
                left, right = nodes(part)
                name = name_of(left)
                if name not in names or name in steps:
                    raise failure(left, f"`{name}` is not carried, or is given twice")
                steps[name] = self._tensor(right)
        carried = tuple(self._carried(b, a, s, steps, place) for b, a, s, place in carries)
        self._taken |= self._values.keys() | self._scalars.keys()
        self._values, scalars = outside
        self._scalars.clear()
        self._scalars.update(scalars)
        for one in carried:
            if one.after.name in self._values or one.after.name in self._scalars:
                raise failure(node, f"`{one.after.name}` is given twice")
            self._declare(one.after)
        return Iterate(counter, lo, hi, carried)

    def _declare(self, value: Param) -> None:
        """From here on a name means a value; in cells, if it is a scalar."""
        self._values[value.name] = value
        if not value.type.rank:
            self._scalars[value.name] = value

    def _carry(self, node: Node) -> tuple[Param, Param, Tensor, Node]:
        before, start, after = nodes(node)
        names = self._free_name(before), self._free_name(after)
        if names[0] == names[1]:
            raise failure(after, f"`{names[0]}` is given twice")
        value = self._tensor(start)
        return Param(names[0], value.type), Param(names[1], value.type), value, node

    def _carried(
        self, before: Param, after: Param, start: Tensor, steps: Mapping[str, Tensor], place: Node
    ) -> Carried:
        step = steps.get(before.name)
        if step is None:
            raise failure(place, f"what `{before.name}` is next is missing")
        if step.type.dtype is not start.type.dtype or step.type.rank != start.type.rank:
            raise failure(place, f"a round makes another type of `{before.name}`")
        return Carried(before, after, start, step)

    def _tensor(self, node: Node) -> Tensor:
        match node.data:
            case "number" | "boolean":
                return Scalar(read_literal(node))
            case "variable":
                return self._variable(node)
            case "scalar":
                return Scalar(read_cell(nodes(node)[0], self._scope, integral=False))
            case "prefix":
                literal = negative_literal(node)
                return (
                    Scalar(literal)
                    if literal
                    else self._apply(node, UNARY[str(node.children[0])], nodes(node))
                )
            case "binary":
                return self._apply(node, BINARY[str(node.children[1])], nodes(node))
            case "comparison":
                return self._apply(node, comparison_operator(node), nodes(node))
            case "call":
                return self._call(node)
            case _:
                raise failure(node, "a tensor is expected here; scalar expressions stand in braces")

    def _variable(self, node: Node) -> Tensor:
        name = name_of(node)
        found = self._values.get(name) or self._parameters.get(name)
        if found is None:
            raise failure(node, f"there is no value `{name}`")
        return found

    def _call(self, node: Node) -> Call:
        name, *rest = nodes(node)
        op, operands = name_of(name), nodes(rest[-1])
        attributes = self._attributes(nodes(rest[0])) if len(rest) > 1 else {}
        if op in DTYPES:
            op, attributes = "cast", {"to": DTYPES[op], **attributes}
        return self._apply(node, op, operands, attributes)

    def _apply(
        self, node: Node, op: str, operands: list[Node], attributes: dict[str, Attribute] | None = None
    ) -> Call:
        args = tuple(self._tensor(o) for o in operands)
        if op not in OPERATORS:
            raise failure(node, f"there is no operator `{op}`")
        depth = 1 + max((self._depths.get(a, 0) for a in args), default=0)
        if depth > MAX_TENSOR_DEPTH:
            raise failure(node, f"more than {MAX_TENSOR_DEPTH} operators build on each other")
        try:
            result = call(op, *args, **(attributes or {}))
        except TypeRuleError as error:
            raise failure(node, str(error)) from None
        self._depths[result] = depth
        self.calls.setdefault(result, node)
        return self._interned.setdefault(result, result)

    def _attributes(self, items: list[Node]) -> dict[str, Attribute]:
        attributes: dict[str, Attribute] = {}
        for item in items:
            if item.data != "attribute":
                raise failure(item, "an attribute is written `name=value`")
            name = str(item.children[0])
            if name not in ATTRIBUTE_KINDS or name in attributes:
                raise failure(item, f"`{name}` is no attribute, or is given twice")
            attributes[name] = self._attribute(ATTRIBUTE_KINDS[name], nodes(item)[0])
        return attributes

    def _attribute(self, kind: AttributeKind, node: Node) -> Attribute:
        match kind:
            case AttributeKind.NUMBER:
                return _number(node)
            case AttributeKind.NUMBERS:
                return tuple(_number(item) for item in _items(node))
            case AttributeKind.TEXT:
                return _text(node)
            case AttributeKind.DTYPE:
                return _dtype(node)
            case AttributeKind.CELL:
                return read_integer(node, self._scope)
            case AttributeKind.CELLS:
                return tuple(read_integer(item, self._scope) for item in _items(node))


def _target(node: Node) -> str:
    first = node.children[0]
    return str(first) if isinstance(first, Token) else name_of(first)


def _dtype(node: Node) -> DType:
    name = name_of(node)
    if name not in DTYPES:
        raise failure(node, f"there is no dtype `{name}`")
    return DTYPES[name]


def _items(node: Node) -> list[Node]:
    if node.data != "list":
        raise failure(node, "a list in brackets is expected here")
    return nodes(node)


def _number(node: Node) -> int:
    literal = read_literal(node) if node.data == "number" else None
    if literal is None or not isinstance(literal.value, int):
        raise failure(node, "a number is expected here")
    return literal.value


def _text(node: Node) -> str:
    token = node.children[0]
    if node.data != "string":
        raise failure(node, "text in quotes is expected here")
    return str(json.loads(str(token)))
