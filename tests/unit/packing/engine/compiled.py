"""Parts of kernels, callable from tests."""

from collections.abc import Callable
from typing import Any

from numba import njit


def called(part: Any) -> Callable[..., Any]:
    """Kernels' parts are compiled without a door for Python; this compiles one with it."""
    return njit(error_model="numpy")(part.py_func)
