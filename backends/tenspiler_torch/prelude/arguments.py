"""Functions on arguments and results that emitted modules include where they need them.

Their text here is what is included; emitted modules are kept free of annotations.
"""
# pyright: basic, reportArgumentType=false, reportAttributeAccessIssue=false, reportMissingImports=false

import math

import numpy as np
import torch

from tenspiler.backend.emission.prelude_arguments import PreconditionError, _from_list, _from_vector

# ---------------------------------------------------------------- places


def _device(*arguments):
    """Where the tensors among the arguments are; those with axes decide."""
    tensors = [a for a in arguments if isinstance(a, torch.Tensor)]
    shaped = [a for a in tensors if a.ndim] or tensors
    return shaped[0].device if shaped else torch.device("cpu")


def _kind(*arguments):
    """How results go back: as tensors or arrays if an argument is one, else as Python has them."""
    if any(isinstance(a, torch.Tensor) for a in arguments):
        return "tensor"
    return "array" if any(isinstance(a, np.ndarray) for a in arguments) else "list"


def _name(dtype):
    """What a dtype is called, in NumPy too."""
    return str(dtype).removeprefix("torch.")


# ---------------------------------------------------------------- numbers


def _integer(name, value, dtype=None):
    """An argument as a Python integer that `dtype` can hold."""
    if isinstance(value, torch.Tensor) and value.ndim == 0 and not value.is_floating_point():
        value = value.item()
    if not isinstance(value, (int, np.integer, np.bool_)):
        raise PreconditionError(f"expected an integer for `{name}`, got {value!r:.60}")
    value = int(value)
    if dtype is not None and not torch.iinfo(dtype).min <= value <= torch.iinfo(dtype).max:
        raise PreconditionError(f"expected `{name}` to fit {_name(dtype)}, got {value}")
    return value


def _real(name, value, dtype, device):
    """An argument as a floating-point tensor without axes."""
    if isinstance(value, torch.Tensor) and value.ndim == 0 and value.dtype == dtype:
        return value.to(device)
    if isinstance(value, (int, np.integer, np.bool_)):
        value = int(value)
        if abs(value) > 2**53 and (abs(value) > 2**1023 or int(float(value)) != value):
            raise PreconditionError(f"expected a float for `{name}`, got {value!r:.60}")
    elif not isinstance(value, (float, np.floating)):
        raise PreconditionError(f"expected a number for `{name}`, got {value!r:.60}")
    return torch.tensor(float(value), dtype=dtype, device=device)


def _boolean(name, value):
    """An argument as a bool."""
    if isinstance(value, torch.Tensor) and value.ndim == 0 and value.dtype == torch.bool:
        value = value.item()
    if not isinstance(value, (bool, np.bool_)):
        raise PreconditionError(f"expected a bool for `{name}`, got {value!r:.60}")
    return bool(value)


# ---------------------------------------------------------------- arrays


def _array(name, value, dtype, rank, device):
    """An argument that has to be a tensor or an array of one dtype and rank."""
    value = _elements(name, value, dtype, device)
    if value.ndim != rank:
        raise PreconditionError(f"expected {rank} axes for `{name}`, got {value.ndim}")
    return value


def _buffer(name, value, dtype, device):
    """An argument that has to be a tensor or an array of one dtype, contiguous in memory."""
    tensor = isinstance(value, torch.Tensor)
    if isinstance(value, np.ndarray):
        in_a_row = value.flags.c_contiguous
    else:
        in_a_row = not tensor or value.is_contiguous()
    if not in_a_row:
        raise PreconditionError(f"expected `{name}` to be contiguous, got other strides")
    return _elements(name, value, dtype, device)


def _elements(name, value, dtype, device):
    """A tensor or an array of one dtype as a tensor, which is only read."""
    if isinstance(value, torch.Tensor):
        if value.device != device or value.layout != torch.strided:
            found = f"{value.layout} on {value.device}"
            raise PreconditionError(f"expected `{name}` to be dense on {device}, got {found}")
    elif type(value) not in (np.ndarray, np.memmap):
        raise PreconditionError(f"expected an array for `{name}`, got {type(value).__name__}")
    if value.dtype != (dtype if isinstance(value, torch.Tensor) else np.dtype(_name(dtype))):
        raise PreconditionError(f"expected `{name}` to hold {_name(dtype)}, got {value.dtype}")
    return value if isinstance(value, torch.Tensor) else _tensor_of(value, device)


def _tensor_of(array, device):
    """An array as a tensor, on the same memory where PyTorch can have it there."""
    if not array.flags.writeable or any(s < 0 or s % array.itemsize for s in array.strides):
        array = array.copy()
    return torch.from_numpy(array).to(device)


def _tensor_from_list(name, value, dtype, rank, device):
    """Nested lists of Python numbers, or a tensor of the dtype that holds them, as a tensor."""
    if isinstance(value, torch.Tensor):
        return _array(name, value, dtype, rank, device)
    number = {torch.int64: np.int64, torch.float64: np.float64, torch.bool: np.bool_}[dtype]
    return torch.from_numpy(_from_list(name, value, number, rank)).to(device)


def _tensor_from_vector(name, value, dtype, rank, device):
    """Nested lists, an array or a tensor as a tensor of one dtype."""
    if isinstance(value, torch.Tensor):
        return _array(name, value, dtype, rank, device)
    return torch.from_numpy(_from_vector(name, value, np.dtype(_name(dtype)).type, rank)).to(device)


class _Memory:
    """Where the elements of a tensor are, as NumPy describes it; the memory itself is never read."""

    def __init__(self, x):
        self.__array_interface__ = {
            "version": 3,
            "data": (x.data_ptr(), False),
            "typestr": f"|V{x.element_size()}",
            "shape": tuple(x.shape),
            "strides": tuple(step * x.element_size() for step in x.stride()),
        }


def _memory(x):
    """What can be seen of the memory of an argument; nothing of a tensor while `torch.compile` traces."""
    if not isinstance(x, torch.Tensor):
        return x
    if torch.compiler.is_compiling():
        return None
    return np.asarray(_Memory(x)) if x.numel() else np.empty(tuple(x.shape))


# ---------------------------------------------------------------- results


def _as_list(x, kind):
    """A result as nested lists, or as a tensor."""
    return x if kind == "tensor" else x.tolist()


def _as_array(x, kind):
    """A result as an array, or as a tensor."""
    return x if kind == "tensor" else x.numpy()


def _as_vector(x, kind):
    """A result as the vectors among the arguments came."""
    return _as_list(x, kind) if kind == "list" else _as_array(x, kind)


def _as_number(x, kind):
    """A result as a Python number, or as a tensor without axes."""
    return x if kind == "tensor" else x.item()


def _as_scalar(x, kind):
    """A result as a NumPy scalar, or as a tensor without axes."""
    return x if kind == "tensor" else x.numpy()[()]


# ---------------------------------------------------------------- intervals of integers


def _range_of(x):
    """The least and the greatest of some integers."""
    return (int(x.min()), int(x.max())) if x.numel() else (0, 0)


def _range_of_floats(x):
    """The least and the greatest of some floats that become integers."""
    x = x[torch.isfinite(x)]
    return (int(x.min()), int(x.max())) if x.numel() else (0, 0)


def _range_product(x, axis):
    """Bounds of products of integers along an axis, and of the products of fewer of them."""
    bits = x.to(torch.float64).abs().clamp(min=1).log2().sum(axis)
    most = bits.max().item() if bits.numel() else 0
    bound = int(2.0 ** min(most * (1 + 1e-9), 1000)) + 1
    return (-bound, bound) if x.numel() and x.min() < 0 else (0, bound)


def _int_divide(a, b, device):
    """The quotient of integers, rounded once, as Python divides them; IEEE 754 where `b` is 0."""
    a, b = (np.asarray(x.cpu() if isinstance(x, torch.Tensor) else x, dtype=object) for x in (a, b))
    if all(x.size == 0 or (x.min() >= -(2**53) and x.max() <= 2**53) for x in (a, b)):
        with np.errstate(all="ignore"):
            quotient = a.astype(np.float64) / b.astype(np.float64)
    else:
        quotient = np.frompyfunc(_python_divide, 2, 1)(a.astype(object), b.astype(object))
    return torch.tensor(np.asarray(quotient, dtype=np.float64), device=device)


def _python_divide(a, b):
    """A quotient of Python integers as a float; IEEE 754 where the divisor is 0."""
    return a / b if b else math.nan if a == 0 else math.copysign(math.inf, a)
