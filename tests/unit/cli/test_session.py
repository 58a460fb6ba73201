import pytest

from logistics.cli.supervisor.session import RESTARTS, start_patiently
from logistics.kit.postgres.errors import PostgresUnavailable, StartFailed


class Database:
    """Ends while it starts, so many times."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.starts = 0

    def start(self) -> None:
        self.starts += 1
        if self.starts <= self.failures:
            raise StartFailed("ended while starting", "killed")


def test_a_database_that_is_struck_while_it_starts_is_started_again() -> None:
    database, said = Database(failures=2), list[str]()
    start_patiently(database.start, said.append)
    assert database.starts == 3
    assert len(said) == 2
    assert "killed" in said[0]


def test_a_database_that_never_starts_is_given_up() -> None:
    database = Database(failures=RESTARTS)
    with pytest.raises(PostgresUnavailable, match="ended while starting"):
        start_patiently(database.start, lambda line: None)
    assert database.starts == RESTARTS
