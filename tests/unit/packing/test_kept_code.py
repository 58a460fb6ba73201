"""Machine code that cannot be kept or read costs time and no packing."""

from pathlib import Path

from tests.support.small_disk import needs_a_small_disk, run_on_small_disk

COMPILE = """
import importlib, os, warnings
from pathlib import Path
disk, sources = Path(sys.argv[1]), Path(sys.argv[4])
os.environ["NUMBA_CACHE_DIR"] = str(disk / "cache")
(sources / "some_kernel.py").write_text(
    "from logistics.packing.engine.jit import kernel\\n@kernel\\ndef twice(n):\\n    return n + n\\n"
)
sys.path.insert(0, str(sources))
import some_kernel
with (disk / "filler").open("wb", buffering=0) as filler:
    try:
        while True:
            filler.write(b"x" * 512)
    except OSError:
        pass
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    print(some_kernel.twice(21), any("cannot be kept on disk" in str(warning.message) for warning in said))
(disk / "filler").unlink()
print(some_kernel.twice(2.5), any(disk.rglob("*.nbc")))
"""


@needs_a_small_disk
def test_a_kernel_works_on_a_full_disk_and_is_kept_when_there_is_room(tmp_path: Path) -> None:
    disk, sources = tmp_path / "disk", tmp_path / "sources"
    disk.mkdir()
    sources.mkdir()
    done = run_on_small_disk(COMPILE, disk, "1m", str(sources), within_s=300)
    assert done.stdout.splitlines() == ["42 True", "5.0 True"], done.stderr
