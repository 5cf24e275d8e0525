"""Diagnostics as data: a catalogue of codes, values that point into the source, and their renderers."""
