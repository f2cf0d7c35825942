"""What planners do with papers and consultations: record, correct, show and hide. Nothing that was
recorded is changed; a correction is a further row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from itertools import count
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from participation.audit.service import Actor, record
from participation.council import queries, rules
from participation.council.models import Consultation, Paper
from participation.council.rules import ConsultationDraft, PaperDraft
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.crypto import new_token
from participation.kernel.errors import N_, BadInput, Conflict, NotFound
from participation.kernel.links import checked_link
from participation.web.filters import DEFAULT_ZONE
from participation.web.statements import insert_once
from participation.web.transactions import begin_write

Row = TypeVar("Row", Paper, Consultation)
NO_CONSULTATION = N_("Diese Beratung gibt es nicht. Vielleicht ist die Adresse unvollständig.")
ALREADY_SAVED = N_(
    "Dieses Formular ist schon mit anderem Inhalt gespeichert. Prüfen Sie, was gespeichert ist, und"
    " öffnen Sie das Formular neu."
)
CORRECTED = N_(
    "Diese Beratung wurde inzwischen berichtigt. Es wurde nichts überschrieben. Berichtigen Sie die"
    " neue Angabe."
)
PAPER_FIRST = N_(
    "Die Vorlage ist nicht öffentlich. Zeigen Sie zuerst die Vorlage, dann die Beratung."
)


def new_form_token() -> str:
    """Return the token of a form; the row that it becomes is unique under it."""
    return new_token()


def record_paper(draft: PaperDraft, *, token: str, actor: Actor, clock: Clock) -> Paper:
    """Record a paper, not public yet; the same form sent again returns the paper it became.

    Raises BadInput, and Conflict when the form already became a paper that says something else.
    """
    for problem in rules.paper_problems(draft):
        raise problem
    session = begin_write()
    values = {
        "strategy_id": draft.strategy_id,
        "reference": draft.reference,
        "title": draft.title,
        "kind": draft.kind,
        "date_value": draft.date.value,
        "date_wording": draft.date.wording,
        "link": checked_link(draft.link),
        "oparl_id": checked_link(draft.oparl_id),
    }
    first = rules.key_from(draft.reference, draft.date.value)
    defaults = {"public": False, "created_at": clock.now(), "created_by": actor.label}
    same_token = select(Paper).where(Paper.token == token)
    for number in count(1):
        earlier = session.scalar(same_token)
        if earlier is not None:
            return _same(earlier, values)
        key = first if number == 1 else rules.numbered(first, number)
        if insert_once(Paper, values | defaults | {"token": token, "key": key}):
            break
    _note("paper.recorded", key, actor, clock)
    return session.scalars(same_token).one()


def record_consultation(
    key: str,
    draft: ConsultationDraft,
    *,
    token: str,
    actor: Actor,
    clock: Clock,
    supersedes: int | None = None,
) -> Consultation:
    """Record what a body did with a paper, not public yet; `supersedes` is the row it corrects.

    The same form sent again returns the row it became. Raises NotFound, BadInput, and Conflict
    when somebody has corrected that row before or the form became a row that says something else.
    """
    paper = lock_paper(key)
    session = db.session
    for problem in rules.consultation_problems(draft, today(clock)):
        raise problem
    votes = draft.votes
    values = {
        "paper_id": paper.id,
        "body": draft.body,
        "date_value": draft.date.value,
        "date_wording": draft.date.wording,
        "role": draft.role,
        "authoritative": draft.authoritative,
        "outcome": draft.outcome,
        "text": draft.text,
        "votes_for": votes.in_favour,
        "votes_against": votes.against,
        "votes_abstained": votes.abstained,
        "votes_wording": votes.wording,
        "oparl_id": checked_link(draft.oparl_id),
        "supersedes_id": supersedes,
    }
    earlier = session.scalar(select(Consultation).where(Consultation.token == token))
    if earlier is not None:
        return _same(earlier, values)
    if supersedes is not None:
        _require_current(paper, supersedes)
    row = Consultation(
        **values, token=token, public=False, recorded_at=clock.now(), recorded_by=actor.label
    )
    session.add(row)
    session.flush()
    action = "consultation.recorded" if supersedes is None else "consultation.corrected"
    _note(action, key, actor, clock, consultation=row.id, supersedes=supersedes)
    return row


def show_paper(
    key: str, consultations: Collection[int] = (), *, actor: Actor, clock: Clock
) -> None:
    """Show a paper to everybody, and these of its consultations. Raises NotFound for others."""
    paper = lock_paper(key)
    if not paper.public:
        paper.public = True
        _note("paper.shown", key, actor, clock)
    for consultation_id in sorted(consultations):
        _show(paper, _row(paper, consultation_id), actor, clock)
    db.session.flush()


def hide_paper(key: str, *, actor: Actor, clock: Clock) -> None:
    """Hide a paper, and with it all of its consultations, which then have to be shown again one by
    one."""
    paper = lock_paper(key)
    for row in queries.consultations(paper.id):
        row.public = False
    if paper.public:
        paper.public = False
        _note("paper.hidden", key, actor, clock)
    db.session.flush()


def show_consultation(key: str, consultation_id: int, *, actor: Actor, clock: Clock) -> None:
    """Show a consultation to everybody. Raises NotFound, and BadInput while its paper is not
    public."""
    paper = lock_paper(key)
    _show(paper, _row(paper, consultation_id), actor, clock)


def hide_consultation(key: str, consultation_id: int, *, actor: Actor, clock: Clock) -> None:
    """Hide a consultation, and all that it corrects, which would stand there again otherwise."""
    paper = lock_paper(key)
    row = _row(paper, consultation_id)
    if row.public:
        _note("consultation.hidden", key, actor, clock, consultation=row.id)
    rows = {row.id: row for row in queries.consultations(paper.id)}
    hidden: Consultation | None = row
    while hidden is not None:
        hidden.public = False
        hidden = rows.get(hidden.supersedes_id or 0)
    db.session.flush()


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


def _row(paper: Paper, consultation_id: int) -> Consultation:
    row = db.session.get(Consultation, consultation_id)
    if row is None or row.paper_id != paper.id:
        raise NotFound(NO_CONSULTATION)
    return row


def _require_current(paper: Paper, consultation_id: int) -> Consultation:
    row = _row(paper, consultation_id)
    later = select(Consultation.id).where(Consultation.supersedes_id == row.id)
    if db.session.scalar(later) is not None:
        raise Conflict(CORRECTED)
    return row


def _same(row: Row, values: Mapping[str, object]) -> Row:
    if any(getattr(row, name) != value for name, value in values.items()):
        raise Conflict(ALREADY_SAVED)
    return row


def _show(paper: Paper, row: Consultation, actor: Actor, clock: Clock) -> None:
    if not paper.public:
        raise BadInput(PAPER_FIRST)
    if not row.public:
        row.public = True
        _note("consultation.shown", paper.key, actor, clock, consultation=row.id)
    db.session.flush()


def _note(action: str, key: str, actor: Actor, clock: Clock, **details: object) -> None:
    record(actor=actor, action=action, subject_kind="paper", subject_id=key, clock=clock, **details)
