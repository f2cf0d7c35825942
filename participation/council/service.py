"""Recording papers, and what every change of a paper's rows begins with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from participation.audit.service import Actor, record
from participation.council import drafts, queries, rules
from participation.council.drafts import PaperDraft
from participation.council.models import Consultation, Paper
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.crypto import new_token
from participation.kernel.errors import N_, Conflict, NotFound
from participation.kernel.links import checked_link
from participation.web.filters import DEFAULT_ZONE
from participation.web.statements import insert_once
from participation.web.transactions import begin_write

Row = TypeVar("Row", Paper, Consultation)
ALREADY_SAVED = N_(
    "Dieses Formular ist schon mit anderem Inhalt gespeichert. Prüfen Sie, was gespeichert ist, und"
    " öffnen Sie das Formular neu."
)


def new_form_token() -> str:
    """Return the token of a form; the row that it becomes is unique under it."""
    return new_token()


def record_paper(
    draft: PaperDraft, *, token: str, actor: Actor, clock: Clock, key: str = ""
) -> Paper:
    """Record a paper, not public yet; the same form sent again returns the paper it became.

    Its key is made of its reference, unless it has one already.

    Raises BadInput, and Conflict when the form already became a paper that says something else.
    """
    for problem in drafts.paper_problems(draft):
        raise problem
    session = begin_write()
    values = particulars(draft)
    first = key or rules.key_from(draft.reference, draft.date.value)
    defaults = {"public": False, "version": 1, "created_at": clock.now(), "created_by": actor.label}
    same_token = select(Paper).where(Paper.token == token)
    for number in count(1):
        earlier = session.scalar(same_token)
        if earlier is not None:
            return require_same(earlier, values)
        key = first if number == 1 else rules.numbered(first, number)
        if insert_once(Paper, values | defaults | {"token": token, "key": key}):
            break
    note("paper.recorded", key, actor, clock)
    return session.scalars(same_token).one()


def particulars(draft: PaperDraft) -> dict[str, str | int | None]:
    """Return a paper's columns as somebody wants them."""
    return {
        "strategy_id": draft.strategy_id,
        "reference": draft.reference,
        "title": draft.title,
        "kind": draft.kind,
        "date_value": draft.date.value,
        "date_wording": draft.date.wording,
        "link": checked_link(draft.link),
        "oparl_id": checked_link(draft.oparl_id),
    }


def today(clock: Clock) -> date:
    """Return the day that it is in the city."""
    return clock.now().astimezone(ZoneInfo(DEFAULT_ZONE)).date()


def lock_paper(key: str) -> Paper:
    """Begin a write and return the paper; its row's lock keeps two people apart on PostgreSQL.

    Raises NotFound.
    """
    session = begin_write()
    query = select(Paper).where(Paper.key == key).with_for_update()
    paper = session.scalar(query.execution_options(populate_existing=True))
    if paper is None:
        raise NotFound(queries.NO_PAPER)
    return paper


def row_of(paper: Paper, consultation_id: int) -> Consultation:
    """Return a consultation of a paper. Raises NotFound, for one of another paper too."""
    row = db.session.get(Consultation, consultation_id)
    if row is None or row.paper_id != paper.id:
        raise NotFound(queries.NO_CONSULTATION)
    return row


def require_same(row: Row, values: Mapping[str, object]) -> Row:
    """Return the row that a form became before. Raises Conflict when it says something else."""
    if any(getattr(row, name) != value for name, value in values.items()):
        raise Conflict(ALREADY_SAVED)
    return row


def note(action: str, key: str, actor: Actor, clock: Clock, **details: object) -> None:
    """Append to the record what was done with a paper."""
    record(actor=actor, action=action, subject_kind="paper", subject_id=key, clock=clock, **details)
