"""Layouts keep every version, and what is read back is what was hashed."""

import asyncio
from pathlib import Path

import pytest

from logistics.contracts.common import LayoutRef
from logistics.layouts.reading import LayoutChanged, LayoutUnreadable, read_layout
from logistics.layouts.store import DirectoryLayouts, LayoutNotFound, layout_key


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
