"""Every version of every layout in one compressed archive, and back."""

import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from logistics.backup.errors import BackupDamaged
from logistics.backup.manifest import LAYOUTS


@dataclass(frozen=True, slots=True)
class Packed:
    """What came into an archive: the hash of each version by its name, and what could not be read."""

    sha256: dict[str, str]
    left_out: tuple[str, ...]


def pack_layouts(root: Path, archive: Path) -> Packed:
    """Write every version below `root` into `archive`, but for those that cannot be read."""
    hashes, left_out = {}, []
    with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
        for file in _versions(root):
            name = f"{file.parent.name}/{file.name}"
            try:
                body, changed_at = file.read_bytes(), file.stat().st_mtime
            except OSError as error:
                left_out.append(f"{name} ({error.strerror})")
                continue
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(body), int(changed_at)
            tar.addfile(member, io.BytesIO(body))
            hashes[name] = hashlib.sha256(body).hexdigest()
    return Packed(hashes, tuple(left_out))


def unpack_layouts(archive: Path, root: Path) -> int:
    """Make `root` with every version that is in `archive`, on disk when this returns; how many there were.

    Raises:
        BackupDamaged: It holds something that is no layout.
    """
    root.mkdir()
    count = 0
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() and _is_version(member.name) else None
            if content is None:
                raise BackupDamaged(LAYOUTS, f"holds {member.name!r}, which is no layout")
            file = root / member.name
            file.parent.mkdir(exist_ok=True)
            file.touch(mode=0o600, exist_ok=False)
            with file.open("wb") as target:
                shutil.copyfileobj(content, target)
            count += 1
    # Once for all of them: there may be a hundred thousand.
    os.sync()
    return count


@contextmanager
def in_place_of(current: Path, fresh: Path) -> Iterator[None]:
    """Let `fresh` be `current`; when the block fails, everything is where it was."""
    former = current.with_name(f"{current.name}.before-restore")
    shutil.rmtree(former, ignore_errors=True)
    moves = [(current, former)] if current.exists() else []
    moves.append((fresh, current))
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            source.rename(target)
            done.append((source, target))
        yield
    except BaseException:
        for source, target in reversed(done):
            target.rename(source)
        raise
    shutil.rmtree(former, ignore_errors=True)


def _versions(root: Path) -> Iterator[Path]:
    """The files that are versions; what a writer has not finished yet has another kind of name."""
    if root.is_dir():
        for key in sorted(root.iterdir()):
            if key.is_dir():
                yield from (file for file in sorted(key.iterdir()) if _is_version(f"{key.name}/{file.name}"))


def _is_version(name: str) -> bool:
    """Whether this is `<key>/<version>` and cannot lead anywhere else."""
    key, _, version = name.partition("/")
    return bool(key) and not key.startswith(".") and version.isascii() and version.isdecimal()
