"""A public paper as a printed document: what it is, and what bodies did with it.

Projects, ideas and results that its page names beside that are left out: each may be taken down by
itself, and a file that somebody has downloaded stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from flask import render_template
from sqlalchemy import ColumnElement, select, true

from participation.council import queries
from participation.council.models import Consultation, Paper, PaperVersion
from participation.council.presenter import PaperPage
from participation.extensions import Base, db
from participation.kernel.clock import Clock
from participation.kernel.errors import NotFound
from participation.printing.documents import Printable
from participation.printing.rules import Wanted, made_from

Row = TypeVar("Row", Consultation, PaperVersion)


def paper_mark(page: PaperPage) -> str:
    """Return what the document of a paper is made from: every value that stands in it, whatever the
    language. A published result never changes, so its number stands for what it says."""
    held = [
        (
            _values(each.row),
            [_values(row) for row in each.earlier],
            (each.about.strategy, each.about.title, each.about.number) if each.about else None,
            [(_values(view.departure), view.weight is None) for view in each.departures],
        )
        for each in page.held
    ]
    return made_from(_values(page.paper), [_values(row) for row in page.earlier], held)


def _wanted(_clock: Clock) -> list[Wanted]:
    return [Wanted(page.paper.key, paper_mark(page)) for page in _pages(true())]


def _html(key: str, _clock: Clock) -> str:
    pages = _pages(Paper.key == key)
    if not pages:
        raise NotFound(queries.NO_PAPER)
    return render_template("printing/paper.html", paper=pages[0].paper, view=pages[0])


def _pages(condition: ColumnElement[bool]) -> list[PaperPage]:
    """Return public papers as everybody reads them (five statements however many)."""
    papers = db.session.scalars(queries.public_papers().where(condition).order_by(Paper.id)).all()
    ids = [paper.id for paper in papers]
    public = select(Consultation).where(Consultation.public, Consultation.paper_id.in_(ids))
    rows = db.session.scalars(public.order_by(Consultation.id)).all()
    before = select(PaperVersion).where(PaperVersion.public, PaperVersion.paper_id.in_(ids))
    earlier = db.session.scalars(before.order_by(PaperVersion.number.desc())).all()
    versions, departures = queries.about_versions(rows), queries.departures(rows)
    rows_of, earlier_of = _by_paper(rows), _by_paper(earlier)
    return [
        PaperPage(paper, rows_of[paper.id], versions, departures, earlier_of[paper.id])
        for paper in papers
    ]


def _by_paper(rows: Iterable[Row]) -> dict[int, list[Row]]:
    by_paper: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_paper[row.paper_id].append(row)
    return by_paper


def _values(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


PAPERS = Printable(_wanted, _html)
