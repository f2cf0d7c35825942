"""Telling people: authors and followers of what was published, and those who owe answers of a time
limit. Each is told exactly once, for a row says what is still to be told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from participation.accounts import queries as accounts
from participation.accounts.models import Account
from participation.accounts.permissions import Role
from participation.answers import mails, queries
from participation.answers.mails import AnsweredIdea, OpenAnswers
from participation.answers.models import Answer, AnswerNotice, AnswerReminder
from participation.answers.rules import due_reminders
from participation.city.queries import city
from participation.following.rules import Kind
from participation.following.service import tell_many
from participation.ideas.lineage import with_merged
from participation.ideas.models import Idea
from participation.kernel.clock import Clock
from participation.kernel.errors import N_
from participation.outbox.service import enqueue
from participation.rounds.models import Round
from participation.web.statements import affected_rows, insert_once
from participation.web.transactions import begin_write
from participation.web.translation import in_every_language
from participation.web.urls import external_url

AT_ONCE = 50
"""Answers a transaction."""
ANSWERED = N_("Die Stadt hat auf die Idee geantwortet.")
CORRECTED = N_("Die Stadt hat ihre Antwort auf die Idee geändert.")


def tell_some(clock: Clock) -> int:
    """Tell authors and followers of some published answers; return of how many.

    Of an answer that was replaced meanwhile, or whose idea is no longer public, nobody is told.
    """
    session = begin_write()
    query = select(AnswerNotice).order_by(AnswerNotice.answer_id).limit(AT_ONCE)
    notices = session.scalars(query.with_for_update(skip_locked=True)).all()
    ids = [notice.answer_id for notice in notices]
    for public in queries.public_answers_among(ids):
        _tell(public.answer, clock)
    session.execute(delete(AnswerNotice).where(AnswerNotice.answer_id.in_(ids)))
    return len(ids)


def _tell(answer: Answer, clock: Clock) -> None:
    idea = answer.idea
    what = in_every_language(CORRECTED if answer.supersedes_id else ANSWERED)
    told = [idea.author_id] if _mail_author(idea, answer, clock) else []
    event = "idea.answer_corrected" if answer.supersedes_id else "idea.answered"
    followers = [each for each in told if each is not None]
    numbers = with_merged([idea.number])
    tell_many(Kind.IDEA, numbers, event=event, what=what, clock=clock, but_not=followers)


def _mail_author(idea: Idea, answer: Answer, clock: Clock) -> bool:
    author = idea.author
    if author is None or not author.active:
        return False
    answered = AnsweredIdea(
        idea.number,
        idea.title,
        external_url("ideas.show", slug=idea.round.slug, number=idea.number),
        answer.status,
        answer.text,
        answer.unit.title if answer.unit else {},
        answer.review_by,
        answer.competent,
        corrects=answer.supersedes_id is not None,
    )
    draft = mails.answered(answered, city=city().name, language=author.language)
    enqueue(draft, to=accounts.address_of(author), clock=clock)
    return True


def remind(round_id: int, clock: Clock) -> int:
    """Remind planners, and the people of units, of the ideas of a round without an answer, when one
    of the reminders is due; return how many mails were written.

    Of several that are due at once, as after a long standstill, only the latest is sent. A round in
    which everything is answered reminds nobody.
    """
    session = begin_write()
    round_ = session.get_one(Round, round_id)
    due, new = round_.settings.answers_due, _new_reminders(round_, clock.now())
    if due is None or not new:
        return 0
    open_by_unit = queries.open_by_unit(round_id)
    total = sum(open_by_unit.values())
    if not total:
        return 0
    url = external_url("answers.index", slug=round_.slug)
    written = 0
    for account, count in _debtors(round_id, open_by_unit, total):
        owed = OpenAnswers(round_.title, url, count, due, new[0])
        draft = mails.reminder(owed, language=account.language)
        enqueue(draft, to=accounts.address_of(account), clock=clock)
        written += 1
    return written


def _debtors(
    round_id: int, open_by_unit: dict[int | None, int], total: int
) -> Iterable[tuple[Account, int]]:
    """Yield whom to remind, each once: planners of all open ideas, a unit's people of those that
    their units answer."""
    planners = accounts.holders(Role.PLANNER, round_id)
    for planner in planners:
        yield planner, total
    planning = {planner.id for planner in planners}
    people = [p for p in accounts.holders(Role.UNIT, round_id) if p.id not in planning]
    for person in people:
        count = sum(open_by_unit.get(unit_id, 0) for unit_id in accounts.unit_ids(person.id))
        if count:
            yield person, count


def settle_after_restore(clock: Clock) -> int:
    """Tell nobody of what a restored backup says is still to be told, and send no reminder that is
    due: it cannot say what was sent since. Returns how many answers nobody is told of."""
    session = begin_write()
    for round_id in queries.with_time_limit():
        _new_reminders(session.get_one(Round, round_id), clock.now())
    return affected_rows(session.execute(delete(AnswerNotice)))


def _new_reminders(round_: Round, now: datetime) -> list[int]:
    """Note the reminders that are due, latest first, and return those that were not noted yet."""
    due = due_reminders(round_.settings.answers_due, now, round_.timezone)
    row = {"round_id": round_.id, "sent_at": now}
    return [days for days in due if insert_once(AnswerReminder, row | {"days": days})]
