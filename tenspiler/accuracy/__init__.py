"""Measures emitted code against the original and against a run in high precision, in ulps."""
