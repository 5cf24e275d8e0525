"""The JAX backend of Tenspiler, for all that XLA compiles to. The writer is imported when it is needed."""

from tenspiler_jax.backend import BACKEND, JaxBackend

__all__ = ["BACKEND", "JaxBackend"]
