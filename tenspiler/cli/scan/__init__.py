"""`tenspiler scan`: which loops of a code base would lift, and what stands in the way of the others."""
