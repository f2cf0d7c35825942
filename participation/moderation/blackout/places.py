"""Where a passage of an idea can stand: in what the idea says and said, also before it was split
off from another one, and in what is kept beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from participation.extensions import db
from participation.ideas.models import Idea, IdeaOriginal, IdeaVersion
from participation.moderation.blackout.matching import Span, spans
from participation.moderation.blackout.rules import Kind, blacked_out
from participation.moderation.complaints.models import Complaint
from participation.moderation.lineage import split_off_from
from participation.moderation.models import Decision
from participation.moderation.reports.models import Report
from participation.moderation.workbench.models import Handover, IdeaNote

Model = type[Any]


@dataclass(frozen=True)
class Source:
    """Columns of a table that hold texts about an idea; no kind: what the idea itself says, from
    which a passage always goes."""

    model: Model
    of_idea: InstrumentedAttribute[Any]
    columns: tuple[str, ...]
    kind: Kind | None = None


SOURCES = (
    Source(Idea, Idea.id, ("title", "text")),
    Source(IdeaVersion, IdeaVersion.idea_id, ("title", "text")),
    Source(Idea, Idea.id, ("note",), Kind.REASONS),
    Source(IdeaOriginal, IdeaOriginal.idea_id, ("facts",), Kind.REASONS),
    Source(Decision, Decision.idea_id, ("text", "before"), Kind.REASONS),
    Source(Idea, Idea.id, ("remark",), Kind.REMARK),
    Source(Report, Report.idea_id, ("text", "answer"), Kind.REPORTS),
    Source(Complaint, Complaint.idea_id, ("text", "reasons"), Kind.COMPLAINTS),
    Source(IdeaNote, IdeaNote.idea_id, ("text",), Kind.NOTES),
    Source(Handover, Handover.idea_id, ("question", "reply"), Kind.QUESTIONS),
)
EARLIER_NOTE = "before"
"""What undoing a decision puts back holds the note that stood before it."""


def init_sources(app: Flask, further: Collection[Source]) -> None:
    """Keep where higher rungs have texts about an idea."""
    app.extensions["idea_texts"] = tuple(further)


def sources() -> tuple[Source, ...]:
    """Return everywhere texts about an idea stand."""
    return (*SOURCES, *current_app.extensions["idea_texts"])


@dataclass(frozen=True)
class Place:
    """A value of a row, the token of the idea that it belongs to, and which parts of it go."""

    row: Any
    column: str
    kind: Kind | None
    token: str
    value: str
    found: list[Span]

    @property
    def left(self) -> str:
        """What stays of it."""
        kind = self.row.__table__.c[self.column].type
        return blacked_out(self.value, self.found, getattr(kind, "length", None))

    def write(self) -> None:
        """Black it out."""
        if self.column == EARLIER_NOTE:
            self.row.before = self.row.before | {"note": self.left}
        else:
            setattr(self.row, self.column, self.left)


Value = tuple[Any, str, Kind | None, str, str]
"""A text: row, column, kind, the token of the idea that it belongs to, and what it says."""


def values_of(idea: Idea) -> list[Value]:
    """Return every text that is kept of an idea, its own first."""
    return list(_values(idea))


def _values(idea: Idea) -> Iterator[Value]:
    rows: dict[Model, list[Any]] = {Idea: [idea]}
    for source in sources():
        if source.model not in rows:
            query = select(source.model).where(source.of_idea == idea.id)
            rows[source.model] = list(db.session.scalars(query.order_by(source.model.id)))
        for row in rows[source.model]:
            for column in source.columns:
                value = getattr(row, column)
                value = value.get("note") if column == EARLIER_NOTE else value
                if value:
                    yield row, column, source.kind, idea.token, value
    # What it was split off from said it, too.
    said = select(IdeaVersion, Idea.token).join(Idea, Idea.id == IdeaVersion.idea_id)
    said = said.where(Idea.id.in_(split_off_from(idea.id))).order_by(IdeaVersion.id)
    for row, token in db.session.execute(said):
        for column in ("title", "text"):
            yield row, column, None, token, getattr(row, column)


def places(values: Collection[Value], passages: Collection[str]) -> list[Place]:
    """Return in which texts passages stand."""
    found = (Place(*value, spans(value[-1], passages)) for value in values)
    return [place for place in found if place.found]


def kinds_in(found: Collection[Place]) -> list[Kind]:
    """Return which kinds of places beside the idea's own text there are."""
    kinds = {place.kind for place in found}
    return [kind for kind in Kind if kind in kinds]
