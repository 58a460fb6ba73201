"""The restore drill: back up, lose everything, restore, compare every row and every byte."""

from pathlib import Path

import psycopg
import pytest
from psycopg.errors import RaiseException

from logistics.backup.errors import DataInTheWay, MayNotCreate, ProgramFailed, StillConnected
from logistics.backup.manifest import describe, read_manifest
from logistics.backup.new_database import NewDatabase
from logistics.backup.postgres import BackedUpDatabase
from tests.integration.backup.conftest import Shop, ask, run


def test_what_was_lost_comes_back_to_the_last_row_and_byte(shop: Shop) -> None:
    before = shop.contents()
    assert sum(1 for what in before if " rows of " in what and ": 0 rows" not in what) >= 15
    taken = shop.back_up()
    shop.destroy()
    assert shop.contents() == {}
    shop.restore(Path(taken.address))
    assert shop.contents() == before


def test_each_service_owns_its_restored_tables_and_stays_out_of_the_others(shop: Shop) -> None:
    taken = shop.back_up()
    shop.restore(Path(taken.address), force=True)
    for url, role in ((shop.order_db, "order_user"), (shop.transport_db, "transport_user")):
        owners = "SELECT array_agg(DISTINCT tableowner::text) FROM pg_tables WHERE schemaname = 'public'"
        assert ask(url, owners) == [role]
        assert (
            ask(url, "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()")
            == role
        )
    stranger = shop.order_db.rsplit("/", 1)[0] + "/" + shop.transport_db.rsplit("/", 1)[1]
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(stranger)


def test_rules_and_numbering_are_restored_with_the_rows(shop: Shop) -> None:
    shop.restore(shop.back_up().path, force=True)
    added = "INSERT INTO customers (name, email, language) VALUES ('New', 'new@x.example', 'en') RETURNING id"
    assert ask(shop.order_db, added) == 21
    with pytest.raises(RaiseException, match="only ever added"):
        run(shop.order_db, "DELETE FROM events")
    with pytest.raises(psycopg.errors.ExclusionViolation):
        run(shop.transport_db, "INSERT INTO holds (vehicle_id, period) VALUES (1, '[2026-12-25,2026-12-27)')")


def test_restored_events_are_in_the_past_of_a_server_that_counts_from_the_beginning(shop: Shop) -> None:
    taken = shop.back_up()
    ahead = int(ask(shop.order_db, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text")) + 20_000
    facts = taken.manifest.databases["order_db"].model_copy(update={"next_transaction_id": ahead})
    databases = taken.manifest.databases | {"order_db": facts}
    taken.manifest.model_copy(update={"databases": databases}).write(Path(taken.address))
    shop.restore(Path(taken.address), force=True)
    assert int(ask(shop.order_db, "SELECT pg_snapshot_xmin(pg_current_snapshot())::text")) > ahead


def test_data_is_never_overwritten_without_force(shop: Shop) -> None:
    taken = shop.back_up()
    run(shop.order_db, "UPDATE orders SET notes = 'newer'")
    before = shop.contents()
    with pytest.raises(DataInTheWay, match="order_db"):
        shop.restore(Path(taken.address))
    assert shop.contents() == before


def test_layouts_alone_are_in_the_way_too(shop: Shop) -> None:
    taken = shop.back_up()
    for url in (shop.order_db, shop.transport_db):
        run(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    with pytest.raises(DataInTheWay, match="layouts"):
        shop.restore(Path(taken.address))
    assert (shop.layouts / "order-1.json" / "1").exists()


def test_force_replaces_rows_tables_and_layouts_that_came_later(shop: Shop) -> None:
    taken, before = shop.back_up(), shop.contents()
    run(shop.order_db, "UPDATE orders SET notes = 'newer'; CREATE TABLE later (id int)")
    (shop.layouts / "order-1.json" / "9").write_bytes(b"later")
    shop.restore(Path(taken.address), force=True)
    assert shop.contents() == before


def test_a_restore_that_fails_on_the_second_database_leaves_everything_as_it_was(shop: Shop) -> None:
    taken = shop.back_up()
    (Path(taken.address) / "transport_db.dump").write_bytes(
        (Path(taken.address) / "order_db.dump").read_bytes()[:5000]
    )
    vouch_for_what_is_there(Path(taken.address))
    run(shop.order_db, "UPDATE orders SET notes = 'newer'")
    before = shop.contents()
    with pytest.raises(ProgramFailed, match="pg_restore failed on transport_db"):
        shop.restore(Path(taken.address), force=True)
    assert shop.contents() == before
    assert leftovers(shop) == []


def test_a_restore_that_fails_at_the_last_step_leaves_everything_as_it_was(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = shop.back_up()
    run(shop.order_db, "UPDATE orders SET notes = 'newer'")
    (shop.layouts / "order-1.json" / "9").write_bytes(b"later")
    before = shop.contents()
    take_over = NewDatabase.take_over

    def fail_on_the_second(self: NewDatabase) -> None:
        take_over(self)
        if self.name == "transport_db":
            raise psycopg.OperationalError("the connection is lost")

    monkeypatch.setattr(NewDatabase, "take_over", fail_on_the_second)
    with pytest.raises(Exception, match="the connection is lost"):
        shop.restore(Path(taken.address), force=True)
    assert shop.contents() == before
    assert leftovers(shop) == []


def test_on_two_servers_what_the_first_has_committed_is_put_back_when_the_second_fails(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The same server under two addresses: two connections, two transactions.
    orders, transport = shop.databases
    shop.databases = (
        orders,
        BackedUpDatabase(transport.name, transport.url, transport.server_url + "?connect_timeout=9"),
    )
    taken = shop.back_up()
    run(shop.order_db, "UPDATE orders SET notes = 'newer'")
    before = shop.contents()
    rename = NewDatabase.take_over

    def commit_and_fail_on_the_second(self: NewDatabase) -> None:
        if self.name == "transport_db":
            raise psycopg.OperationalError("the connection is lost")
        rename(self)
        self._server.execute("COMMIT")

    monkeypatch.setattr(NewDatabase, "take_over", commit_and_fail_on_the_second)
    with pytest.raises(Exception, match="the connection is lost"):
        shop.restore(Path(taken.address), force=True)
    assert shop.contents() == before
    assert leftovers(shop) == []


def test_nothing_is_replaced_under_a_service_that_still_works_with_it(shop: Shop) -> None:
    taken = shop.back_up()
    with psycopg.connect(shop.order_db), pytest.raises(StillConnected):
        shop.restore(Path(taken.address), force=True)
    assert leftovers(shop) == []


def test_a_role_that_may_not_create_databases_is_told_what_it_needs(shop: Shop) -> None:
    taken = shop.back_up()
    # On a server of one's own, only the owner's address is known.
    own = [BackedUpDatabase(d.name, d.url, d.url.rsplit("/", 1)[0] + "/postgres") for d in shop.databases]
    server = shop.databases[0].server_url
    run(server, "GRANT CONNECT ON DATABASE postgres TO order_user, transport_user")
    shop.databases = tuple(own)
    try:
        with pytest.raises(MayNotCreate, match="ALTER ROLE order_user CREATEDB"):
            shop.restore(Path(taken.address), force=True)
        run(server, "ALTER ROLE order_user CREATEDB; ALTER ROLE transport_user CREATEDB")
        before = shop.contents()
        shop.restore(Path(taken.address), force=True)
        assert shop.contents() == before
    finally:
        run(server, "REVOKE CONNECT ON DATABASE postgres FROM order_user, transport_user")
        run(server, "ALTER ROLE order_user NOCREATEDB; ALTER ROLE transport_user NOCREATEDB")


def leftovers(shop: Shop) -> list[str]:
    """Databases and directories that a restore should not leave behind."""
    names = "SELECT coalesce(array_agg(datname::text), '{}') FROM pg_database"
    query = f"{names} WHERE datname ~ '_restoring|_before_restore'"
    directories = [path.name for path in shop.layouts.parent.iterdir() if path.name.startswith("layouts.")]
    return [*ask(shop.databases[0].server_url, query), *directories]


def vouch_for_what_is_there(path: Path) -> None:
    """Make the manifest agree with the files, so that only PostgreSQL can find the fault."""
    manifest = read_manifest(path)
    manifest.model_copy(update={"files": describe(path, manifest.files)}).write(path)
