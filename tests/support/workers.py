"""Which tests run beside each other when pytest has several workers (`pytest -n 2`, as `scripts/test` does)."""

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

STORIES = "tests/acceptance/"
IN_ANOTHER_SYSTEM = {
    "test_authority_ends.py": "mistreated",
    "test_restarts.py": "mistreated",
    "test_stuck.py": "mistreated",
    "test_faults.py": "faults",
    "test_full_disk.py": "full disk",
    "test_killed.py": "killed",
    "test_upgrade.py": "upgrade",
}
"""Stories that are told in another system than the one that all others share."""


class FromBothEnds(LoadFileScheduling):
    """The first worker begins with the stories of whole systems, the others with the last unit tests.

    A story mostly waits, which leaves room for tests that compute. What shares something stays together: a file in
    one worker, and all stories of one system. Tests come in the order in which they are found
    (`--no-loadscope-reorder`).
    """

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        if not file.startswith(STORIES):
            return file
        return STORIES + IN_ANOTHER_SYSTEM.get(file.removeprefix(STORIES), "shared")

    def _assign_work_unit(self, node: WorkerController) -> None:
        if node is not self.nodes[0]:
            last = next(reversed(self.workqueue))
            self.workqueue.move_to_end(last, last=False)
        super()._assign_work_unit(node)
