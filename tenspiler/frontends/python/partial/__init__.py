"""Loops of a Python function as functions of their own: what lives into them and out of them."""
