"""Synthesis: the search for a summary of each loop, innermost first. It proposes; it never proves."""
