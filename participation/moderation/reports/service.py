"""Taking in a report, settling it, telling the reporter, and keeping what may be a threat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select, update

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.accounts.rules import normalise_address
from participation.audit.service import Actor, record
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.queries import NO_IDEA
from participation.ideas.rules import READABLE_STATES, Action
from participation.kernel.clock import Clock
from participation.kernel.crypto import encrypt, token_hash
from participation.kernel.errors import N_, BadInput, Conflict, Forbidden, NotFound
from participation.keyring.queries import key_file
from participation.moderation import alerts
from participation.moderation.models import Decision
from participation.moderation.reports import mails, queries, rules
from participation.moderation.reports.models import Report
from participation.moderation.reports.rules import Outcome, ReportReason
from participation.moderation.reports.telling import tell_reporters
from participation.moderation.rules import check_length
from participation.outbox.service import cancel_each, enqueue
from participation.web.transactions import begin_write
from participation.web.urls import external_url

OWN_IDEA = N_(
    "Sie haben diese Idee geschrieben. Ob sie festgehalten bleibt, entscheidet jemand anderes."
)
SETTLED = N_("Über diese Meldung ist schon entschieden. Ihre Eingabe wurde nicht gespeichert.")
NO_THREAT = N_("Diesen Schritt gibt es nur bei einer Gefahr für ein Leben.")


@dataclass(frozen=True)
class Reporter:
    """Who reports, as far as they say so: an account, or name and address, and the language to
    write in. `good_faith` is the tick that what they say is true as far as they know."""

    account: Account | None = None
    name: str = ""
    address: str = ""
    language: str = "de"
    good_faith: bool = True


def report(
    idea_id: int | None,
    *,
    reason: ReportReason | None,
    text: str,
    by: Reporter,
    clock: Clock,
    page: str = "",
    token: str | None = None,
) -> Report | None:
    """Note that a reader objects to a published idea, or to what stands on another page.

    The same form sent twice, or the same account again for the same reason while its report is
    open, adds nothing (returns None). Raises NotFound for an idea that is not public, and BadInput
    for what is missing or too long.
    """
    rules.check_report(reason=reason, text=text, name=by.name, good_faith=by.good_faith)
    address = normalise_address(by.address) if by.address else ""
    reporter_id = by.account.id if by.account else None
    session = begin_write()
    if _is_repeated(idea_id, reason, reporter_id, token):
        return None
    idea = _public_idea(idea_id) if idea_id is not None else None
    key = key_file().address_key
    row = Report(
        idea_id=idea_id,
        page=page,
        reason=reason,
        text=text,
        token=token,
        reporter_id=reporter_id,
        name=encrypt(key, by.name) if by.name else None,
        address=encrypt(key, address) if address else None,
        language=by.language,
        at=clock.now(),
    )
    first = idea is None or not _is_reported(idea.id)
    session.add(row)
    session.flush()
    urgent = rules.is_urgent(row.reason)
    if urgent and idea is not None:
        _hold(idea.id, row.at)
    if urgent or (first and (idea is None or alerts.is_first(idea.round_id, clock))):
        _tell_moderators(row, idea.round_id if idea else None, urgent=urgent, clock=clock)
    to = queries.address_of(row)
    if to:
        url = queries.address_of_content(row)
        enqueue(mails.received(url, urgent=urgent, language=row.language), to=to, clock=clock)
    return row


def _is_repeated(
    idea_id: int | None, reason: ReportReason | None, reporter_id: int | None, token: str | None
) -> bool:
    if token is not None:
        # The second of two clicks waits here until the first one's report is there.
        account_queries.lock_hash(token_hash(token))
        if db.session.scalar(select(exists().where(Report.token == token))):
            return True
    if reporter_id is None or idea_id is None:
        return False
    same: tuple[Any, ...] = (
        Report.idea_id == idea_id,
        Report.reporter_id == reporter_id,
        Report.reason == reason,
        Report.settled_at.is_(None),
    )
    return bool(db.session.scalar(select(exists().where(*same))))


def _is_reported(idea_id: int) -> bool:
    open_ = (Report.idea_id == idea_id, Report.settled_at.is_(None))
    return bool(db.session.scalar(select(exists().where(*open_))))


def _public_idea(idea_id: int) -> Idea:
    idea = db.session.scalar(select(Idea).where(Idea.id == idea_id))
    if idea is None or idea.state not in READABLE_STATES:
        raise NotFound(NO_IDEA)
    return idea


def _hold(idea_id: int, at: datetime) -> None:
    # Not through the object: its version stays, so that a decision under way is not refused.
    held = update(Idea).where(Idea.id == idea_id, Idea.held_at.is_(None)).values(held_at=at)
    db.session.execute(held)


def _tell_moderators(row: Report, round_id: int | None, *, urgent: bool, clock: Clock) -> None:
    url = external_url("reports.show", report_id=row.id)
    for account in queries.moderators(round_id, urgent=urgent):
        draft = mails.for_moderators(url, urgent=urgent, language=account.language)
        enqueue(draft, to=account_queries.address_of(account), clock=clock)


def settle_by(
    decisions: Mapping[int, Decision], action: Action, *, by: Actor, clock: Clock
) -> None:
    """Settle the open reports of ideas by the decisions on them, by the ids of the ideas, and tell
    the reporters once these can no longer be undone."""
    outcome = rules.outcome_of(action)
    if outcome is None:
        return
    open_ = (Report.idea_id.in_(decisions), Report.settled_at.is_(None))
    query = select(Report).where(*open_).order_by(Report.id).with_for_update()
    grounds = {}
    for row in db.session.scalars(query).all():
        assert row.idea_id is not None, "reports of pages have none"
        decision = decisions[row.idea_id]
        row.decision_id = decision.id
        _settle(row, outcome, by=by, at=decision.at)
        grounds[row] = decision.reason
    tell_reporters(grounds, clock)
    db.session.flush()


def reopen(decisions: Iterable[Decision]) -> None:
    """Open the reports again that undone decisions settled, and take the mails back."""
    rows = queries.of_decisions([decision.id for decision in decisions])
    cancel_each([row.mail_id for row in rows if row.mail_id is not None])
    for row in rows:
        row.settled_at = row.settled_by = row.settled_by_id = None
        row.outcome = row.decision_id = row.mail_id = None
    db.session.flush()


def settle_page(
    report_id: int, *, outcome: Outcome | None, answer: str, by: Account, clock: Clock
) -> Report:
    """Settle a report of a page that is no idea's, with words for the reporter.

    Raises BadInput (`outcome`, `answer`), Conflict when somebody settled it, NotFound also for a
    report of an idea, which a decision on the idea settles.
    """
    if queries.get(report_id).idea_id is not None:
        raise NotFound(queries.NO_REPORT)
    if outcome not in rules.ON_PAGES:
        raise BadInput(N_("Wählen Sie, was entschieden ist."), field="outcome")
    if not answer:
        raise BadInput(N_("Schreiben Sie in ein oder zwei Sätzen, warum."), field="answer")
    check_length(answer)
    actor = Actor(by.id, by.label)
    row = _lock(report_id)
    if row.settled_at is not None:
        raise Conflict(SETTLED)
    row.answer = answer
    _settle(row, outcome, by=actor, at=clock.now())
    _record(row, "report.settled", actor, clock, outcome=outcome)
    tell_reporters({row: None}, clock)
    db.session.flush()
    return row


def answer_gone(clock: Clock) -> int:
    """Answer reports of ideas that were withdrawn or not published; return how many."""
    begin_write()
    rows = queries.unanswered_gone()
    for row in rows:
        _settle(row, Outcome.GONE, by=Actor(None, ""), at=clock.now())
    tell_reporters(dict.fromkeys(rows), clock)
    db.session.flush()
    return len(rows)


def note_police(report_id: int, *, day: date | None, by: Account, clock: Clock) -> Report:
    """Note when the police were told of a threat to somebody's life. Raises BadInput (`day`) for a
    day that is missing or still to come, Conflict for any other report."""
    actor = Actor(by.id, by.label)
    row = _lock(report_id)
    now = clock.now()
    if not rules.is_urgent(row.reason):
        raise Conflict(NO_THREAT)
    if day is None or day > now.date() or day < row.at.date():
        raise BadInput(N_("Nennen Sie einen Tag zwischen dem der Meldung und heute."), field="day")
    row.police_at = datetime.combine(day, now.timetz())
    row.police_by = actor.label
    _record(row, "report.police_told", actor, clock, day=day.isoformat())
    db.session.flush()
    return row


def release(report_id: int, *, by: Account, clock: Clock) -> None:
    """Let the author of an idea that was kept because of a threat dispose of it again. Raises
    Conflict while a report of a threat to it is open, and Forbidden for one's own idea."""
    actor, by_hash = Actor(by.id, by.label), by.address_hash
    row = _lock(report_id)
    author = row.idea.author if row.idea else None
    if author is not None and author.address_hash == by_hash:
        raise Forbidden(OWN_IDEA)
    open_ = (
        Report.idea_id == row.idea_id,
        Report.reason == ReportReason.THREAT,
        Report.settled_at.is_(None),
    )
    if row.idea_id is None or db.session.scalar(select(exists().where(*open_))):
        raise Conflict(N_("Entscheiden Sie zuerst über die Meldung."))
    db.session.execute(update(Idea).where(Idea.id == row.idea_id).values(held_at=None))
    _record(row, "report.released", actor, clock)


def forget(rows: list[Report]) -> int:
    """Forget who reported; return of how many reports."""
    begin_write()
    for row in rows:
        row.name = row.address = row.reporter_id = None
    db.session.flush()
    return len(rows)


def _lock(report_id: int) -> Report:
    query = select(Report).where(Report.id == report_id).with_for_update()
    row = begin_write().scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(queries.NO_REPORT)
    return row


def _settle(row: Report, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    row.settled_at, row.outcome = at, outcome.value
    row.settled_by, row.settled_by_id = by.label, by.id


def _record(row: Report, action: str, actor: Actor, clock: Clock, **details: Any) -> None:
    record(
        actor=actor,
        action=action,
        subject_kind="report",
        subject_id=row.id,
        clock=clock,
        **details,
    )
