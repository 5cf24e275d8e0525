"""Probes of products of vectors, matrices and more."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tensir.dtypes import DType
from tensir.ops import CONTRACTIONS, call
from tenspiler.backend.conformance.probe import EMPTY, ODD, ONE, SPECIAL, Input, Probe, param, probe
from tenspiler.backend.conformance.reductions import kinds_of
from tenspiler.backend.conformance.values import ordinary

_SPECS = ("ij,jk->ik", "ij->", "ij,ij->i", "i,ij,j->", "ji,jk->ik", "ijk,k->ij", "ij,ij->", "ii->", "ii,i->i")
_SIZES = ((ODD, (3, 7, 5)), (ONE, (1, 1, 1)), (EMPTY, (0, 3, 2)), (EMPTY, (2, 0, 3)))


def contractions(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes of one of the products that has a name, or of `einsum` in several forms."""
    for spec in _SPECS if op == "einsum" else (CONTRACTIONS[op],):
        letters = spec.partition("->")[0].split(",")
        parameters = tuple(param("abc"[k], dtype, len(part)) for k, part in enumerate(letters))
        inputs: list[Input] = []
        for kind, make in ((ODD, ordinary), *kinds_of(dtype)):
            for about, sizes in _SIZES if kind is ODD else _SIZES[:1]:
                size = dict(zip("ijk", sizes, strict=True))
                given = tuple(make(rng, dtype, tuple(size[c] for c in part)) for part in letters)
                inputs.append(Input(about if kind is ODD else kind, given))
        node = call(op, *parameters, **({"spec": spec} if op == "einsum" else {}))
        yield probe(node, parameters, inputs)


def outer(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes of products without sums, which contracts count as `outer`."""
    yield from contractions(op, dtype, rng)
    a, b = param("a", dtype, 1), param("b", dtype, 2)
    given = ordinary(rng, dtype, (3,)), ordinary(rng, dtype, (3, 4))
    yield probe(call("einsum", a, b, spec="i,ij->ij"), (a, b), [Input(SPECIAL, given)])
    yield probe(call("einsum", a, b, spec="i,jk->kij"), (a, b), [Input(ODD, given)])
