"""Small secret files on disk: replaced as a whole, and what they held before is overwritten.

A process may be killed between any two steps. Whoever comes next calls `finish`, which completes
what was begun: either the old content stands or the new one, and no third file keeps the old
bytes. What a file system or a disk keeps behind our back (snapshots, copy on write, spare blocks of
a solid state disk) cannot be reached from here; docs/operations.md says so.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OWNER_ONLY = 0o600


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Exclude every other process that locks this path, and finish what a killed one left."""
    with open(_beside(path, "lock"), "a+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        finish(path)
        yield


def replace(path: Path, data: bytes) -> None:
    """Give the file this content and overwrite the old one. The caller holds the lock."""
    fresh, old = _beside(path, "new"), _beside(path, "old")
    _write(fresh, data)
    if path.exists():
        # Through its second name the old content is still in reach after the replacement, also for
        # the next process if this one is killed.
        os.link(path, old)
    os.replace(fresh, path)
    sync_folder(path)
    if old.exists():
        wipe(old)


def finish(path: Path) -> None:
    """Complete what a killed `replace` left behind. The caller holds the lock."""
    for leftover in (_beside(path, "new"), _beside(path, "old")):
        if not leftover.exists():
            continue
        if path.exists() and leftover.samefile(path):
            # Killed before the replacement: a second name of what still holds.
            os.unlink(leftover)
            sync_folder(path)
        else:
            wipe(leftover)


def wipe(path: Path) -> None:
    """Overwrite a file with zeros on the disk, then remove it."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        _write_all(descriptor, b"\0" * os.fstat(descriptor).st_size)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.unlink(path)
    sync_folder(path)


def append(path: Path, line: bytes) -> None:
    """Add a line to a file and return when it is on the disk. The caller holds the lock."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
    try:
        size = os.fstat(descriptor).st_size
        # A line that was torn by a crash must not swallow this one.
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        _write_all(descriptor, (b"\n" if torn else b"") + line + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path)


def sync_folder(path: Path) -> None:
    """Put the names in the file's folder on the disk, too."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # Some network file systems know no fsync of a folder.
        with suppress(OSError):
            os.fsync(folder)
    finally:
        os.close(folder)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that its owner alone can read. Raises FileExistsError."""
    _write(path, data)
    sync_folder(path)


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        _write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    written = 0
    while written < len(data):
        written += os.write(descriptor, data[written:])


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(f"{path.name}.{suffix}")
