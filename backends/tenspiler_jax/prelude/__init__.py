"""The text that emitted modules include: one module for arguments and results, one for operators."""
