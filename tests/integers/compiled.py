"""Runs many C or C++ functions at once, compiled so that undefined behaviour is caught and reported."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
from c_source import C_TYPES, Source, dtype_of

from tensir.dtypes import DType

HEADERS = {
    "c": "#include <stdint.h>\n#include <stdbool.h>\n#include <stddef.h>\n",
    "cpp": "#include <cstdint>\n#include <cstddef>\n",
}
COMPILERS = {"c": ["gcc", "-std=gnu11"], "cpp": ["g++", "-std=c++17"]}
FLAGS = (
    "-O0", "-w", "-ffp-contract=off",
    "-fsanitize=undefined,float-cast-overflow", "-fsanitize-undefined-trap-on-error",
)  # fmt: skip
UNCHECKED_SHIFTS = "-fno-sanitize=shift"
FIELDS = {f"{stem}{k}": type_ for type_, (_, stem) in C_TYPES.items() for k in range(2)}
ROW = np.dtype([(n, dtype_of(t).numpy) for n, t in FIELDS.items()], align=True)

_HEAD = """
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
"""
_MAIN = """
static sigjmp_buf escape;
static void trapped(int signal) { siglongjmp(escape, 1); }
int main(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = trapped;
    action.sa_flags = SA_NODEFER;
    const int signals[] = {SIGILL, SIGFPE, SIGTRAP, SIGABRT};
    for (int k = 0; k < 4; k++) sigaction(signals[k], &action, NULL);
    static Inputs inputs[1024];
    size_t count = fread(inputs, sizeof(Inputs), 1024, stdin);
    for (size_t f = 0; f < sizeof calls / sizeof *calls; f++)
        for (size_t k = 0; k < count; k++) {
            volatile uint64_t bits = 0, undefined = 1;
            uint64_t result = 0;
            if (sigsetjmp(escape, 0) == 0) { calls[f](&inputs[k], &result); bits = result; undefined = 0; }
            uint64_t line[2] = {undefined, bits};
            fwrite(line, sizeof line, 1, stdout);
        }
    return 0;
}
"""


def random_value(rng: Random, dtype: DType) -> int | float | bool:
    """A value of a type: near its edges, near a width, or small."""
    if dtype.name == "bool":
        return rng.random() < 0.5
    if dtype.is_float:
        special = (
            0.0,
            -0.0,
            1.0,
            -1.5,
            255.0,
            -129.0,
            2.0**31,
            2.0**63,
            1e30,
            np.inf,
            -np.inf,
            np.nan,
            1e-40,
        )
        x = rng.choice(special) if rng.random() < 0.4 else rng.uniform(-300, 300)
        return float(np.float32(x)) if dtype.bits == 32 else x
    low, high = dtype.lowest, dtype.highest
    near = [low, low + 1, high, high - 1, 0, 1, 2, 3, 7, 31, 32, 63, 64, 127, 128, 255]
    draw = rng.random()
    if draw < 0.4:
        return dtype.wrap(rng.choice([*near, -1, -2, -7] if low else near))
    return rng.randint(low, high) if draw < 0.55 else rng.randint(max(low, -99), min(high, 99))


def random_rows(rng: Random, count: int) -> np.ndarray:
    """Values for every parameter that an `Author` may use."""
    rows = [tuple(random_value(rng, dtype_of(t)) for t in FIELDS.values()) for _ in range(count)]
    return np.array(rows, dtype=ROW)


def outcomes(
    functions: Sequence[Source], language: str, rows: np.ndarray, folder: Path, *flags: str
) -> np.ndarray:
    """For each function and each input: whether it is undefined there, and the bits of its result."""
    path, binary = folder / f"functions.{language}", folder / f"functions_{language}"
    path.write_text(_program(functions, language), encoding="utf-8")
    subprocess.run([*COMPILERS[language], *FLAGS, *flags, str(path), "-o", str(binary)], check=True)
    done = subprocess.run([str(binary)], input=rows.tobytes(), capture_output=True, check=True, timeout=300)
    return np.frombuffer(done.stdout, dtype=np.uint64).reshape(len(functions), len(rows), 2)


def _program(functions: Sequence[Source], language: str) -> str:
    fields = " ".join(f"{type_} {name};" for name, type_ in FIELDS.items())
    lines = [HEADERS[language], _HEAD, f"typedef struct {{ {fields} }} Inputs;"]
    for function in functions:
        values = "".join(f"in->{name}, " for name in function.parameters)
        call = f"{function.name}({values}&value)"
        lines += [
            f"static {function.text}",
            f"static void call_{function.name}(const Inputs *in, void *out) {{",
            f"    {function.result} value = 0; {call}; memcpy(out, &value, sizeof value);",
            "}",
        ]
    table = ", ".join(f"call_{function.name}" for function in functions)
    return "\n".join([*lines, f"static void (*calls[])(const Inputs *, void *) = {{ {table} }};", _MAIN])
