"""What hangs on the idea of the workbench: whatever there is of it in one statement, and the parts
that pages of their own show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_, select, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas.lineage import relatives
from participation.ideas.models import Idea, IdeaLineage, IdeaOriginal, IdeaVersion
from participation.moderation.models import Decision
from participation.moderation.reports.models import Report
from participation.moderation.workbench.models import (
    BulkItem,
    Handover,
    IdeaNote,
    WorkbenchKeys,
)
from participation.moderation.workbench.queries_bulk import own_open
from participation.organisations.models import Organisation


@dataclass
class Attached:
    """Reports, notes, questions to units, decisions, earlier versions, events and ideas of the
    lineage and what was blacked out, as they came; the keys of whoever looks, the last decision
    that they made on any idea, and what of all that they decided in one go."""

    reports: list[Report] = field(default_factory=list)
    notes: list[IdeaNote] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    versions: list[IdeaVersion] = field(default_factory=list)
    events: list[IdeaLineage] = field(default_factory=list)
    relatives: list[Idea] = field(default_factory=list)
    originals: list[IdeaOriginal] = field(default_factory=list)
    keys: list[WorkbenchKeys] = field(default_factory=list)
    own: list[Decision] = field(default_factory=list)
    bulks: list[BulkItem] = field(default_factory=list)


def attached_to(idea_id: int, account_id: int) -> Attached:
    """Return what hangs on an idea, for somebody who looks at it."""
    mine, theirs, kin = aliased(Decision), aliased(Idea), aliased(Idea)
    writer, body = aliased(Account), aliased(Organisation)
    related = or_(IdeaLineage.from_id == idea_id, IdeaLineage.into_id == idea_id)
    last = select(mine.id).where(mine.by_id == account_id).order_by(mine.id.desc()).limit(1)
    in_one_go = (BulkItem.idea_id == idea_id, BulkItem.decision_id == last.scalar_subquery())
    together = and_(or_(*in_one_go), BulkItem.bulk_id.in_(own_open(account_id)))
    # Each of them by the name of the list, its class, its number, and which rows are wanted.
    parts: Sequence[tuple[str, Any, Any, ColumnElement[bool]]] = (
        ("reports", Report, Report.id, Report.idea_id == idea_id),
        ("notes", IdeaNote, IdeaNote.id, IdeaNote.idea_id == idea_id),
        ("handovers", Handover, Handover.id, Handover.idea_id == idea_id),
        ("decisions", Decision, Decision.id, Decision.idea_id == idea_id),
        ("versions", IdeaVersion, IdeaVersion.id, IdeaVersion.idea_id == idea_id),
        ("events", IdeaLineage, IdeaLineage.id, related),
        ("relatives", kin, kin.id, kin.id.in_(select(relatives(idea_id).c.id))),
        ("originals", IdeaOriginal, IdeaOriginal.id, IdeaOriginal.idea_id == idea_id),
        ("keys", WorkbenchKeys, WorkbenchKeys.account_id, WorkbenchKeys.account_id == account_id),
        ("own", mine, mine.id, mine.id == last.scalar_subquery()),
        ("bulks", BulkItem, BulkItem.id, together),
    )
    rows = union_all(
        *(
            select(literal(place).label("part"), number.label("id")).where(wanted)
            for place, (_name, _class, number, wanted) in enumerate(parts)
        )
    ).subquery()
    query = select(*(each[1] for each in parts)).select_from(rows)
    for place, (_name, class_, number, _wanted) in enumerate(parts):
        query = query.outerjoin(class_, and_(rows.c.part == place, rows.c.id == number))
    query = query.outerjoin(Handover.unit).outerjoin(theirs, mine.idea)
    query = query.outerjoin(writer, kin.author).outerjoin(body, kin.organisation)
    query = query.options(
        contains_eager(Handover.unit),
        contains_eager(mine.idea.of_type(theirs)),
        contains_eager(kin.author.of_type(writer)),
        contains_eager(kin.organisation.of_type(body)),
    ).order_by(rows.c.part, rows.c.id)
    found = Attached()
    for row in db.session.execute(query):
        for (name, *_), thing in zip(parts, row, strict=True):
            if thing is not None:
                getattr(found, name).append(thing)
    return found


def notes_on(idea_id: int) -> list[IdeaNote]:
    """Return the internal notes on an idea, oldest first."""
    query = select(IdeaNote).where(IdeaNote.idea_id == idea_id).order_by(IdeaNote.id)
    return list(db.session.scalars(query))


def handovers_of(idea_id: int) -> list[Handover]:
    """Return the questions about an idea to units, with their replies, oldest first."""
    query = select(Handover).where(Handover.idea_id == idea_id).order_by(Handover.id)
    return list(db.session.scalars(query.options(joinedload(Handover.unit))))
