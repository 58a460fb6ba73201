"""Every way this context can say no."""

from logistics.kit.errors import Conflict, Forbidden, NotFound


class RunNotFound(NotFound):
    """There is no such run."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"There is no run {run_id}.", run_id=run_id)


class RunHasEnded(Conflict):
    """The run has ended; nothing can be added to it."""


class NotYourRun(Forbidden):
    """This credential belongs to another run."""
