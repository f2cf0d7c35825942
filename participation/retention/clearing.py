"""Clearing what erased rows leave in the database's files."""

from __future__ import annotations

from participation.extensions import db
from participation.weighting.arrival import rewriting

TABLES = (
    "accounts",
    "sign_in_tokens",
    "participations",
    "ideas",
    "idea_versions",
    "idea_originals",
    "idea_imports",
    "decisions",
    "complaints",
    "idea_drafts",
    "idea_notes",
    "idea_handovers",
    "reports",
    "mails",
    "organisations",
    "audit_entries",
)
"""Where what is erased stood."""


def clear() -> bool:
    """Write SQLite's file anew and empty its log; let PostgreSQL reclaim the rows. Return whether
    nobody was in the way. No transaction may be open."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        rewriting.vacuum("", TABLES)
        return True
    raw = db.engine.raw_connection()
    try:
        # Below SQLAlchemy, which would begin a transaction first. Deleted bytes are zeros already;
        # this also clears what moving rows between pages left.
        raw.cursor().execute("VACUUM")
    finally:
        raw.close()
    return rewriting.checkpoint()
