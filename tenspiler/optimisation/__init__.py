"""Optimisation: from index notation to named operators, the cheapest first. What it proposes is proved elsewhere."""
