"""LoopIR: the typed, structured form of a sequential function, before anything is lifted."""
