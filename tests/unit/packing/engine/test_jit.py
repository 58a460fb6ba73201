from typing import Any

import pytest

from logistics.packing.engine.jit import compiled_so_far, inner, kernel


def test_a_kernel_that_cannot_be_cached_says_so_and_works_all_the_same() -> None:
    # Source that is in no file has no place for a cache, like a directory that cannot be written.
    scope: dict[str, Any] = {}
    exec("def double(x):\n    return 2 * x\n", scope)
    with pytest.warns(UserWarning, match="Set NUMBA_CACHE_DIR to a directory that can be written"):
        double = kernel(scope["double"])
    assert double(21) == 42


def test_how_far_the_engine_is_compiled_is_known_once_it_has_to_be() -> None:
    scope: dict[str, Any] = {}
    exec("def triple(x):\n    return 3 * x\n", scope)
    with pytest.warns(UserWarning, match="NUMBA_CACHE_DIR"):
        triple = kernel(scope["triple"])
    ready, every = compiled_so_far() or (0, 0)
    triple(14)
    after = compiled_so_far()
    assert after is not None
    assert after[0] == ready + 1
    assert after[1] >= max(every, after[0])


def test_a_part_is_translated_only_within_its_kernel() -> None:
    @inner
    def half(x: int) -> int:
        return x // 2

    scope: dict[str, Any] = {"half": half}
    exec("def quarter(x):\n    return half(half(x))\n", scope)
    with pytest.warns(UserWarning, match="NUMBA_CACHE_DIR"):
        quarter = kernel(scope["quarter"])
    assert quarter(42) == 10
    [compiled] = half.overloads.values()  # type: ignore[attr-defined]
    assert compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name) == 0
