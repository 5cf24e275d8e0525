"""What is run on a machine with a GPU that has no solver and no parser: code that was emitted elsewhere."""
