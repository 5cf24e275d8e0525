"""The command line: what is asked for, the order of work, and how the answers are shown."""
