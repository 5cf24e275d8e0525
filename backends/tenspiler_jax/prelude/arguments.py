"""Functions on arguments and results that emitted modules include where they need them.

Their text here is what is included; emitted modules are kept free of annotations. What is called traced is
an array of which JAX knows shape and dtype only, as inside of `jax.jit`, `jax.vmap` and `jax.grad`.
"""
# pyright: basic, reportArgumentType=false, reportAttributeAccessIssue=false, reportMissingImports=false

import functools
import math

import jax
import jax.numpy as jnp
import numpy as np

from tenspiler.backend.emission.prelude_arguments import PreconditionError, _from_list, _from_vector

# ---------------------------------------------------------------- 64 bits, tracing


def _in_64_bits(function):
    """A function whose arrays have the dtypes that it asks for; JAX would narrow those of 64 bits.

    What JAX does with a trace afterwards has to know them too: indices always have 64 bits.
    """

    @functools.wraps(function)
    def inner(*args, **kwargs):
        narrows = jax.dtypes.canonicalize_dtype(np.float64) != np.float64
        if narrows and any(map(_traced, jax.tree_util.tree_leaves((args, kwargs)))):
            raise PreconditionError(f"expected JAX to trace 64 bits: {_hint()}")
        with jax.enable_x64(True):
            return function(*args, **kwargs)

    return inner


def _hint():
    """What to do where JAX narrows what has 64 bits."""
    return 'to keep 64 bits, jax.config.update("jax_enable_x64", True)'


def _traced(x):
    """Whether an argument is an array whose elements are not known yet."""
    return isinstance(x, jax.core.Tracer)


def _known(what, x):
    """An array whose elements are known, since `what` depends on them."""
    if _traced(x):
        raise TypeError(f"{what} depends on elements, which JAX does not know while it traces")
    return x


def _whole(x):
    """A number of the loop as a Python integer."""
    return int(_known("an integer that Python computes with", x))


def _truth(x):
    """A truth value of the loop as Python has it."""
    return bool(_known("a truth value that Python decides by", x))


def _fails(condition):
    """Whether a condition does not hold; one of a traced array is not checked."""
    return not (_traced(condition) or bool(condition))


def _kind(*arguments):
    """How results go back: as arrays of JAX or NumPy if an argument is one, else as lists."""
    if any(isinstance(a, jax.Array) for a in arguments):
        return "jax"
    return "array" if any(isinstance(a, np.ndarray) for a in arguments) else "list"


# ---------------------------------------------------------------- numbers


def _integer(name, value, dtype=None):
    """An argument as a Python integer that `dtype` can hold."""
    if _traced(value):
        raise PreconditionError(f"`{name}` decides shapes: pass it to jax.jit by static_argnames")
    if isinstance(value, jax.Array) and value.ndim == 0 and value.dtype.kind != "f":
        value = value.item()
    if not isinstance(value, (int, np.integer, np.bool_)):
        raise PreconditionError(f"expected an integer for `{name}`, got {value!r:.60}")
    value = int(value)
    if dtype is not None and not jnp.iinfo(dtype).min <= value <= jnp.iinfo(dtype).max:
        raise PreconditionError(f"expected `{name}` to fit {_name(dtype)}, got {value}")
    return value


def _real(name, value, dtype):
    """An argument as a floating-point array without axes."""
    if isinstance(value, jax.Array) and value.ndim == 0:
        wide = value.aval.weak_type and value.dtype == np.float64  # Python's own, traced
        return value.astype(dtype) if wide else _elements(name, value, dtype)
    if isinstance(value, (int, np.integer, np.bool_)):
        value = int(value)
        if abs(value) > 2**53 and (abs(value) > 2**1023 or int(float(value)) != value):
            raise PreconditionError(f"expected a float for `{name}`, got {value!r:.60}")
    elif not isinstance(value, (float, np.floating)):
        raise PreconditionError(f"expected a number for `{name}`, got {value!r:.60}")
    return dtype(float(value))


def _boolean(name, value):
    """An argument as a bool."""
    if _traced(value):
        raise PreconditionError(f"`{name}` is a choice: pass it to jax.jit by static_argnames")
    if isinstance(value, jax.Array) and value.ndim == 0 and value.dtype == np.bool_:
        value = value.item()
    if not isinstance(value, (bool, np.bool_)):
        raise PreconditionError(f"expected a bool for `{name}`, got {value!r:.60}")
    return bool(value)


def _wrapped(x, dtype):
    """A Python integer reduced into the range of a dtype, as two's complement does."""
    lowest = int(jnp.iinfo(dtype).min)
    return dtype((x - lowest) % 2 ** jnp.iinfo(dtype).bits + lowest)


# ---------------------------------------------------------------- arrays


def _name(dtype):
    """What a dtype is called, in NumPy too."""
    return np.dtype(dtype).name


def _array(name, value, dtype, rank):
    """An argument that has to be an array of one dtype and rank."""
    value = _elements(name, value, dtype)
    if value.ndim != rank:
        raise PreconditionError(f"expected {rank} axes for `{name}`, got {value.ndim}")
    return value


def _buffer(name, value, dtype):
    """An argument that has to be an array of one dtype, contiguous in memory."""
    if isinstance(value, np.ndarray) and not value.flags.c_contiguous:
        raise PreconditionError(f"expected `{name}` to be contiguous, got other strides")
    return _elements(name, value, dtype)


def _elements(name, value, dtype):
    """An array of one dtype as JAX's; that of NumPy is copied, since its elements may change."""
    if not isinstance(value, jax.Array) and type(value) not in (np.ndarray, np.memmap):
        raise PreconditionError(f"expected an array for `{name}`, got {type(value).__name__}")
    if value.dtype != dtype:
        narrowed = _traced(value) and value.dtype.kind == np.dtype(dtype).kind
        hint = f"; {_hint()}" if narrowed and value.dtype.itemsize == 4 else ""
        got = f"{value.dtype}{hint}"
        raise PreconditionError(f"expected `{name}` to hold {_name(dtype)}, got {got}")
    return value if isinstance(value, jax.Array) else jnp.array(value)


def _array_from_list(name, value, dtype, rank):
    """Nested lists of Python numbers, or an array of JAX that holds them, as an array."""
    if isinstance(value, jax.Array):
        return _array(name, value, dtype, rank)
    number = {jnp.int64: np.int64, jnp.float64: np.float64, jnp.bool_: np.bool_}[dtype]
    return jnp.array(_from_list(name, value, number, rank))


def _array_from_vector(name, value, dtype, rank):
    """Nested lists, or an array, as an array of one dtype."""
    if isinstance(value, jax.Array):
        return _array(name, value, dtype, rank)
    return jnp.array(_from_vector(name, value, np.dtype(dtype).type, rank))


def _memory(x):
    """What can be seen of the memory of an argument; nothing of an array that never changes."""
    return None if isinstance(x, jax.Array) else x


# ---------------------------------------------------------------- results


def _as_list(x, kind):
    """A result as nested lists, or as an array of JAX."""
    return x if kind == "jax" or _traced(x) else np.asarray(x).tolist()


def _as_array(x, kind):
    """A result as an array."""
    return x if kind == "jax" or _traced(x) else np.array(x)


def _as_vector(x, kind):
    """A result as the vectors among the arguments came."""
    return _as_list(x, kind) if kind == "list" else _as_array(x, kind)


def _as_number(x, kind):
    """A result as a Python number, or as an array of JAX without axes."""
    return x if kind == "jax" or _traced(x) else x.item()


def _as_scalar(x, kind):
    """A result as a NumPy scalar, or as an array of JAX without axes."""
    return x if kind == "jax" or _traced(x) else np.asarray(x)[()]


# ---------------------------------------------------------------- intervals of integers


def _range_of(x):
    """The least and the greatest of some integers; of traced ones nothing is refused."""
    return (int(jnp.min(x)), int(jnp.max(x))) if x.size and not _traced(x) else (0, 0)


def _range_of_floats(x):
    """The least and the greatest of some floats that become integers."""
    if _traced(x):
        return (0, 0)
    x = np.extract(np.isfinite(x), x)
    return (int(x.min()), int(x.max())) if x.size else (0, 0)


def _range_product(x, axis):
    """Bounds of products of integers along an axis, and of the products of fewer of them."""
    if _traced(x):
        return (0, 0)
    x = np.asarray(x)
    bits = np.sum(np.log2(np.maximum(np.abs(x.astype(np.float64)), 1)), axis=axis)
    bound = int(2.0 ** min(np.max(bits, initial=0) * (1 + 1e-9), 1000)) + 1
    return (-bound, bound) if np.min(x, initial=0) < 0 else (0, bound)


def _int_divide(a, b):
    """The quotient of integers, rounded once, as Python divides them; IEEE 754 where `b` is 0.

    Of traced ones it is not known whether they are small enough for that, and taken for granted.
    """
    if _traced(a) or _traced(b):
        return jnp.asarray(a, jnp.float64) / jnp.asarray(b, jnp.float64)
    a, b = (np.asarray(x, dtype=object) for x in (a, b))
    if all(x.size == 0 or (x.min() >= -(2**53) and x.max() <= 2**53) for x in (a, b)):
        with np.errstate(all="ignore"):
            quotient = a.astype(np.float64) / b.astype(np.float64)
    else:
        quotient = np.frompyfunc(_python_divide, 2, 1)(a, b)
    return jnp.array(np.asarray(quotient, dtype=np.float64))


def _python_divide(a, b):
    """A quotient of Python integers as a float; IEEE 754 where the divisor is 0."""
    return a / b if b else math.nan if a == 0 else math.copysign(math.inf, a)
