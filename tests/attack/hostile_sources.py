"""Sources that attack a frontend: broken, deep, huge, endless, and such as want to be executed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Source = str | bytes

LOOP: Final = "    for i in range(len(a)):\n"
C_LOOP: Final = "for (int i = 0; i < n; i++)"


def _python(body: str, parameters: str = "a: list[int], n: int") -> str:
    return f"def f({parameters}):\n{body}\n"


def _c(body: str) -> str:
    return f"void f(int *a, int *b, int n) {{\n{body}\n}}\n"


def _nested(depth: int, kind: str) -> str:
    lines = [f"{'    ' * (k + 1)}{kind.format(k=k)}" for k in range(depth)]
    return _python("\n".join([*lines, "    " * (depth + 1) + "a[0] += 1"]))


PYTHON: Final[dict[str, Callable[[], Source]]] = {
    "a comment only": lambda: "# nothing\n",
    "bytes of no encoding": lambda: b"def f(a):\n    return '\xff\xfe'\n",
    "an encoding that is not there": lambda: b"# -*- coding: nowhere -*-\ndef f(a): pass\n",
    "utf-16": lambda: "def f(a):\n    for x in a: pass\n".encode("utf-16"),
    "latin-1": lambda: "# -*- coding: latin-1 -*-\ndef f(a: list[int]):\n    é = 0\n    for x in a:\n        é += x\n    return é\n".encode("latin-1"),
    "a NUL": lambda: b"def f(a: list[int]):\n    s = 0\0\n    return s\n",
    "a surrogate": lambda: _python("    s = '\\ud800'\n    for x in a:\n        s = x\n    return s"),
    "carriage returns": lambda: _python("    s = 0\n    for x in a:\n        s += x\n    return s").replace("\n", "\r"),
    "form feeds and tabs": lambda: "\fdef f(a: list[int]):\n\ts = 0\n\tfor x in a:\n\t    s += x\n\treturn s\n",
    "a line of a million characters": lambda: _python("    s = 0  # " + "x" * 1_000_000 + "\n    for x in a:\n        s += x\n    return s"),
    "brackets": lambda: _python("    return " + "(" * 5000 + "1" + ")" * 5000),
    "signs": lambda: _python(f"{LOOP}        a[i] = {'-' * 5000}a[i]"),
    "nots": lambda: _python(f"{LOOP}        a[i] = {'not ' * 3000}a[i]"),
    "inversions": lambda: _python(f"{LOOP}        a[i] = {'~' * 3000}a[i]"),
    "a long sum": lambda: _python(f"{LOOP}        a[i] = {' + '.join(['a[i]'] * 5000)}"),
    "a long product": lambda: _python(f"{LOOP}        a[i] = {' * '.join(['a[i]'] * 60)}"),
    "a long comparison": lambda: _python(f"{LOOP}        a[i] = {' < '.join(['a[i]'] * 2000)}"),
    "a long disjunction": lambda: _python(f"{LOOP}        if {' or '.join(['a[i] > n'] * 2000)}:\n            a[i] = 0"),
    "conditional expressions": lambda: _python(f"{LOOP}        a[i] = {'1 if a[i] else ' * 1000}2"),
    "subscripts": lambda: _python("    s = 0\n    for i in range(n):\n        s += " + "a[" * 80 + "0" + "]" * 80 + "\n    return s"),
    "attributes": lambda: _python("    for i in range(n):\n        a" + ".a" * 3000 + " = 1"),
    "calls": lambda: _python("    for i in range(n):\n        a[i] = " + "abs(" * 90 + "a[i]" + ")" * 90),
    "nested lists": lambda: _python("    b = " + "[" * 90 + "]" * 90 + "\n    for x in a:\n        b = x\n    return b"),
    "nested loops": lambda: _nested(12, "for i{k} in range(n):"),
    "nested conditions": lambda: _nested(40, "if a[{k}] > n:"),
    "forty loops": lambda: _python("\n".join(f"    for i in range(len(a)):\n        a[i] += {k}" for k in range(40)) + "\n    return a"),
    "two to the thirtieth paths": lambda: _python("    s = 0\n    for x in a:\n" + "\n".join(f"        if x > {k}:\n            s += {k} * x\n        else:\n            s -= x" for k in range(30)) + "\n    return s"),
    "paths through doubling": lambda: _python("    for i in range(len(a)):\n        t = a[i]\n" + "        t = t * t + t\n" * 60 + "        a[i] = t"),
    "ten thousand statements": lambda: _python("    s = 0\n    for x in a:\n" + "        s += x\n" * 10_000 + "    return s"),
    "a thousand names": lambda: _python(f"{LOOP}" + "".join(f"        t{k} = a[i] + {k}\n" for k in range(1000)) + "        a[i] = t999"),
    "a thousand parameters": lambda: _python("    for x in p0:\n        pass", ", ".join(f"p{k}: list[int]" for k in range(1000))),
    "a thousand functions": lambda: "".join(f"def f{k}(a):\n    return a\n" for k in range(1000)) + _python("    s = 0\n    for x in a:\n        s += x\n    return s"),
    "a number of a hundred thousand digits": lambda: _python(f"{LOOP}        a[i] = {'9' * 100_000}"),
    "a hexadecimal number of a hundred thousand digits": lambda: _python(f"{LOOP}        a[i] += 0x{'f' * 100_000}"),
    "a power that fills memory": lambda: _python(f"{LOOP}        a[i] = 9 ** 9 ** 9 ** 9"),
    "a power that fills memory as a bound": lambda: _python("    s = 0\n    for i in range(10 ** 10 ** 10):\n        s += 1\n    return s"),
    "a shift that fills memory": lambda: _python(f"{LOOP}        a[i] = 1 << (1 << 60)"),
    "a list that fills memory": lambda: _python("    b = [0] * 10 ** 15\n    for i in range(len(a)):\n        b[i] = a[i]\n    return b"),
    "a string that fills memory": lambda: _python("    s = 'x' * 10 ** 12\n    for x in a:\n        pass\n    return len(s)"),
    "a loop of 2**62": lambda: _python("    s = 0\n    for i in range(2 ** 62):\n        s += a[0]\n    return s"),
    "a nest of constant loops": lambda: _python("    s = 0\n    for i in range(10 ** 6):\n        for j in range(10 ** 6):\n            s += a[0]\n    return s"),
    "an infinite float": lambda: _python("    s = 0.0\n    for x in a:\n        s += 1e999 - 1e999\n    return s"),
    "a loop without end": lambda: _python("    while True:\n        a.append(n)"),
    "a loop that feeds itself": lambda: _python("    for x in a:\n        a.append(x)\n    return a"),
    "itself": lambda: _python("    for x in a:\n        f(a, n)\n    return f(a, n)"),
    "each other": lambda: "def g(a: list[int]):\n    for x in a:\n        h(a)\n    return a\ndef h(a: list[int]):\n    for x in a:\n        g(a)\n    return a\n",
    "a helper that doubles": lambda: "def h0(x: int):\n    return x + 1\n" + "".join(f"def h{k}(x: int):\n    return h{k - 1}(x) + h{k - 1}(x)\n" for k in range(1, 40)) + _python("    for i in range(len(a)):\n        a[i] = h39(a[i])\n    return a"),
    "top level": lambda: "import os\nos.system('touch RAN')\nopen('RAN', 'w')\n" + _python("    s = 0\n    for x in a:\n        s += x\n    return s"),
    "defaults, decorators and annotations": lambda: "def g(): open('RAN', 'w'); return lambda f: f\n@g()\ndef f(a: list[g()] = g(), n: int = open('RAN', 'w')) -> g():\n    for x in a:\n        pass\n",
    "an annotation in quotes": lambda: "def f(a: \"list[__import__('os').system('touch RAN')]\"):\n    for x in a:\n        pass\n",
    "a class body": lambda: "class A:\n    open('RAN', 'w')\n    n: int = open('RAN', 'w')\ndef f(a: A):\n    for x in a:\n        pass\n",
    "a module that runs when imported": lambda: "import antigravity, RAN\nfrom RAN import *\n" + _python("    s = 0\n    for x in a:\n        s += x\n    return s"),
    "evaluated text": lambda: _python("    for x in a:\n        eval(\"open('RAN', 'w')\")\n        exec(\"open('RAN', 'w')\")"),
    "a literal that runs": lambda: _python("    s = 0\n    for x in a:\n        s += f\"{open('RAN', 'w')}\" and x\n    return s"),
    "names of the emitted code": lambda: _python("    out = 0\n    for x in np:\n        out += x * PreconditionError\n    return out", "np: list[int], PreconditionError: int"),
    "a function named np": lambda: "def np(int: list[int]):\n    s = 0\n    for len in int:\n        s += len\n    return s\n",
    "names of builtins": lambda: "def len(a): return 3\ndef f(a: list[int]):\n    s = 0\n    for i in range(len(a)):\n        s += a[i]\n    return s\n",
    "a docstring that closes itself": lambda: _python('    """ \\"\\"\\" """\n    s = 0\n    for x in a:\n        s += x\n    return s'),
    "a name with quotes of code": lambda: "def f(а: list[int]):\n    s = 0\n    for ａ in а:\n        s += ａ\n    return s\n",
    "all statements": lambda: "async def f(a):\n    async for x in a:\n        await x\n    async with a:\n        yield 1\ndef g(a: list[int]):\n    for x in a:\n        try:\n            match x:\n                case [1, *_]: pass\n        except* ValueError:\n            del a\n        else:\n            global z\n        finally:\n            raise\n    with a as b, b as c: pass\n    lambda: (yield)\n",
}  # fmt: skip

C: Final[dict[str, Callable[[], Source]]] = {
    "a comment only": lambda: "// nothing\n",
    "an open comment": lambda: _c(f"{C_LOOP} a[i] = 0; /* ") + "/*",
    "an open string": lambda: _c(f'{C_LOOP} a[i] = "'),
    "bytes of no encoding": lambda: b"void f(int *a, int n) { for (int i = 0; i < n; i++) a[i] = '\xff\xfe'; }\n",
    "a NUL": lambda: b"void f(int *a, int n) { for (int i = 0; i < n; i++) a[i] = 0\0; }\n",
    "utf-16": lambda: "void f(int *a, int n) { for (int i = 0; i < n; i++) a[i] = 0; }".encode("utf-16"),
    "brackets": lambda: _c(f"{C_LOOP} a[i] = {'(' * 5000}1{')' * 5000};"),
    "braces": lambda: _c("{" * 3000 + "}" * 3000),
    "open braces": lambda: _c("{" * 3000),
    "signs": lambda: _c(f"{C_LOOP} a[i] = {'- ' * 3000}1;"),
    "a long sum": lambda: _c(f"{C_LOOP} a[i] = {' + '.join(['b[i]'] * 5000)};"),
    "conditional expressions": lambda: _c(f"{C_LOOP} a[i] = {'b[i] ? 1 : ' * 1000}2;"),
    "pointers to pointers": lambda: f"void f(int {'*' * 500}a, int n) {{ {C_LOOP} {'*' * 500}a = i; }}",
    "nested loops": lambda: _c("".join(f"for (int i{k} = 0; i{k} < n; i{k}++) " for k in range(60)) + "a[0] += 1;"),
    "nested conditions": lambda: _c(C_LOOP + " " + "".join(f"if (b[i] > {k}) " for k in range(200)) + "a[i] = 1;"),
    "two to the thirtieth paths": lambda: _c(C_LOOP + " {" + "".join(f"if (b[i] > {k}) a[i] += b[i]; else a[i] -= {k};" for k in range(30)) + "}"),
    "forty loops": lambda: _c("".join(f"for (int i = 0; i < n; i++) a[i] += {k};\n" for k in range(40))),
    "ten thousand statements": lambda: _c(f"{C_LOOP} {{ {'a[i] += b[i];' * 10_000} }}"),
    "macros that double": lambda: "#define A0 a[i] = a[i] + 1;\n" + "".join(f"#define A{k} A{k - 1} A{k - 1}\n" for k in range(1, 25)) + _c(f"{C_LOOP} {{ A24 }}"),
    "itself included": lambda: '#include __FILE__\n' + _c(f"{C_LOOP} a[i] = 0;"),
    "a device included": lambda: '#include "/dev/zero"\n' + _c(f"{C_LOOP} a[i] = 0;"),
    "a file of the system included": lambda: '#include "/etc/passwd"\n' + _c(f"{C_LOOP} a[i] = 0;"),
    "an array that fills memory": lambda: "int big[1 << 30][1 << 20];\n" + _c(f"{C_LOOP} a[i] = big[i][0];"),
    "an initialiser that fills memory": lambda: "int big[1 << 28] = {[0 ... (1 << 28) - 1] = 7};\n" + _c(f"{C_LOOP} a[i] = big[i];"),
    "a local array that fills memory": lambda: _c(f"int t[2147483647]; {C_LOOP} t[i] = b[i]; {C_LOOP} a[i] = t[i];"),
    "a loop without end": lambda: _c("while (1) ; for (;;) a[0]++;"),
    "a jump": lambda: _c("int i = 0; again: a[i] = 1; if (++i < n) goto again;"),
    "assembly": lambda: _c(f'{C_LOOP} {{ asm("nop"); a[i] = 1; }}'),
    "a constructor": lambda: '#include <stdio.h>\n__attribute__((constructor)) void go(void) { fopen("RAN", "w"); }\n' + _c(f"{C_LOOP} a[i] = 0;"),
    "itself": lambda: "int f(int *a, int n) { int s = 0; " + C_LOOP + " s += f(a, i); return s; }",
    "helpers that double": lambda: "static int h0(int x) { return x ^ 1; }\n" + "".join(f"static int h{k}(int x) {{ return h{k - 1}(x) ^ h{k - 1}(x); }}\n" for k in range(1, 40)) + _c(f"{C_LOOP} a[i] = h39(b[i]);"),
    "a pragma": lambda: "#pragma clang __debug crash\n" + _c(f"{C_LOOP} a[i] = 0;"),
    "a plug-in": lambda: "#pragma clang __debug parser_crash\n#pragma comment(lib, \"RAN\")\n" + _c(f"{C_LOOP} a[i] = 0;"),
    "trigraphs and line ends": lambda: "void f(int *a, int n) ??<\\\r\n for (int i = 0; i < n; i++)\\\n a??(i??) = 0; ??>\n",
    "a number of a hundred thousand digits": lambda: _c(f"{C_LOOP} a[i] = {'9' * 100_000};"),
    "names of the emitted code": lambda: "void np(int *PreconditionError, int *torch, int range) { for (int lambda = 0; lambda < range; lambda++) PreconditionError[lambda] = torch[lambda]; }",
    "dollars and unicode": lambda: "void f(int *$a, int *\u00e9, int n) { for (int i = 0; i < n; i++) $a[i] = \u00e9[i]; }",
    "not C": lambda: "def f(a):\n    return [x for x in a]\n",
}  # fmt: skip

CPP: Final[dict[str, Callable[[], Source]]] = {
    "templates without end": lambda: "template <int N> struct T { static constexpr int v = T<N + 1>::v; };\nint f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i] * T<0>::v; return s; }",
    "templates that double": lambda: "template <int N, int M> struct T { static constexpr int v = T<N - 1, 2 * M>::v + T<N - 1, 2 * M + 1>::v; };\ntemplate <int M> struct T<0, M> { static constexpr int v = M; };\nint f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i] * T<14, 1>::v; return s; }",
    "constants without end": lambda: "constexpr int g(int n) { int s = 0; while (true) s ^= n; return s; }\nint f(int *a, int n) { constexpr int k = g(3); for (int i = 0; i < n; i++) a[i] = k; return k; }",
    "a recursive lambda": lambda: "int f(int *a, int n) { auto g = [](auto self, int k) -> int { return self(self, k); }; for (int i = 0; i < n; i++) a[i] = g(g, i); return 0; }",
    "an initialiser": lambda: '#include <cstdio>\nstatic auto x = fopen("RAN", "w");\nvoid f(int *a, int n) { for (int i = 0; i < n; i++) a[i] = 0; }',
    "operators of one's own": lambda: "struct V { int v; V operator+(V o) const { return V{v - o.v}; } };\nint f(V *a, int n) { V s{0}; for (int i = 0; i < n; i++) s = s + a[i]; return s.v; }",
    "brackets of templates": lambda: "template <class T> struct A {};\nvoid f(" + "A<" * 1000 + "int" + "> " * 1000 + "*a, int n) { for (int i = 0; i < n; i++) a[i] = {}; }",
    "overloads": lambda: "".join(f"void f(int *a, int (*p)[{k}], int n) {{ for (int i = 0; i < n; i++) a[i] = {k}; }}\n" for k in range(1, 40)),
    "exceptions": lambda: "int f(int *a, int n) { int s = 0; try { for (int i = 0; i < n; i++) { if (a[i]) throw i; s++; } } catch (int k) { s = k; } return s; }",
}  # fmt: skip
