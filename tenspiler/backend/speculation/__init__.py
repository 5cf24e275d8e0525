"""Safe speculation: one pass over TensIR, before any backend sees the program.

Tensor code computes both branches of a choice, elements behind the end of a search, and what a mask hides.
In TensIR that is harmless, for its operators are total: a quotient by zero is 0, a shift by too much is 0.
On a target it need not be: a division by zero raises or stops the process, and so does the lowest integer by
-1; an index out of range raises, or reads what is not there. After this pass, no operator meets such
operands:

    before    select(b == 0, 0, floordiv(a, b))
    after     select(b == 0, 0, floordiv(a, select(b == 0, 1, b)))

    before    gather(x, at)
    after     gather(x, min(max(at, 0), len(x) - 1))

What is partial, where it fails, and what it is given there:

| operators | fail where | are given |
| --- | --- | --- |
| `floordiv`, `truncdiv`, `mod`, `truncrem` | the divisor is 0, or -1 under the lowest signed integer | 1 |
| `shl`, `shr` | the count is negative or not below the width | the nearest count |
| `gather` | an index is negative or not below the extent | the nearest index |
| `cast` of a float without axes to an integer | the float is not finite | 0.0 |

The value stays that of TensIR: a quotient by zero and a shift out of range are replaced by 0, except where
the branch at hand has settled that they do not occur. An index out of range has no value, and may get any.

What a target still has to do: compute a cast of an array of floats without failing, whatever it makes of
those that do not fit, and answer a gather from an array without elements with anything. Operators on floats
are total everywhere (IEEE 754). Operands that intervals show to be harmless are left as they are.
"""

from __future__ import annotations

from tenspiler.backend.speculation.tensors import checking_safely, speculating_safely

__all__ = ["checking_safely", "speculating_safely"]
