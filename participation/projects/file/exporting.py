"""The projects of a strategy as a file."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from participation.extensions import db
from participation.projects.file.plan import COLUMNS, cells
from participation.projects.models import Project
from participation.projects.queries import draft_of
from participation.web.csv_writer import Format, encode


def export(strategy_id: int, form: Format) -> Iterator[bytes]:
    """Return the file of all projects of a strategy, drafts too, by their keys, in pieces; all is
    read before the first of them."""
    query = select(Project).where(Project.strategy_id == strategy_id).order_by(Project.key)
    rows = [cells(draft_of(project)) for project in db.session.scalars(query)]
    return encode(COLUMNS, [[row[name] for name in COLUMNS] for row in rows], form)
