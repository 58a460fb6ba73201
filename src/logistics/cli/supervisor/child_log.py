"""The log of a child: appended to, of bounded size, its end shown when the child fails."""

from pathlib import Path
from typing import BinaryIO

MAX_BYTES = 10 * 1024 * 1024
SHOWN_LINES = 15
_TAIL_BYTES = 8192


class ChildLog:
    """`<name>.log`, with one older generation beside it."""

    def __init__(self, directory: Path, name: str) -> None:
        self.path = directory / f"{name}.log"
        self._older = directory / f"{name}.log.1"
        if self.path.exists():
            self.path.replace(self._older)

    def open(self) -> BinaryIO:
        """For a child to append to."""
        return self.path.open("ab")

    def bound(self) -> None:
        """Move what was written aside when it is large.

        The child keeps its file and appends, so the file is emptied under it; a line that it writes at that
        very moment may be lost, which a log can bear.
        """
        if self.path.exists() and self.path.stat().st_size > MAX_BYTES:
            with self.path.open("rb+") as file:
                self._older.write_bytes(file.read())
                file.truncate(0)

    def tail(self) -> list[str]:
        """The last lines."""
        if not self.path.exists():
            return []
        with self.path.open("rb") as file:
            file.seek(max(0, self.path.stat().st_size - _TAIL_BYTES))
            return file.read().decode(errors="replace").splitlines()[-SHOWN_LINES:]
