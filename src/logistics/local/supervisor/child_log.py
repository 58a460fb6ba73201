"""The log of a child: appended to, of bounded size, its end shown when the child fails."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import IO

from logistics.local.supervisor.troubles import Troubles

MAX_BYTES = 10 * 1024 * 1024
SHOWN_LINES = 15
_TAIL_BYTES = 8192
_NOWHERE = Path(os.devnull)


class ChildLog:
    """`<name>.log`, with one older generation beside it.

    One that cannot be written costs its lines and nothing else.
    """

    def __init__(self, directory: Path, name: str, troubles: Troubles) -> None:
        self.path = directory / f"{name}.log"
        self._older = directory / f"{name}.log.1"
        self._troubles = troubles
        self._file: IO[bytes] | None = None
        with troubles.survived(f"Turning over {self.path.name}"):
            if self.path.exists():
                self.path.replace(self._older)

    def open(self) -> IO[bytes]:
        """For a child to append to; belongs to the log. Where it cannot be had, what is written is lost."""
        self.close()
        self._file = _NOWHERE.open("a+b")
        with self._troubles.survived(f"Writing {self.path.name}"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            written = self.path.open("a+b")
            self._file.close()
            self._file = written
        return self._file

    def bound(self) -> None:
        """Move what was written aside when it is large.

        The child keeps its file and appends, so the file is emptied under it; a line that it writes at that very
        moment may be lost, which a log can bear. So can one of which nothing can be kept aside: it does not grow.
        """
        if self._file is None or os.fstat(self._file.fileno()).st_size <= MAX_BYTES:
            return
        with self._troubles.survived(f"Turning over {self.path.name}"):
            try:
                self._move_aside(self._file)
            finally:
                self._file.truncate(0)

    def tail(self) -> list[str]:
        """The last lines."""
        if self._file is None:
            return []
        with suppress(OSError):
            size = os.fstat(self._file.fileno()).st_size
            end = os.pread(self._file.fileno(), _TAIL_BYTES, max(0, size - _TAIL_BYTES))
            return end.decode(errors="replace").splitlines()[-SHOWN_LINES:]
        return []

    def last_line(self) -> str:
        """What it said last; empty when it said nothing."""
        return next(reversed(self.tail()), "")

    def close(self) -> None:
        """Let the file go; a child that has it goes on writing."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _move_aside(self, file: IO[bytes]) -> None:
        try:
            with self._older.open("wb") as older:
                file.seek(0)
                shutil.copyfileobj(file, older)
        except OSError:
            with suppress(OSError):
                self._older.unlink(missing_ok=True)
            raise
