"""Errors of the database that are nobody's mistake: it is busy, away, full or read-only."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, OperationalError

READ_ONLY = "25006"
"""SQLSTATE of PostgreSQL for a write on a server or in a transaction that only reads. Its driver
calls that an internal error."""
DISK_FULL = "53100"
BUSY = {"40001", "40P01", "53300", "55P03", "57014"}
"""SQLSTATEs that end by themselves: serialization failure, deadlock, too many connections, lock and
statement timeouts."""


def is_unavailable(error: DBAPIError) -> bool:
    """Tell whether the database could not do what is asked of it every day."""
    return isinstance(error, OperationalError) or _sqlstate(error) == READ_ONLY


def is_busy(error: DBAPIError) -> bool:
    """Tell whether the same may well succeed in a minute."""
    state = _sqlstate(error)
    return state in BUSY if state else "locked" in str(error.orig)


def is_closed_to_writes(error: DBAPIError) -> bool:
    """Tell whether the database only reads, or its disk is full."""
    text = str(error.orig)
    words = "readonly database" in text or "is full" in text
    return _sqlstate(error) in (READ_ONLY, DISK_FULL) or words


def _sqlstate(error: DBAPIError) -> str | None:
    state: str | None = getattr(error.orig, "sqlstate", None)
    return state
