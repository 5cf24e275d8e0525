"""How the time of a lift grows with nested loops, with loops in a row and with statements."""
