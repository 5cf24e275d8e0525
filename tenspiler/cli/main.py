"""The `tenspiler` command: parses arguments and hands over; everything else is loaded when it is needed."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from tenspiler import __version__
from tenspiler.cli.format import Format, Grade, JoblibBackend
from tenspiler.cli.memory import collect_seldom
from tenspiler.cli.supervision import supervise
from tenspiler.steps import DEFAULT_MILLIONS, MILLION

app = typer.Typer(
    name="tenspiler",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

# Options of more than one command.
Dtypes: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--dtype",
        metavar="[NAME=]DTYPE",
        help="Element type of a parameter that leaves it open, or of all of them; may be repeated.",
    ),
]
Standard: TypeAlias = Annotated[
    str | None, typer.Option("--std", metavar="NAME", help="C and C++: the standard, as `c++20`.")
]
Folders: TypeAlias = Annotated[
    list[str] | None, typer.Option("-I", "--include", metavar="DIR", help="C and C++: a folder of headers.")
]
Macros: TypeAlias = Annotated[
    list[str] | None, typer.Option("-D", "--define", metavar="NAME[=VALUE]", help="C and C++: a macro.")
]
Database: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "-p",
        "--compile-commands",
        metavar="PATH",
        help="C and C++: compile_commands.json or its folder. [the nearest above FILE]",
    ),
]
Companions: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option(
        "--with",
        metavar="PATH",
        exists=True,
        help="C and C++: a file, or a folder of files, with functions that are called; may be repeated.",
    ),
]
Effort: TypeAlias = Annotated[
    int,
    typer.Option(
        "--effort",
        metavar="N",
        min=1,
        help="Most steps for each function, in millions: of the order of a second each.",
    ),
]
NoCache: TypeAlias = Annotated[
    bool, typer.Option("--no-cache", help="Do the work even if an earlier run has done it.")
]


def main() -> None:
    """The entry point; exits with the codes that `--help` states and never shows a traceback by itself."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    supervise(sys.argv[1:])
    collect_seldom()
    try:
        sys.exit(_run())
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing is left to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        from tenspiler.cli.failure import report_failure
        from tenspiler.cli.format import requested

        report_failure(error, requested(sys.argv[1:]))
        sys.exit(1)


def _run() -> int:
    """Run the command that the arguments name; the exit code."""
    try:
        code = app(standalone_mode=False)
    except Exception as error:
        # Typer brings its parser along or takes it from Click, so its errors are known by what they can do.
        show = getattr(error, "show", None)
        if show is None:
            raise
        show()
        from tenspiler.cli.failure import report_usage
        from tenspiler.cli.format import requested

        report_usage(str(getattr(error, "message", error)), requested(sys.argv[1:]))
        return int(getattr(error, "exit_code", 2))
    return code if isinstance(code, int) else 0


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tenspiler {__version__}")
        raise typer.Exit


@app.callback()
def tenspiler(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Lift sequential Python, C and C++ loops to tensor code, with a proof.

    \b
    Exit codes:
      0    everything asked for was lifted and proved
      1    something was refused or not found
      2    usage or configuration: missing file, unknown function or backend,
           directory that cannot be written
      3    inconclusive: not decided within the limits of the solver, or of --effort
      130  interrupted; what was finished is still shown
    """


@app.command()
def lift(
    targets: Annotated[
        list[str],
        typer.Argument(metavar="FILE[:FUNCTION|:LINE]", help="What to lift.", show_default=False),
    ],
    backend: Annotated[
        list[str] | None,
        typer.Option("--backend", metavar="NAME", help="Target to emit code for; may be repeated. [numpy]"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Write the code to DIR/FUNCTION_BACKEND.py."),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="How answers are printed; all but text and plain are for machines."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Short for --format json: one JSON object on stdout.")
    ] = False,
    dtype: Dtypes = None,
    grade: Annotated[
        Grade, typer.Option(help="The weakest grade that is taken: with exact, sums keep their order.")
    ] = Grade.REAL,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write a page that shows everything.")
    ] = None,
    error_report: Annotated[
        bool,
        typer.Option("--error-report", help="Measure the code against the original and high precision."),
    ] = False,
    partial: Annotated[
        bool,
        typer.Option(
            "--partial", help="Python: where a function is refused, lift those of its loops that can be."
        ),
    ] = False,
    effort: Effort = DEFAULT_MILLIONS,
    no_cache: NoCache = False,
    standard: Standard = None,
    include: Folders = None,
    define: Macros = None,
    database: Database = None,
    companions: Companions = None,
) -> None:
    """Lift the functions with loops of each FILE and prove them.

    FILE:FUNCTION lifts that function only, FILE:LINE the function around that line.

    \b
    Exit codes:
      0    everything asked for was lifted and proved
      1    something was refused or not found
      2    usage or configuration: missing file, unknown function or backend,
           directory that cannot be written
      3    inconclusive: not decided within the limits of the solver, or of --effort
      130  interrupted; what was finished is still shown
    """
    if as_json and form not in (None, Format.JSON):
        raise typer.BadParameter("`--json` and `--format` ask for different things")
    chosen = Format.JSON if as_json else form or Format.TEXT
    names = tuple(dict.fromkeys(backend or ["numpy"]))
    try:
        from tenspiler.cli.c_flags import given_flags
        from tenspiler.cli.lift import Request, run_lift

        code = run_lift(
            Request(
                targets=tuple(targets),
                backends=names,
                output=output,
                form=chosen,
                use_cache=not no_cache,
                dtypes=tuple(dtype or ()),
                report=report,
                flags=given_flags(standard, include, define, database, companions),
                grade=grade,
                error_report=error_report,
                partial=partial,
                steps=effort * MILLION,
            )
        )
    except KeyboardInterrupt:
        # Before the work has begun, which otherwise shows what is done by itself.
        from tenspiler.cli.failure import report_interruption

        report_interruption(chosen)
        code = 130
    raise typer.Exit(code)


@app.command()
def verify(
    target: Annotated[
        str,
        typer.Argument(metavar="FILE[:FUNCTION|:LINE]", help="The function.", show_default=False),
    ],
    tensir: Annotated[
        Path, typer.Option("--tensir", metavar="FILE.tir", help="The program that it should be.")
    ],
    write_test: Annotated[
        Path | None,
        typer.Option(metavar="FILE.py", help="Where it is wrong: write a pytest that shows it."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Let the test replace a file.")] = False,
    backend: Annotated[
        list[str] | None,
        typer.Option("--backend", metavar="NAME", help="Target whose grade counts; may be repeated. [numpy]"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
    dtype: Dtypes = None,
    grade: Annotated[Grade, typer.Option(help="The weakest grade that is taken.")] = Grade.REAL,
    effort: Effort = DEFAULT_MILLIONS,
    standard: Standard = None,
    include: Folders = None,
    define: Macros = None,
    database: Database = None,
    companions: Companions = None,
) -> None:
    """Check a TensIR program that somebody wrote against a function of FILE.

    Without FUNCTION, the function with the name of the program is meant. Where the two differ, the answer is
    a small input that shows it.

    \b
    Exit codes:
      0    proved, for inputs of every size
      1    refuted: an input was run on which the two differ
      2    usage or configuration: missing file, a program that is none, or with other
           parameters or outputs than the function
      3    unknown: neither a proof nor such an input was found
      130  interrupted
    """
    from tenspiler.cli.c_flags import given_flags
    from tenspiler.cli.verify import VerifyRequest, run_verify

    flags = given_flags(standard, include, define, database, companions)
    names = tuple(dict.fromkeys(backend or ["numpy"]))
    request = VerifyRequest(
        target,
        tensir,
        names,
        as_json,
        tuple(dtype or ()),
        flags,
        grade,
        write_test,
        force,
        effort * MILLION,
    )
    raise typer.Exit(run_verify(request))


@app.command()
def scan(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="Folders and files to scan.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="List the functions that do not lift, too, each with the reason.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", min=1, help="Files at a time. [all cores]")
    ] = None,
    joblib_backend: Annotated[
        JoblibBackend, typer.Option(help="Where files are lifted: on this machine, or on a cluster.")
    ] = JoblibBackend.THREADING,
    assume: Annotated[
        str | None,
        typer.Option(
            metavar="DTYPE",
            help="Take Python parameters without annotations for what they look like, with floats of DTYPE.",
        ),
    ] = None,
    backend: Annotated[
        list[str] | None,
        typer.Option("--backend", metavar="NAME", help="Target whose grade counts; may be repeated. [numpy]"),
    ] = None,
    dtype: Dtypes = None,
    grade: Annotated[Grade, typer.Option(help="The weakest grade that is taken.")] = Grade.REAL,
    effort: Effort = 5,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="Longest time for one function.")
    ] = 60.0,
    no_cache: NoCache = False,
    standard: Standard = None,
    include: Folders = None,
    define: Macros = None,
    database: Database = None,
    companions: Companions = None,
) -> None:
    """Say which functions with loops of a code base would lift, and what stands in the way of the others.

    Nothing that is scanned is run. Folders that begin with a dot, virtual environments and what was built
    are left out. A function that crashes the lifter or takes too long costs only itself.

    \b
    Exit codes:
      0    the scan went to its end, whatever it found
      1    an internal error
      2    usage or configuration: a path that is not there, a backend that is not installed
      130  interrupted; what was finished is still shown
    """
    from tenspiler.cli.c_flags import given_flags
    from tenspiler.cli.scan.command import ScanRequest, run_scan

    request = ScanRequest(
        paths=tuple(paths),
        backends=tuple(dict.fromkeys(backend or ["numpy"])),
        as_json=as_json,
        every=every,
        jobs=jobs,
        joblib_backend=joblib_backend.value,
        assumed=assume,
        dtypes=tuple(dtype or ()),
        grade=grade,
        steps=effort * MILLION,
        seconds=timeout,
        use_cache=not no_cache,
        flags=given_flags(standard, include, define, database, companions),
    )
    raise typer.Exit(run_scan(request))


@app.command()
def explain(
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="A diagnostic code such as TSP0001.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show the pages of all codes.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Tell more about a diagnostic code; without one, list all codes."""
    from tenspiler.cli.explain import run_explain

    raise typer.Exit(run_explain(code, everything, as_json))


@app.command()
def backends(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Show what this one promises of each operator.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """List the installed backends, their packages, and whether they can be used here.

    With NAME, show what that backend promises of each operator at each dtype.
    """
    from tenspiler.cli.plugins import run_backends

    raise typer.Exit(run_backends(name, as_json))


cache_commands = typer.Typer(
    help="Show or clear what earlier runs have left on disk.", no_args_is_help=False, rich_markup_mode=None
)
app.add_typer(cache_commands, name="cache")
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else, on stdout.")]


@cache_commands.callback(invoke_without_command=True)
def cache(context: typer.Context, as_json: AsJson = False) -> None:
    """Show where the cache lies, how many entries it has, and how large it is."""
    if context.invoked_subcommand is None:
        from tenspiler.cli.cached import run_cache

        raise typer.Exit(run_cache(as_json))


@cache_commands.command()
def clear(as_json: AsJson = False) -> None:
    """Remove every entry of the cache."""
    from tenspiler.cli.cached import run_clear

    raise typer.Exit(run_clear(as_json))
