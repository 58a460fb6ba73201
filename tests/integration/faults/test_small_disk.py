"""The small disk of a campaign: it is really full, it is gone afterwards, and where it may not be, that is said."""

from pathlib import Path

import pytest

from tests.support.small_disk import fill, needs_a_small_disk, small_disk_at


@needs_a_small_disk
def test_a_small_disk_fills_up_and_goes_away(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with small_disk_at(home, "1m") as mounted:
        assert mounted
        assert home.is_mount()
        filler = fill(home)
        with pytest.raises(OSError, match="No space left"):
            (home / "more").write_bytes(b"x" * 4096)
        filler.unlink()
        (home / "more").write_bytes(b"x" * 4096)
    assert not home.exists()


def test_who_may_not_mount_one_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = tmp_path / "bin" / "mount"
    refusing.parent.mkdir()
    refusing.write_text("#!/bin/sh\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(refusing.parent))
    home = tmp_path / "home"
    home.mkdir()
    with small_disk_at(home, "1m") as mounted:
        assert not mounted
    assert not home.exists()
