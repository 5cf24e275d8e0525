"""The unit of effort, and how much of it a lift may take unless something else is asked for."""

MILLION = 1_000_000
DEFAULT_MILLIONS = 20  # a step is of the order of a microsecond
DEFAULT = DEFAULT_MILLIONS * MILLION
