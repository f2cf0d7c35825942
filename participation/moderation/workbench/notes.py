"""Internal notes, questions to a unit of the city with its reply, and a person's keys."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from participation.accounts.models import Account
from participation.accounts.permissions import Permission, rounds_allowed
from participation.accounts.queries import address_of, people_of_unit
from participation.audit.service import Actor
from participation.city.models import Unit
from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, NotFound
from participation.moderation.queries import Rounds
from participation.moderation.workbench import attached, mails
from participation.moderation.workbench.models import Handover, IdeaNote, WorkbenchKeys
from participation.moderation.workbench.rules import NOTE_LENGTH, Key, check_keys
from participation.outbox.service import enqueue
from participation.web.transactions import begin_write
from participation.web.urls import external_url


def note(idea_id: int, text: str, *, actor: Actor, clock: Clock) -> IdeaNote:
    """Note something on an idea for colleagues; the same again adds nothing. Raises BadInput."""
    _check(text, N_("Schreiben Sie die Notiz."), "text")
    session = begin_write()
    _lock(idea_id)
    notes = attached.notes_on(idea_id)
    if notes and (notes[-1].by_id, notes[-1].text) == (actor.id, text):
        return notes[-1]
    row = IdeaNote(idea_id=idea_id, text=text, by_id=actor.id, by_label=actor.label, at=clock.now())
    session.add(row)
    session.flush()
    return row


def hand_over(
    idea_id: int, unit_key: str, question: str, *, actor: Actor, clock: Clock
) -> Handover:
    """Ask a unit about an idea, and mail its people who act in the round. Raises BadInput for no
    unit or no question, Conflict while an earlier question to the unit is open."""
    session = begin_write()
    unit = session.scalar(select(Unit).where(Unit.key == unit_key, Unit.active))
    if unit is None:
        raise BadInput(N_("Wählen Sie ein Amt."), field="unit")
    _check(question, N_("Schreiben Sie, was das Amt beantworten soll."), "question")
    _lock(idea_id)
    mine = (Handover.idea_id == idea_id, Handover.unit_id == unit.id)
    if session.scalar(select(Handover.id).where(*mine, Handover.replied_at.is_(None))):
        raise Conflict(
            N_("Dieses Amt ist zu der Idee schon gefragt und hat noch nicht geantwortet.")
        )
    row = Handover(
        idea_id=idea_id,
        unit_id=unit.id,
        question=question,
        by_id=actor.id,
        by_label=actor.label,
        at=clock.now(),
    )
    session.add(row)
    session.flush()
    _tell(row, clock)
    return row


def _tell(row: Handover, clock: Clock) -> None:
    url = external_url("moderation.handed_over")
    for person in people_of_unit(row.unit_id, row.idea.round_id):
        draft = mails.asked(row.idea.number, url, person.language)
        enqueue(draft, to=address_of(person), clock=clock)


def reply(
    handover_id: int,
    text: str,
    *,
    units: frozenset[int] | None,
    rounds: Rounds,
    actor: Actor,
    clock: Clock,
) -> Handover:
    """Reply to a question for one of these units about an idea of one of these rounds, None for
    any. Raises NotFound, BadInput without a text, and Conflict when somebody has replied
    already."""
    session = begin_write()
    query = select(Handover).where(Handover.id == handover_id).with_for_update()
    row = session.scalar(query)
    if row is None or not (units is None or row.unit_id in units):
        raise NotFound()
    if not (rounds is None or row.idea.round_id in rounds):
        raise NotFound()
    _check(text, N_("Schreiben Sie die Antwort."), "reply")
    if row.replied_at is not None:
        raise Conflict(N_("Auf diese Frage hat schon jemand geantwortet."))
    row.reply, row.replied_by, row.replied_at = text, actor.label, clock.now()
    session.flush()
    _tell_who_asked(row, actor, clock)
    return row


def _tell_who_asked(row: Handover, actor: Actor, clock: Clock) -> None:
    """Mail the reply's arrival to whoever asked, if that is another one who may still read it."""
    person = db.session.get(Account, row.by_id) if row.by_id else None
    if person is None or not person.active or person.id == actor.id:
        return
    rounds = rounds_allowed(person.grants, Permission.MODERATE_IDEAS)
    if rounds is None or row.idea.round_id in rounds:
        url = external_url("moderation.show", number=row.idea.number) + "#notes"
        draft = mails.replied(row.idea.number, url, person.language)
        enqueue(draft, to=address_of(person), clock=clock)


def choose_keys(account_id: int, typed: Mapping[Key, str], *, enabled: bool) -> None:
    """Keep the keys that a person chose, and whether they are on. Raises BadInput."""
    keys = check_keys(typed)
    session = begin_write()
    session.merge(WorkbenchKeys(account_id=account_id, enabled=enabled, keys=keys))
    session.flush()


def _lock(idea_id: int) -> None:
    query = select(Idea.id).where(Idea.id == idea_id).with_for_update()
    if begin_write().scalar(query) is None:
        raise NotFound()


def _check(text: str, missing: str, field: str) -> None:
    if not text:
        raise BadInput(missing, field=field)
    if len(text) > NOTE_LENGTH:
        sentence = N_("Der Text hat %(length)s Zeichen, %(most)s sind möglich. Kürzen Sie ihn.")
        raise BadInput(sentence, field=field, length=len(text), most=NOTE_LENGTH)
