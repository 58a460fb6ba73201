"""Layouts keep every version, and what is read back is what was hashed."""

import asyncio
import errno
import os
from pathlib import Path

import pytest

from logistics.contracts.layout_ref import LayoutRef
from logistics.kit.disk import StorageFull, StorageUnusable
from logistics.layouts.reading import LayoutChanged, LayoutUnreadable, read_layout
from logistics.layouts.store import DirectoryLayouts, LayoutNotFound, layout_key
from tests.support.small_disk import needs_a_small_disk, run_on_small_disk


async def test_every_version_stays_readable(tmp_path: Path) -> None:
    layouts = DirectoryLayouts(tmp_path)
    first = await layouts.put("order-1.json", b"one")
    second = await layouts.put("order-1.json", b"two")
    assert (first.version, second.version) == ("1", "2")
    assert await layouts.get("order-1.json", "1") == b"one"
    assert await layouts.find_latest("order-1.json") == second
    assert await layouts.find_latest("order-2.json") is None


async def test_writers_at_the_same_time_get_versions_of_their_own(tmp_path: Path) -> None:
    layouts = DirectoryLayouts(tmp_path)
    refs = await asyncio.gather(*(layouts.put("order-1.json", b"%d" % n) for n in range(20)))
    assert sorted(int(ref.version) for ref in refs) == list(range(1, 21))
    for number, ref in enumerate(refs):
        assert await layouts.get(ref.key, ref.version) == b"%d" % number


async def test_a_killed_writer_leaves_no_version_behind(tmp_path: Path) -> None:
    layouts = DirectoryLayouts(tmp_path)
    await layouts.put("order-1.json", b"one")
    (tmp_path / "order-1.json" / ".writing-abc").write_bytes(b"half")
    latest = await layouts.find_latest("order-1.json")
    assert latest is not None
    assert latest.version == "1"


@pytest.mark.parametrize("version", ["2", "..", "x", ".writing-abc"])
async def test_a_version_that_is_not_there_is_not_found(tmp_path: Path, version: str) -> None:
    layouts = DirectoryLayouts(tmp_path)
    await layouts.put("order-1.json", b"one")
    with pytest.raises(LayoutNotFound):
        await layouts.get("order-1.json", version)


async def test_changed_bytes_are_not_the_layout_that_was_saved(tmp_path: Path) -> None:
    layouts = DirectoryLayouts(tmp_path)
    ref = await layouts.put(layout_key(1), b"{}")
    with pytest.raises(LayoutUnreadable):
        await read_layout(layouts, ref)
    (tmp_path / ref.key / ref.version).write_bytes(b"{ }")
    with pytest.raises(LayoutChanged):
        await read_layout(layouts, ref)
    with pytest.raises(LayoutChanged):
        await read_layout(layouts, LayoutRef(key=ref.key, version=ref.version, sha256="0" * 64))


async def test_a_directory_where_a_version_should_be_is_no_layout_and_no_version(tmp_path: Path) -> None:
    layouts = DirectoryLayouts(tmp_path)
    first = await layouts.put("order-1.json", b"one")
    (tmp_path / "order-1.json" / "2").mkdir()
    (tmp_path / "order-1.json" / "\u00b2").write_bytes(b"no number of ours")
    (tmp_path / "order-2.json").write_bytes(b"a file where the versions should be")
    with pytest.raises(LayoutUnreadable, match="is a directory"):
        await layouts.get("order-1.json", "2")
    assert await layouts.find_latest("order-1.json") == first
    assert (await layouts.put("order-1.json", b"three")).version == "3"
    with pytest.raises(LayoutNotFound):
        await layouts.get("order-2.json", "1")
    with pytest.raises(StorageUnusable):
        await layouts.put("order-2.json", b"one")


FILL_THE_DISK = """
import asyncio, os
from pathlib import Path
from logistics.kit.disk import StorageFull
from logistics.layouts.store import DirectoryLayouts
root = Path(sys.argv[1])
layouts = DirectoryLayouts(root)
asyncio.run(layouts.put("order-1.json", b"x" * 1000))
try:
    asyncio.run(layouts.put("order-1.json", b"x" * 100_000))
except StorageFull as full:
    print(full.message)
asyncio.run(layouts.put("order-1.json", b"y"))
print(sorted(os.listdir(root / "order-1.json")))
"""


@needs_a_small_disk
def test_a_full_disk_is_said_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    done = run_on_small_disk(FILL_THE_DISK, tmp_path, "64k", within_s=120)
    assert done.stdout.splitlines() == [
        "The layout cannot be stored (No space left on device); try again when that is mended.",
        "['1', '2']",
    ], done.stderr


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StorageFull),
        (errno.EDQUOT, StorageFull),
        (errno.EMFILE, StorageUnusable),
        (errno.EROFS, StorageUnusable),
    ],
)
async def test_whatever_the_disk_says_is_a_trouble_that_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[StorageUnusable]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("logistics.layouts.store.tempfile.mkstemp", refuse)
    with pytest.raises(kind, match=os.strerror(number)):
        await DirectoryLayouts(tmp_path).put("order-1.json", b"one")
