"""Parameters of a query: a route takes those it names, each as often as it says, and no others.

A misspelt filter would be no filter, and a list would show everything.
"""

from collections import Counter
from collections.abc import Sequence

from fastapi.dependencies.models import Dependant
from starlette.datastructures import QueryParams

from logistics.kit.errors import FieldError, pointer
from logistics.web.faults import InvalidRequest, summary_of, unknown


async def any_parameters() -> None:
    """Stands among the dependencies of a route whose query others write, who may add to it what they like."""


class Parameters:
    """Those a route takes; none of ours takes one several times."""

    def __init__(self, route: Dependant) -> None:
        self._known = sorted(_names(route))

    def require(self, query: QueryParams) -> None:
        """Refuse what the route does not know, and what is said twice.

        Raises:
            InvalidRequest: Naming each such parameter.
        """
        said = Counter(name for name, _ in query.multi_items())
        faults = [
            *(self._unknown(name) for name in said if name not in self._known),
            *(self._repeated(name) for name in self._known if said[name] > 1),
        ]
        if faults:
            raise InvalidRequest(summary_of(faults), errors=faults)

    def _unknown(self, name: str) -> FieldError:
        return FieldError(pointer(name), "unknown_parameter", self._words(name), "query")

    def _words(self, name: str) -> str:
        words = unknown("parameter", name, self._known)
        known = ", ".join(self._known) or "none"
        return words if words.endswith("?") else f"{words} Known here: {known}."

    @staticmethod
    def _repeated(name: str) -> FieldError:
        return FieldError(pointer(name), "repeated_parameter", "is given several times; give it once", "query")


def _names(route: Dependant) -> Sequence[str]:
    below = [name for dependency in route.dependencies for name in _names(dependency)]
    return [*(field.alias for field in route.query_params), *below]
