"""The program that packs: works on one task after the other, in a process that may be ended at any time.

Tasks come in and answers go out as pickles, over the pipes of whoever started it; there is no other way in.
"""

import os
import pickle
import resource
import signal
import sys
import threading
import traceback
from queue import SimpleQueue
from typing import Any, BinaryIO

import psutil

from logistics.kit import starting

MOST_MEMORY_MB = 768
"""What a task may take beyond what the program takes once it is warm. Two thousand different pieces take 20 MB."""


def main() -> None:
    """Work until whoever started it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # What a library prints is no answer.
    _warm_up()
    _limit_memory()
    tasks: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, tasks), daemon=True).start()
    _send(answers, None)
    while True:
        _send(answers, _outcome(*tasks.get()))


def _warm_up() -> None:
    # Imported here so that whoever only starts this program does not load the engine.
    from logistics.agents.analyser import planning  # noqa: F401
    from logistics.packing.several_spaces.fleet import warm_up

    warm = threading.Event()
    threading.Thread(target=_tell_progress, args=(warm,), daemon=True).start()
    warm_up()
    warm.set()


def _tell_progress(warm: threading.Event) -> None:
    """Say how far the engine is compiled, where it was not kept from an earlier start."""
    from logistics.packing.several_spaces.fleet import warm_so_far

    told = None
    while not warm.wait(1):
        if (progress := warm_so_far()) not in (None, told):
            told = progress
            ready, every = progress
            starting.tell(
                f"compiling the packing engine, which only the first start does: {ready} of {every} kernels"
            )


def _limit_memory() -> None:
    limit = psutil.Process().memory_info().vms + MOST_MEMORY_MB * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _listen(stream: BinaryIO, tasks: "SimpleQueue[Any]") -> None:
    """Ends the process when nobody is there any more, also in the middle of a task."""
    try:
        while True:
            tasks.put(pickle.load(stream))
    except (EOFError, OSError):
        os._exit(0)


def _outcome(work: Any, arguments: tuple[Any, ...]) -> tuple[Any, str | None]:
    """What came of a task, or where it broke off."""
    try:
        return work(*arguments), None
    except MemoryError:
        os._exit(1)  # Whatever is left of the memory, the next task gets a fresh process.
    except Exception:
        return None, traceback.format_exc()


def _send(stream: BinaryIO, answer: Any) -> None:
    pickle.dump(answer, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()


if __name__ == "__main__":
    main()
