"""What a process is doing that is not ready yet: a line in its log, for whoever started it and waits."""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress

_EVENT = "starting"


def tell(doing: str) -> None:
    """Say it, as the end of a sentence: `compiling the engine, 3 of 11 kernels`."""
    with suppress(OSError):
        print(json.dumps({"event": _EVENT, "doing": doing}), flush=True, file=sys.stderr)


def told_in(lines: Sequence[str]) -> str | None:
    """What was said last among the lines of a log; None when nothing was."""
    for line in reversed(lines):
        with suppress(ValueError):
            said = json.loads(line)
            if isinstance(said, dict) and said.get("event") == _EVENT:
                return str(said.get("doing"))
    return None
