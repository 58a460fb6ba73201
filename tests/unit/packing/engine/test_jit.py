from logistics.packing.engine.jit import kernel


def test_a_kernel_that_cannot_be_cached_works_all_the_same() -> None:
    # Source that is in no file has no place for a cache, like a directory that cannot be written.
    scope: dict[str, object] = {}
    exec("def double(x):\n    return 2 * x\n", scope)
    assert kernel(scope["double"])(21) == 42  # type: ignore[arg-type, operator]
