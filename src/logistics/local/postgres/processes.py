"""The PostgreSQL processes at work in one directory, found and ended."""

import signal
from contextlib import suppress
from pathlib import Path

import psutil

FAST_S = 20.0
IMMEDIATE_S = 5.0


def processes_of(directory: Path) -> list[psutil.Process]:
    """Every living `postgres` or `initdb` that works in `directory`, whoever started it."""
    return [process for process in psutil.process_iter() if _works_in(process, directory)]


def end_processes_of(directory: Path) -> None:
    """End what a killed run left at work in `directory`, the polite way first; bounded by half a minute."""
    # A fast shutdown is asked of the server itself only: to its children SIGINT means something else, and
    # they leave by themselves when their server is gone.
    for process in processes_of(directory):
        if _leads(process, directory):
            _send(process, signal.SIGINT)
    psutil.wait_procs(processes_of(directory), timeout=FAST_S)
    for number in (signal.SIGQUIT, signal.SIGKILL):
        stubborn = processes_of(directory)
        for process in stubborn:
            _send(process, number)
        psutil.wait_procs(stubborn, timeout=IMMEDIATE_S)


def _works_in(process: psutil.Process, directory: Path) -> bool:
    """The server and its children stand in their data directory; `initdb` names it."""
    try:
        if process.name() not in ("postgres", "initdb") or process.status() == psutil.STATUS_ZOMBIE:
            return False
        return process.cwd() == str(directory) or _leads(process, directory)
    except psutil.Error:
        return False  # It has just ended, or belongs to somebody else.


def _leads(process: psutil.Process, directory: Path) -> bool:
    """Whether it was started for `directory`: the children of a server have titles instead of arguments."""
    try:
        return str(directory) in process.cmdline()
    except psutil.Error:
        return False


def _send(process: psutil.Process, number: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess):  # It ended by itself, which is what we want.
        process.send_signal(number)
