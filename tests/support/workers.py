"""Which tests run beside each other when pytest has several workers (`pytest -n 2`, as `scripts/test` does)."""

from xdist.scheduler import LoadFileScheduling

STORIES = "tests/acceptance"


class OneSystemAtATime(LoadFileScheduling):
    """A file stays in one worker with what it shares, and all stories of whole systems do, one after the other.

    A system is a dozen processes: two of them at once on a small machine would get in each other's way, while a story
    mostly waits, which leaves the other workers room.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return STORIES if file.startswith(f"{STORIES}/") else file
