"""Counterexamples: inputs on which a program differs from a function, found, made small, and written out."""
