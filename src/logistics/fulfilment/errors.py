"""Why a job has to be tried again."""

from logistics.kit.errors import LogisticsError, Unavailable


class AgentsUnavailable(Unavailable):
    """The agents could not be reached, or could not reach a service."""


class AgentsFailed(LogisticsError):
    """The agents answered without finishing."""
