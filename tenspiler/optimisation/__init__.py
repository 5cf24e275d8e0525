"""Optimisation: from index notation to named operators, the cheapest first; what it proposes needs proof."""
