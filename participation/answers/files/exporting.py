"""Answers as rows of a CSV file: what is published for everybody, and for those who answer a list
to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from participation.answers import queries
from participation.answers.listing import Choice, Show, ideas_of
from participation.city.models import Unit
from participation.extensions import db
from participation.ideas.rules import number_of
from participation.rounds.models import Round
from participation.web.csv_writer import Format, encode
from participation.web.tabular.kinds import KINDS

COLUMNS = ("number", "status", "text", "unit", "project", "paper", "by")
TO_FILL_IN = ("number", "title", "status", "text", "unit", "project", "paper", "by")


def published(round_: Round, form: Format) -> Iterator[bytes]:
    """Yield the published answers of a round as a file of COLUMNS, in the order of the ideas'
    numbers. Projects and papers are named as far as they are public."""
    return encode(COLUMNS, _rows(round_.id), form)


def to_fill_in(round_: Round, form: Format) -> Iterator[bytes]:
    """Yield the ideas of a round that have neither a published nor a staged answer, with empty
    cells for one."""
    rows = (
        (number_of(row.year, row.id), row.title, *[""] * (len(TO_FILL_IN) - 2))
        for row in ideas_of(Choice(round_.id, Show.OPEN))
    )
    return encode(TO_FILL_IN, rows, form)


def write(round_: Round, folder: Path) -> list[Path]:
    """Write `answers.csv` and its form for Excel into a folder, which is made; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for form, kind in KINDS.items():
        path = folder / f"answers{kind.ending}"
        path.write_bytes(b"".join(published(round_, form)))
        paths.append(path)
    return paths


def _rows(round_id: int) -> Iterator[tuple[str, ...]]:
    units = {row.id: row.key for row in db.session.execute(select(Unit.id, Unit.key))}
    for public in queries.public_answers_of(round_id):
        answer = public.answer
        yield (
            answer.idea.number,
            answer.status,
            answer.text,
            units[answer.unit_id] if answer.unit_id else "",
            public.project.key if public.project else "",
            public.paper.key if public.paper else "",
            answer.review_by or answer.competent,
        )
