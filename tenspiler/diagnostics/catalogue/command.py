"""Codes of the command line, files and plug-ins."""

from typing import Final

from tenspiler.diagnostics.catalogue.entry import Entry

COMMAND: tuple[Entry, ...] = (
    Entry(
        code="TSP0001",
        message="there is no file `{file}`",
        label="",
        help="check the path; a target is FILE, FILE:FUNCTION or FILE:LINE",
        explanation="""\
The file named on the command line does not exist.

```console
$ tenspiler lift kernals.py
error[TSP0001]: there is no file `kernals.py`
```

A target is a file, or a file and one function of it, or a file and a line:

    tenspiler lift kernels.py
    tenspiler lift kernels.py:clamp
    tenspiler lift kernels.py:12
""",
    ),
    Entry(
        code="TSP0002",
        message="`{file}` is not a regular file",
        label="",
        help="name the source files one by one, for example `{file}/*.py` in the shell",
        explanation="""\
A target has to be a source file. Directories, pipes and devices are not read.

```console
$ mkdir src
$ tenspiler lift src
error[TSP0002]: `src` is not a regular file
```

Let the shell name the files:

    tenspiler lift src/*.cpp
""",
    ),
    Entry(
        code="TSP0003",
        message="`{file}` cannot be read: {reason}",
        label="",
        help="check the permissions of the file",
        explanation="""\
The operating system refused to open or to read the file: no permission, a name that is too long, a disk
that fails.

```console
$ tenspiler lift "$(printf 'x%.0s' {1..300}).py"
cannot be read: File name too long
```
""",
    ),
    Entry(
        code="TSP0004",
        message="`{file}` is not text: {reason}",
        label="",
        help="save the source as UTF-8 (Python files may declare another encoding)",
        explanation="""\
Source is read as UTF-8, or, in Python, in the encoding that the file declares in its first two lines.
A file with NUL bytes, or with bytes that mean nothing in its encoding, is not source.

```console
$ printf 'x = 0\\0' > kernel.py
$ tenspiler lift kernel.py
error[TSP0004]: `kernel.py` is not text: it holds NUL bytes
```
""",
    ),
    Entry(
        code="TSP0005",
        message="`{file}` is neither Python nor C nor C++",
        label="",
        help="the language is known by the suffix: {suffixes}",
        explanation="""\
The frontend is chosen by the suffix of the file.

```console
$ cp kernels.py kernels.txt
$ tenspiler lift kernels.txt
error[TSP0005]: `kernels.txt` is neither Python nor C nor C++
```

Rename the file, or copy the loops that you want lifted into a file with one of the suffixes that the
help line names.
""",
    ),
    Entry(
        code="TSP0006",
        message="`{file}` is empty",
        label="",
        help="",
        explanation="""\
The file holds nothing but white space, so there is nothing to lift.

```console
$ echo > empty.py
$ tenspiler lift empty.py
error[TSP0006]: `empty.py` is empty
```
""",
    ),
    Entry(
        code="TSP0007",
        message="`{file}` has no function `{function}`",
        label="",
        help="{candidates}",
        explanation="""\
A target FILE:FUNCTION names a function that the file does not define.

```console
$ tenspiler lift kernels.py:clip
error[TSP0007]: `kernels.py` has no function `clip`
```

Names are compared exactly; the help line lists what comes close.
""",
    ),
    Entry(
        code="TSP0008",
        message="line {line} of `{file}` is in no function that could be lifted",
        label="",
        help="{candidates}",
        explanation="""\
A target FILE:LINE means the innermost function around that line. No function with a loop covers it.

```console
$ tenspiler lift kernels.py:99
error[TSP0008]: line 99 of `kernels.py` is in no function that could be lifted
```

Name a line inside the function, or the function itself (FILE:FUNCTION).
""",
    ),
    Entry(
        code="TSP0009",
        message="`{file}` has no function with a loop",
        label="",
        help="move the loop into a function whose parameters are what it reads and changes",
        explanation="""\
Only functions are lifted, and only those with a loop (or with whole-array operations) need it. Code at
the top level of a module is never executed and never lifted.

```python
total = 0
for x in [1, 2, 3]:
    total += x
```

becomes liftable as

    def total(data: list[int]) -> int:
        total = 0
        for x in data:
            total += x
        return total
""",
    ),
    Entry(
        code="TSP0010",
        message="`{function}` has no loop to lift",
        label="",
        help="lift the function that calls it in a loop: `{function}` is inlined there",
        explanation="""\
The function that the target names works on single numbers, so there is nothing to turn into tensor code.
It is inlined where a function with a loop calls it.

```console
$ cat > square.py <<'END'
> def square(x: float) -> float:                       # nothing to lift
>     return x * x
>
> def sum_of_squares(a: list[float]) -> float:         # lift this one
>     total = 0.0
>     for x in a:
>         total += square(x)
>     return total
> END
$ tenspiler lift square.py:square
error[TSP0010]: `square` has no loop to lift
```
""",
    ),
    Entry(
        code="TSP0012",
        message="cannot write to `{path}`: {reason}",
        label="",
        help="name another place to write to",
        explanation="""\
The directory given with `-o` is created where it is missing, and the emitted files are put there. The
operating system refused one of the two. Nothing was left half written.

```console
$ tenspiler lift kernels.py -o kernels.py/out
error[TSP0012]: cannot write to `kernels.py/out`: Not a directory
```
""",
    ),
    Entry(
        code="TSP0013",
        message="`{path}` exists and was not generated by Tenspiler",
        label="",
        help="move the file away, or give another directory with -o",
        explanation="""\
With `-o`, files that Tenspiler generated earlier are replaced. A file that lacks the line
"Generated by Tenspiler" near its top was written by somebody, and is never replaced.

```console
$ mkdir out
$ echo 'print("mine")' > out/clamp_numpy.py
$ tenspiler lift kernels.py:clamp -o out
error[TSP0013]: `out/clamp_numpy.py` exists and was not generated by Tenspiler
```
""",
    ),
    Entry(
        code="TSP0014",
        message="`{path}` already holds the code of {other} of this run",
        label="",
        help="lift one of the two by itself (FILE:FUNCTION or FILE:LINE), into another directory",
        explanation="""\
Two functions of one run have the same name, so their code would go to the same file. The first keeps it.

```console
$ cp kernels.py others.py
$ tenspiler lift kernels.py others.py -o out
error[TSP0014]: `out/clamp_numpy.py` already holds the code of `kernels.py:1` of this run
```
""",
    ),
    Entry(
        code="TSP0015",
        message="the {language} frontend could not be loaded: {reason}",
        label="",
        help="reinstall Tenspiler in this environment: `python -m pip install --force-reinstall tenspiler`",
        explanation="""\
A library that the frontend needs is missing or broken. The frontend of C and C++ needs the package
`libclang`, which carries its own library; no system compiler is used.

```console
$ mkdir broken
$ echo 'raise ImportError("half an installation")' > broken/clang.py
$ PYTHONPATH=broken tenspiler lift kernel.cpp
error[TSP0015]: the C and C++ frontend could not be loaded: half an installation
```
""",
    ),
    Entry(
        code="TSP0016",
        message="there is no diagnostic code `{given}`",
        label="",
        help="{candidates}",
        explanation="""\
`tenspiler explain` takes a code as it stands in a diagnostic: TSP and four digits.

```console
$ tenspiler explain TSP9999
error[TSP0016]: there is no diagnostic code `TSP9999`
```

`tenspiler explain --all` lists all codes.
""",
    ),
    Entry(
        code="TSP0018",
        message="{problem}",
        label="",
        help="`tenspiler lift --help` states the arguments",
        explanation="""\
The command line was not understood. With `--json` or another format for machines, standard output holds
this diagnostic; the sentence for people goes to standard error.

```console
$ tenspiler lift --json --backends numpy kernels.py
No such option: --backends
```
""",
        title="the command line was not understood",
    ),
    Entry(
        code="TSP0019",
        message="reading `{file}` takes more than {most} MiB of memory, and was given up",
        label="",
        help="look for macros, templates or files included by themselves that double at each step; "
        "`{variable}` in the environment allows more (in MiB)",
        explanation="""\
A few lines can ask a C or C++ parser for more memory than a machine has: macros that use each other twice,
templates that instantiate each other, a file that includes itself twice. The parser cannot be stopped, so the
whole command ends. `TENSPILER_READING_MEMORY` says how many MiB reading one file may take; 2048 without it.

```console
$ for k in $(seq 1 24); do echo "#define A$k A$((k - 1)) A$((k - 1))"; done > doubling.c
$ echo '#define A0 a[i]++;' >> doubling.c
$ echo 'void f(int *a, int n) { for (int i = 0; i < n; i++) { A24 } }' >> doubling.c
$ TENSPILER_READING_MEMORY=100 tenspiler lift doubling.c
error[TSP0019]: reading `doubling.c` takes more than 100 MiB of memory, and was given up
```
""",
    ),
    Entry(
        code="TSP0020",
        message="cannot read the compilation database `{path}`: {reason}",
        label="",
        help="write it again, or name another one with -p",
        explanation="""\
For C and C++, the flags of the build (`-I`, `-D`, `-std`) are taken from the `compile_commands.json` that is
nearest above the file, or from the one that `-p` names. Nothing in it is executed. It has to be JSON.

```console
$ mkdir build
$ echo '[{' > build/compile_commands.json
$ tenspiler lift kernel.cpp -p build
error[TSP0020]: cannot read the compilation database `build/compile_commands.json`: Expecting property name
```
""",
    ),
    Entry(
        code="TSP0021",
        message="an error report needs the package `mpmath`, which is not installed",
        label="",
        help="pip install 'tenspiler[error-report]'",
        explanation="""\
`--error-report` measures emitted code against a run in high precision, whose numbers are those of mpmath.
It is not installed together with Tenspiler, for nothing else needs it. Here it is hidden on purpose:

```console
$ echo 'raise ImportError' > mpmath.py
$ PYTHONPATH=. tenspiler lift kernels.py:clamp --error-report
error[TSP0021]: an error report needs the package `mpmath`, which is not installed
```
""",
    ),
    Entry(
        code="TSP0022",
        message="files cannot be spread by `{backend}`: {reason}",
        label="",
        help="install `{package}`, or leave `--joblib-backend` out: this machine's cores need none",
        explanation="""\
`tenspiler scan --joblib-backend NAME` hands the files to a backend of joblib. `dask` and `ray` are packages
of their own (`pip install 'tenspiler[dask]'`), and a scheduler that is named has to answer.

```console
$ mkdir src
$ cat > without.py <<'END'
> import sys
>
> sys.modules["ray"] = None  # as if it were not installed
> from tenspiler.cli.main import main
>
> main()
> END
$ python without.py scan src --joblib-backend ray
error[TSP0022]: files cannot be spread by `ray`: import of ray halted; None in sys.modules
```
""",
    ),
    Entry(
        code="TSP0023",
        message="no part of `{function}` is lifted: {why}",
        label="",
        help="",
        explanation="""\
`tenspiler lift --partial` lifts loops of a function that is refused as a whole. The emitted code keeps the
rest of the function as it is, which takes a Python function at the top level of a file, without decorators,
whose names change by its own statements only; and at least one loop that is lifted by itself. For C and C++,
put the loop into a function of its own.

```console
$ cat > shown.c <<'END'
> #include <stdio.h>
> void show(int *a, int n) { for (int i = 0; i < n; i++) printf("%d ", a[i]); }
> END
$ tenspiler lift shown.c --partial | grep note
note[TSP0023]: no part of `show` is lifted: the rest of a C or C++ function cannot be kept as Python
```
""",
        severity="note",
    ),
    Entry(
        code="TSP0024",
        message="this loop is not lifted by itself: {what}",
        label="stays as it is",
        help="",
        explanation="""\
`tenspiler lift --partial` takes each loop of a refused function as a function of the variables that live
into it, whose types the code before it tells, and out of which numbers come, and changes of lists and arrays.
Where that does not hold, or the loop cannot be lifted at grade `exact`, it stays as it is, and the loops in
it are tried.

```console
$ cat > mixed.py <<'END'
> def mixed(a: list[float], names: dict[str, int]) -> int:
>     for i in range(len(a)):
>         a[i] = a[i] * 2.0
>     count = 0
>     for name in names:
>         count += names[name]
>     return count
> END
$ tenspiler lift mixed.py --partial | grep note
note[TSP0024]: this loop is not lifted by itself: what `names` holds before it is not known
```
""",
        severity="note",
    ),
    Entry(
        code="TSP0096",
        message="the process that lifted {ending}",
        label="",
        help="lift the functions one by one (FILE:FUNCTION): what ended it may be the size of one of them",
        explanation="""\
Z3 and libclang are native libraries. A crash in one of them, or the system's killer of large processes, ends
the process without a word; `tenspiler` has a second one to say so. Nothing that was not shown before is
claimed of any function, files are whole or not there, and nothing of it is in the cache. The exit code is 3.

```console
$ cat > broken.py <<'END'
> import os, signal, z3
> from tenspiler.cli.main import main
>
> z3.Solver.check = lambda *_: os.kill(os.getpid(), signal.SIGSEGV)
> main()
> END
$ python broken.py lift kernels.py:clamp
error[TSP0096]: the process that lifted was ended by SIGSEGV
```
""",
    ),
    Entry(
        code="TSP0097",
        message="internal error: a guard caught the verifier: {what}",
        label="while proving this",
        help="this is a bug in Tenspiler, not in your program; please report it with this source",
        explanation="""\
Each proof is guarded by runs of the source on small inputs: what a proof takes for granted has to hold in
them, and a claim that is broken on purpose, so that a run refutes it, must not be proved. It was. Nothing
is claimed about the function, and nothing was emitted. Here the solver is broken, and says yes to everything:

```console
$ cat > broken.py <<'END'
> from tenspiler.cli.main import main
> from tenspiler.verification import discharge
> from tenspiler.verification.solver import Answer
>
> discharge.check = lambda *_, **__: Answer.UNSAT
> main()
> END
$ python broken.py lift kernels.py:clamp
error[TSP0097]: internal error: a guard caught the verifier
```
""",
    ),
    Entry(
        code="TSP0098",
        message="internal error: the error report caught the code of `{backend}`: {what}",
        label="while measuring the code for this function",
        help="this is a bug in Tenspiler, not in your program; please report it with this source",
        explanation="""\
Emitted code was run beside the original on inputs of many classes, and did what it must never do: at grade
`exact` it gave other bits, or it failed without saying that a precondition does not hold. The code is taken
back, and nothing is claimed about the function. Here the backend is broken on purpose:

```console
$ cat > broken.py <<'END'
> from dataclasses import replace
> from tenspiler import pipeline
> from tenspiler.cli.main import main
>
> emit = pipeline.emit
>
> def wrong(*arguments):
>     emitted = emit(*arguments)
>     return replace(emitted, code=emitted.code.replace("np.minimum(a, high)", "a"))
>
> pipeline.emit = wrong
> main()
> END
$ python broken.py lift kernels.py:clamp --error-report
error[TSP0098]: internal error: the error report caught the code of `numpy`
```
""",
    ),
    Entry(
        code="TSP0099",
        message="internal error: {kind}: {detail}",
        label="while lifting this function",
        help="this is a bug in Tenspiler, not in your program; please report it with this source and what "
        "TENSPILER_DEBUG=1 shows",
        explanation="""\
The compiler met a case that it was not written for. Nothing was emitted for the function, and nothing is
claimed about it; other functions are not affected.

```console
$ cat > broken.py <<'END'
> from tenspiler import pipeline
> from tenspiler.cli.main import main
>
> pipeline.lift = None  # broken on purpose
> main()
> END
$ python broken.py lift kernels.py:clamp
error[TSP0099]: internal error: TypeError: 'NoneType' object is not callable
```

Please report it together with the source (cut down as far as it still fails) and the traceback:

    TENSPILER_DEBUG=1 tenspiler lift kernels.py:clamp
""",
    ),
)

# What the user asked for cannot be carried out as asked: exit code 2.
USAGE_CODES: Final = frozenset(
    {
        "TSP0001",
        "TSP0002",
        "TSP0003",
        "TSP0004",
        "TSP0005",
        "TSP0007",
        "TSP0008",
        "TSP0012",
        "TSP0013",
        "TSP0014",
        "TSP0015",
        "TSP0016",
        "TSP0018",
        "TSP0020",
        "TSP0021",
        "TSP0022",
        "TSP4001",
        "TSP4002",
        "TSP4005",
        "TSP4006",
    }
)
