"""Symbolic execution: the meaning of LoopIR in index notation, given a summary for each loop."""
