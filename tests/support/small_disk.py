"""A real disk of a few megabytes, on which a program runs by itself until it is full."""

import os
import subprocess
import sys
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
