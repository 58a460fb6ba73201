"""A child that does not outlive the process which started it, where the system can promise that."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def leash() -> Callable[[], None] | None:
    """What a child calls between fork and exec, so that it gets SIGTERM when its parent is gone.

    Linux only. The signal follows the thread that forks, so only the main thread may start children.
    """
    if sys.platform != "linux":
        return None
    parent = os.getpid()
    # Looked up here: between fork and exec nothing should be loaded.
    prctl = ctypes.CDLL(None).prctl

    def hold() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # It was already gone when we asked.
            os._exit(1)

    return hold
