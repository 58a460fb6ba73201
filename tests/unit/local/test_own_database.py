import pytest

from logistics.local.postgres.errors import StartFailed
from logistics.local.supervisor.own_database import LONGEST_PAUSE_S, OwnDatabase
from logistics.local.supervisor.troubles import Troubles


class Server:
    """Ends while it starts, so many times."""

    failures = 0
    starts = 0
    port = 5432
    running = False

    def __init__(self, data_dir: object, *, port: int = 0) -> None:
        self.asked_for = port

    def start(self) -> None:
        Server.starts += 1
        if Server.starts > 1 and Server.failures:
            Server.failures -= 1
            raise StartFailed("ended while starting", "No space left on device")

    def stop(self) -> None:
        pass

    def url(self, database: str) -> str:
        return f"postgresql://127.0.0.1:9/{database}"


def test_a_database_that_cannot_start_is_started_again_until_it_can(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, said = 0.0, list[str]()
    monkeypatch.setattr("logistics.local.supervisor.own_database.EmbeddedPostgres", Server)
    monkeypatch.setattr("logistics.local.supervisor.own_database.time.monotonic", lambda: clock)
    database = OwnDatabase(tmp_path, Troubles(said.append))  # type: ignore[arg-type]
    database.start()
    Server.starts, Server.failures = 1, 20
    for _ in range(2000):
        database.watch()
        if Server.failures == 0:
            break
        clock += 1.0
    assert Server.failures == 0
    assert Server.starts == 21
    assert clock <= 21 * (LONGEST_PAUSE_S + 1)
    assert "No space left on device" in said[1]
