"""How kernels are compiled and where the machine code is kept."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import njit
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.extending import overload

Function = TypeVar("Function", bound=Callable[..., object])

_HERE = Path(__file__).parent


def _source_stamp() -> str:
    """Names this very engine. Numba itself looks only at the file of the kernel it loads, not at the
    kernels that one calls, so after a change elsewhere it would run the old code."""
    sources = b"".join(path.read_bytes() for path in sorted(_HERE.rglob("*.py")))
    return "kernels-" + hashlib.sha256(sources).hexdigest()[:16]


UNKEPT = (
    "The compiled packing engine cannot be kept on disk, so every start compiles it anew, for a minute or two. "
    "Set NUMBA_CACHE_DIR to a directory that can be written."
)

# What Numba says of the types of these is not all of it.
_njit: Any = njit
_code: Any = JITCodeLibrary
_compiler: Any = Compiler

# Numba fills its settings in when it is imported, out of sight of the type checker.
_settings: Any = numba.config
_KERNELS: list[Any] = []
"""Every kernel of the modules that are loaded."""
_CACHE = Path(_settings.CACHE_DIR or _HERE / "__pycache__") / _source_stamp()


def kernel(function: Function) -> Function:
    """Compile with the machine code kept on disk (in `NUMBA_CACHE_DIR`, else beside the source).

    Where neither that place nor the user's own cache can be written, or the disk is full, a warning says so, and the
    kernel works all the same: it is compiled anew in every process.
    """
    before, _settings.CACHE_DIR = _settings.CACHE_DIR, str(_CACHE)
    try:
        compiled = _njit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True)(function)
        compiled._cache._guard_against_spurious_io_errors = _unkept_if_need_be
        _KERNELS.append(compiled)
        return cast(Function, compiled)
    except RuntimeError:  # no writable place for the cache
        warnings.warn(UNKEPT, stacklevel=1)
        unkept = _njit(nogil=True, error_model="numpy")(function)
        _KERNELS.append(unkept)
        return cast(Function, unkept)
    finally:
        _settings.CACHE_DIR = before


def compiled_so_far() -> tuple[int, int] | None:
    """How many kernels are ready, and of how many; None when all that were asked for were kept on disk."""
    if not any(each.stats.cache_misses for each in _KERNELS):
        return None
    return sum(bool(each.signatures) for each in _KERNELS), len(_KERNELS)


@contextmanager
def _unkept_if_need_be() -> Iterator[None]:
    """What Numba does around loading and keeping machine code: a disk that fails costs time, and no packing."""
    try:
        yield
    except (OSError, EOFError, UnpicklingError):
        warnings.warn(UNKEPT, stacklevel=1)


class _PartCode(_code):  # type: ignore[misc]
    """What Numba makes of a part of kernels: only what has to be linked into them.

    Of its own accord Numba also improves each part, with all that it calls, and translates it for the processor. The
    kernel that it is linked into is improved and translated once more, as a whole; that alone is what runs.
    """

    def _optimize_final_module(self) -> None:
        """Left to the kernel."""

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """None, for nobody can call it."""
        self._ensure_finalized()
        return 0

    @property
    def codegen(self) -> Any:
        return self

    def set_env(self, name: str, environment: Any) -> None:
        """Nothing to set: there is no code that would ask."""


class _PartCompiler(_compiler):  # type: ignore[misc]
    """Numba's own way of compiling, but for where the code goes."""

    def define_pipelines(self) -> Any:
        self.state.library = _PartCode(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        return super().define_pipelines()


_INNER: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "pipeline_class": _PartCompiler,
}
"""A part of kernels is never called from Python. A door for that would take apart dozens of arrays; compiling
such doors took a fifth of the first start."""

_LEAN = {**_INNER, "_nrt": False}
_FOLDED = {**_LEAN, "forceinline": True}


def inner(function: Function) -> Function:
    """Compile as a part of the kernels that call it."""
    return cast(Function, _njit(**_INNER)(function))


def lean(function: Function) -> Function:
    """Compile as a part of the kernels that call it, without counting references to arrays.

    Counting took a third of the time of a search. A lean function must create no array; views are fine.
    """
    return cast(Function, _njit(**_LEAN)(function))


def folded(function: Function) -> Function:
    """Like `lean`, and always made a part of its caller: a call would copy the many arrays of its arguments."""
    return cast(Function, _njit(**_FOLDED)(function))


def by_type(marker: type, where_present: Function, otherwise: Function, *, counting: bool = False) -> Any:
    """A function of which kernels take one version where an argument is a `marker`, and the other where none is.

    Chosen when a kernel is compiled, so that one text serves both and the choice costs nothing when it runs. Both
    versions must be parts of kernels, with the same arguments in the same order.

    counting: count references to arrays, which takes time: only where a view is handed to something that counts.
    """

    def undecided(*arguments: Any) -> Any:
        raise NotImplementedError("Only kernels call this.")

    def decided(*arguments: Any) -> Any:
        present = any(getattr(argument, "instance_class", None) is marker for argument in arguments)
        chosen: Any = where_present if present else otherwise
        return chosen.py_func

    options: Any = _INNER if counting else _FOLDED
    overload(undecided, jit_options=options, strict=False)(decided)
    return undecided


@folded
def unsigned(index: int) -> Any:
    """The same number, known not to be negative: of every other index Numba asks whether it counts from the end."""
    return np.uintp(index)
