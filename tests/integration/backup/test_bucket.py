"""Backups in an S3 bucket, over HTTP to a server process that speaks S3."""

from collections.abc import Iterator

import httpx2
import obstore
import pytest
from obstore.store import S3Store

from logistics.backup.bucket import BackupBucket, bucket_and_name
from logistics.backup.errors import BackupDamaged, BackupExists, NothingToRestore, PlaceUnusable
from logistics.backup.places import name_at
from tests.integration.backup.conftest import Shop
from tests.support.outside import outside_server

ADDRESS = "s3://backups/our/logistics"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with outside_server("moto.server", ready_at="/moto-api/") as address:
        yield address


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Store]:
    """An empty bucket, and an environment that leads there."""
    httpx2.post(f"{s3}/moto-api/reset", trust_env=False).raise_for_status()
    httpx2.put(f"{s3}/backups", trust_env=False).raise_for_status()
    for name, value in {
        "AWS_ENDPOINT_URL": s3,
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
    }.items():
        monkeypatch.setenv(name, value)
    return S3Store("backups", prefix="our/logistics")


@pytest.fixture
def remote_shop(shop: Shop, bucket: S3Store) -> Shop:
    shop.place = BackupBucket(ADDRESS, now=lambda: shop.now)
    return shop


def keys(bucket: S3Store) -> list[str]:
    return sorted(entry["path"] for batch in obstore.list(bucket) for entry in batch)


def test_everything_comes_back_from_a_bucket(remote_shop: Shop) -> None:
    before = remote_shop.contents()
    taken = remote_shop.back_up()
    assert taken.address.startswith(f"{ADDRESS}/2026-11-23T")
    remote_shop.destroy()
    place, name = bucket_and_name(taken.address)
    with place.fetched(name) as directory:
        remote_shop.restore(directory)
    assert remote_shop.contents() == before


def test_the_newest_are_kept_and_what_was_abandoned_goes(remote_shop: Shop, bucket: S3Store) -> None:
    obstore.put(bucket, "2026-11-01T03-00-00Z/order_db.dump", b"cut off")
    obstore.put(bucket, "notes.txt", b"somebody's")
    first, second, third = [remote_shop.back_up(keep=2) for _ in range(3)]
    assert (second.removed, third.removed) == ((), (first.address.rpartition("/")[2],))
    assert remote_shop.place.names() == [taken.address.rpartition("/")[2] for taken in (second, third)]
    assert {key.partition("/")[0] for key in keys(bucket)} == {"notes.txt", *remote_shop.place.names()}


def test_nothing_is_overwritten(remote_shop: Shop, bucket: S3Store) -> None:
    name = name_at(remote_shop.back_up().manifest.created_at)
    written = {key: bytes(obstore.get(bucket, key).bytes()) for key in keys(bucket)}
    with pytest.raises(BackupExists), remote_shop.place.new(name):
        pass
    assert {key: bytes(obstore.get(bucket, key).bytes()) for key in keys(bucket)} == written


def test_a_damaged_or_unfinished_copy_is_refused(remote_shop: Shop, bucket: S3Store) -> None:
    place, name = bucket_and_name(remote_shop.back_up().address)
    obstore.put(bucket, f"{name}/layouts.tar.gz", b"not what was written")
    with place.fetched(name) as directory, pytest.raises(BackupDamaged, match=r"layouts\.tar\.gz"):
        remote_shop.restore(directory, force=True)
    obstore.delete(bucket, f"{name}/layouts.tar.gz")
    with pytest.raises(NothingToRestore), place.fetched(name):
        pass
    obstore.delete(bucket, f"{name}/manifest.json")
    with pytest.raises(NothingToRestore), place.fetched(name):
        pass


def test_the_address_of_all_backups_names_the_newest(remote_shop: Shop) -> None:
    newest = remote_shop.back_up().address
    with pytest.raises(NothingToRestore, match=newest):
        bucket_and_name(ADDRESS)


def test_a_bucket_that_is_not_there_is_said(bucket: S3Store, empty_shop: Shop) -> None:
    empty_shop.place = BackupBucket("s3://no-such-bucket/x")
    with pytest.raises(PlaceUnusable, match="no-such-bucket"):
        empty_shop.back_up()
    with pytest.raises(PlaceUnusable, match="names no bucket"):
        BackupBucket("s3://")
