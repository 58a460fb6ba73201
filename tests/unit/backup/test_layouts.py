"""Layouts go into the archive and come back, every version, and nothing else does."""

import asyncio
import io
import tarfile
from pathlib import Path

import pytest

from logistics.backup.errors import BackupDamaged
from logistics.backup.layouts import in_place_of, pack_layouts, unpack_layouts
from logistics.layouts.store import DirectoryLayouts


def test_every_version_comes_back(tmp_path: Path) -> None:
    store = DirectoryLayouts(tmp_path / "layouts")
    for body in (b"one", b"two", b"three"):
        asyncio.run(store.put("order-1.json", body))
    asyncio.run(store.put("order-2.json", b"{}"))
    assert len(pack_layouts(tmp_path / "layouts", tmp_path / "archive").sha256) == 4
    assert unpack_layouts(tmp_path / "archive", tmp_path / "restored") == 4
    restored = DirectoryLayouts(tmp_path / "restored")
    assert asyncio.run(restored.get("order-1.json", "2")) == b"two"
    assert asyncio.run(restored.find_latest("order-1.json")) == asyncio.run(store.find_latest("order-1.json"))


def test_what_a_writer_has_not_finished_stays_out(tmp_path: Path) -> None:
    home = tmp_path / "layouts" / "order-1.json"
    home.mkdir(parents=True)
    (home / "1").write_bytes(b"one")
    (home / ".writing-abc").write_bytes(b"ha")
    assert len(pack_layouts(tmp_path / "layouts", tmp_path / "archive").sha256) == 1


def test_a_directory_among_the_versions_is_left_out_and_told(tmp_path: Path) -> None:
    home = tmp_path / "layouts" / "order-1.json"
    (home / "2").mkdir(parents=True)
    (home / "1").write_bytes(b"one")
    packed = pack_layouts(tmp_path / "layouts", tmp_path / "archive")
    assert list(packed.sha256) == ["order-1.json/1"]
    assert packed.left_out == ("order-1.json/2 (Is a directory)",)
    assert unpack_layouts(tmp_path / "archive", tmp_path / "restored") == 1


def test_no_layouts_at_all_are_a_backup_too(tmp_path: Path) -> None:
    assert pack_layouts(tmp_path / "not there", tmp_path / "archive").sha256 == {}
    assert unpack_layouts(tmp_path / "archive", tmp_path / "restored") == 0


@pytest.mark.parametrize(
    "name", ["../escaped/1", "/etc/1", "order-1.json/../../1", ".hidden/1", "order-1.json", "a/b/1"]
)
def test_an_archive_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "archive", "w:gz") as tar:
        member = tarfile.TarInfo(name)
        member.size = 2
        tar.addfile(member, io.BytesIO(b"{}"))
    with pytest.raises(BackupDamaged, match="which is no layout"):
        unpack_layouts(tmp_path / "archive", tmp_path / "restored")
    assert not (tmp_path / "escaped").exists()


def test_a_link_is_no_layout(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "archive", "w:gz") as tar:
        member = tarfile.TarInfo("order-1.json/1")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(BackupDamaged):
        unpack_layouts(tmp_path / "archive", tmp_path / "restored")


def test_layouts_change_places_unless_the_block_fails(tmp_path: Path) -> None:
    current, fresh = tmp_path / "layouts", tmp_path / "fresh"
    for directory, text in ((current, "old"), (fresh, "new")):
        directory.mkdir()
        (directory / "file").write_text(text)
    with pytest.raises(OSError, match="no"), in_place_of(current, fresh):
        raise OSError("no")
    assert (current / "file").read_text() == "old"
    with in_place_of(current, fresh):
        pass
    assert (current / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["layouts"]
