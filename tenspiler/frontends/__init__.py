"""Frontends: source text to LoopIR. Nothing that is read is ever executed."""
