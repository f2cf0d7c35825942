"""Reading dry runs and what was seen in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from participation.dry_run.models import DryRun, SeenMoment
from participation.extensions import db


def get(token: str) -> DryRun | None:
    """Return the dry run with this token."""
    return db.session.get(DryRun, token)


def of_account(account_id: int) -> DryRun | None:
    """Return a person's dry run, also one whose time is over."""
    return db.session.scalar(select(DryRun).where(DryRun.account_id == account_id))


def everyone() -> Sequence[DryRun]:
    """Return all of them, also those whose time is over."""
    return db.session.scalars(select(DryRun).order_by(DryRun.ends_at)).all()


def round_of(token: str, **_: object) -> int:
    """Return the id of the round that a dry run is of, 0 where there is no such dry run."""
    return db.session.scalar(select(DryRun.round_id).where(DryRun.token == token)) or 0


def seen(round_id: int) -> dict[str, tuple[datetime, int]]:
    """Return which moments of a round were seen in dry runs: when last, and in which version."""
    rows = db.session.scalars(select(SeenMoment).where(SeenMoment.round_id == round_id))
    return {row.moment: (row.seen_at, row.round_version) for row in rows}
