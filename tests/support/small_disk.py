"""A real disk of a few megabytes, on which a program runs by itself until it is full."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_PREPARE = """
import subprocess, sys
disk, size = sys.argv[1:3]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=" + size, "none", disk], check=True)
sys.path.insert(0, sys.argv[3])
"""

needs_a_small_disk = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or subprocess.call(["unshare", "--mount", "true"]) != 0,
    reason="only root on Linux may mount a small disk",
)


def run_on_small_disk(
    program: str, disk: Path, size: str, *more: str, within_s: float
) -> subprocess.CompletedProcess[str]:
    """Run Python code to its end, `sys.argv[1]` being a disk of that size which nobody else sees, and
    `sys.argv[4:]` what is given beside."""
    root = Path(__file__).parents[2]
    return subprocess.run(
        ["unshare", "--mount", sys.executable, "-c", _PREPARE + program, str(disk), size, str(root), *more],
        capture_output=True,
        text=True,
        timeout=within_s,
    )


@contextmanager
def small_disk_at(directory: Path, size: str) -> Iterator[bool]:
    """Put a disk of that size at an empty directory until the end of the block, which takes both away.

    Yields:
        Whether it is there; who runs this may not be allowed to.
    """
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "none", str(directory)]
    mounted = sys.platform == "linux" and subprocess.run(mount, stderr=subprocess.DEVNULL).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            # Whatever is still open there does not hold it.
            subprocess.run(["umount", "--lazy", str(directory)], check=True)
        shutil.rmtree(directory, ignore_errors=True)


def fill(directory: Path) -> Path:
    """Leave no byte of room on the disk of this directory, now; the file that takes it."""
    filler = directory / "filler"
    with filler.open("ab", buffering=0) as file:
        for piece in (1 << 20, 4096, 1):
            with suppress(OSError):
                while True:
                    file.write(b"x" * piece)
    return filler
