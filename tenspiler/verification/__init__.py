"""Verification: the only room with a solver. It proves what others propose, and proposes nothing."""
