"""Who may read the files that hold what people wrote, and whether backups are gone when residents
expect them to be."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import make_url

OTHERS = 0o077


def examine(
    database_url: str, key_file: Path, backup_folder: str
) -> Iterator[tuple[str, str, str]]:
    """Yield what is to be said about the files of an installation: level, subject and sentence."""
    paths = sorted(key_file.parent.glob(f"{key_file.name}*")) + _database_files(database_url)
    folder = Path(backup_folder)
    if not backup_folder:
        text = "not set: nobody looks at the age and the mode of backups"
        yield "note", "BACKUP_FOLDER", text
    elif not folder.is_dir():
        yield "error", "BACKUP_FOLDER", f"there is no folder {folder}: mkdir -m 700 -p {folder}"
    else:
        paths += [folder, *_files_below(folder)]
    wrong = [path for path in paths if stat.S_IMODE(path.stat().st_mode) & OTHERS]
    for path in wrong:
        wanted = "700" if path.is_dir() else "600"
        yield "error", "files", f"others can use {path}: chmod {wanted}"
    if not wrong:
        yield "ok", "files", "database, keys and backups: their owner's alone"


def outlived(backup_folder: str, days: int, now: datetime) -> list[Path]:
    """Return the backups that were written more than so many days ago."""
    oldest = now - timedelta(days=days)
    folder = Path(backup_folder)
    files = _files_below(folder) if backup_folder and folder.is_dir() else []
    return [path for path in files if datetime.fromtimestamp(path.stat().st_mtime, UTC) < oldest]


def _files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _database_files(database_url: str) -> list[Path]:
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return []
    database = Path(str(url.database))
    beside = [database.with_name(database.name + end) for end in ("", "-wal", "-shm", "-journal")]
    return [path for path in beside if path.exists()]
