from typing import Any

import pytest

from logistics.packing.engine.jit import kernel


def test_a_kernel_that_cannot_be_cached_says_so_and_works_all_the_same() -> None:
    # Source that is in no file has no place for a cache, like a directory that cannot be written.
    scope: dict[str, Any] = {}
    exec("def double(x):\n    return 2 * x\n", scope)
    with pytest.warns(UserWarning, match="Set NUMBA_CACHE_DIR to a directory that can be written"):
        double = kernel(scope["double"])
    assert double(21) == 42
