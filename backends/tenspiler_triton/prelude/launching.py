"""How emitted modules launch their kernels, for them to include."""
# pyright: basic, reportArgumentType=false, reportAttributeAccessIssue=false, reportMissingImports=false
# pyright: reportOptionalMemberAccess=false

import math

import numpy as np
import torch
import triton
import triton.language as tl


def _interpreted():
    """Whether Triton's interpreter runs the kernels, on the CPU too."""
    return triton.knobs.runtime.interpret


def _device(*arguments):
    """Where the tensors among the arguments are; the GPU if there are none."""
    tensors = [a for a in arguments if isinstance(a, torch.Tensor)]
    shaped = [a for a in tensors if a.ndim] or tensors
    if not shaped:
        return torch.device("cpu" if _interpreted() else "cuda")
    device = shaped[0].device
    if device.type != "cuda" and not _interpreted():
        raise RuntimeError(
            f"Triton kernels run on GPUs, and the tensors are on {device}: "
            "move them to a GPU, or set TRITON_INTERPRET=1 before this module is imported"
        )
    return device


def _as_list(x, kind):
    """A result as nested lists, or as a tensor."""
    return x if kind == "tensor" else x.tolist()


def _as_array(x, kind):
    """A result as an array, or as a tensor."""
    return x if kind == "tensor" else x.cpu().numpy()


def _as_scalar(x, kind):
    """A result as a NumPy scalar, or as a tensor without axes."""
    return x if kind == "tensor" else x.cpu().numpy()[()]


def _launch(kernel, programs, *arguments):
    """Run a kernel: products and sums are not contracted, and no subnormal number is flushed to zero."""
    if not programs:
        return
    device = next(a.device for a in arguments if isinstance(a, torch.Tensor))
    if device.type == "cuda" and device.index not in (None, torch.cuda.current_device()):
        with torch.cuda.device(device):
            _launch(kernel, programs, *arguments)
        return
    with np.errstate(all="ignore"):  # in the interpreter, which computes by NumPy
        kernel[(programs,)](*arguments, enable_fp_fusion=False, enable_reflect_ftz=False)


def _block(count, most):
    """The number of lanes for so many elements: a power of two, and not more than `most`."""
    return min(triton.next_power_of_2(max(count, 1)), most)


def _tile(rows, columns, wide, size):
    """The lanes along rows and columns of one program, `size` in all and at most `wide` along the columns."""
    width = _block(columns, wide)
    return _block(rows, max(size // width, 1)), width


def _tiles(rows, columns, tile):
    """How many tiles cover so many rows and columns."""
    return triton.cdiv(rows, tile[0]) * triton.cdiv(columns, tile[1])


def _chunks(count, block):
    """How many programs share so many elements, and how many each has, in a row."""
    size = triton.cdiv(max(count, 1), 512 * block) * block
    return triton.cdiv(count, size), size


def _shares(count, programs, block):
    """How many programs share so many elements of each row, and how many each has, in a row."""
    parts = max(min(triton.cdiv(count, 4 * block), 2048 // max(programs, 1), 64), 1)
    size = triton.cdiv(max(triton.cdiv(count, parts), 1), block) * block
    return triton.cdiv(count, size), size


class _NumPyLibrary:
    """The functions of `libdevice` for Triton's interpreter, which has none of them."""

    def __getattr__(self, name):
        function = getattr(
            np, name.replace("a", "arc", 1) if name[0] == "a" and name != "abs" else name, None
        )
        if name in ("erf", "erfc"):
            function = np.vectorize(getattr(math, name), otypes=[np.float64])
        if name == "pow":
            function = np.power
        return lambda *operands: _by_numpy(function, *operands)


def _by_numpy(function, *operands):
    """A function of NumPy on blocks of the interpreter."""
    handle = operands[0].handle
    with np.errstate(all="ignore"):
        found = np.asarray(function(*(x.handle.data for x in np.atleast_1d(operands))))
    return tl.tensor(type(handle)(found.astype(handle.data.dtype), handle.dtype), operands[0].type)
