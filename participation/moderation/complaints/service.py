"""Complaining once, and deciding on a complaint by somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import select

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.audit.service import Actor, record
from participation.extensions import db
from participation.ideas.models import IdeaOriginal
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, Expired, Forbidden, NotFound
from participation.moderation import service as moderation
from participation.moderation.complaints import mails, queries, rules, telling
from participation.moderation.complaints.models import Complaint
from participation.moderation.complaints.putting_back import putting_back
from participation.moderation.complaints.rules import Change, Outcome
from participation.moderation.models import Decision
from participation.moderation.remedies import Side
from participation.moderation.reports import queries as report_queries
from participation.moderation.reports import service as reports
from participation.moderation.reports.models import Report
from participation.moderation.reports.rules import Outcome as ReportOutcome
from participation.moderation.reports.rules import may_complain
from participation.moderation.rules import Reason
from participation.outbox.service import enqueue
from participation.web.transactions import begin_write
from participation.web.urls import external_url

ALREADY = N_(
    "Sie haben sich hierzu schon beschwert. Eine zweite Beschwerde bei uns gibt es nicht. Sie"
    " können sich an das Verwaltungsgericht wenden."
)
TOO_LATE = N_(
    "Die Frist von sechs Monaten für eine Beschwerde bei uns ist vorbei. Sie können sich an das"
    " Verwaltungsgericht wenden."
)
CHANGED = N_(
    "Inzwischen ist neu entschieden. Über diese Entscheidung ist keine Beschwerde möglich."
)
OTHERWISE = N_(
    "Was in der Idee geschwärzt ist, lässt sich inzwischen nicht mehr so behandeln, wie es hier"
    " stand. Ihre Eingabe wurde nicht gespeichert."
)
NOTHING = N_("Hier gibt es keine Entscheidung, über die Sie sich beschweren können.")
DECIDED = N_("Über diese Beschwerde ist schon entschieden. Ihre Eingabe wurde nicht gespeichert.")
NOT_YOU = N_(
    "Über diese Beschwerde entscheidet jemand anderes: nicht, wer vorher entschieden hat, und"
    " nicht, wer beteiligt ist."
)


Matter = Decision | Report | IdeaOriginal
"""What a complaint is about; the row of an original stands for what was blacked out then."""
MODELS: dict[Side, type[Matter]] = {
    Side.AUTHOR: Decision,
    Side.BLACKED_OUT: IdeaOriginal,
    Side.REPORTER: Report,
}
EARLIER = {
    Side.AUTHOR: queries.of_decision,
    Side.BLACKED_OUT: queries.of_original,
    Side.REPORTER: queries.of_report,
}


def require_possible(side: Side, row: Matter | None, now: datetime) -> None:
    """Raise NotFound where nothing was decided, Conflict for a second complaint or a decision that
    no longer stands, Expired after the time for complaints."""
    if row is None:
        raise NotFound(NOTHING)
    if isinstance(row, Decision):
        _require_decision(row)
        ends = queries.ends_for_decision(row)
    elif isinstance(row, IdeaOriginal):
        if not row.facts:
            raise NotFound(NOTHING)
        ends = row.delete_after
    else:
        if not may_complain(row.outcome) or row.settled_at is None:
            raise NotFound(NOTHING)
        ends = queries.ends_for_report(row) or now
    if EARLIER[side](row.id) is not None:
        raise Conflict(ALREADY)
    if now >= ends:
        raise Expired(TOO_LATE)


def _require_decision(decision: Decision) -> None:
    standing = queries.adverse_decision(decision.idea)
    if standing is None or standing.id != decision.id:
        raise Conflict(CHANGED)
    before = queries.led_to(decision.id)
    if before is not None and before.by_author:
        raise Conflict(ALREADY)


def subject(side: Side, row_id: int, *, lock: bool = False) -> Matter | None:
    """Return what a complaint would be about, or None."""
    found = db.session.get(MODELS[side], row_id, with_for_update=lock, populate_existing=lock)
    return cast("Matter | None", found)


def complain(side: Side, row_id: int, *, text: str, clock: Clock) -> Complaint:
    """Take in the one complaint of a side; the same text sent twice returns the first.

    The caller has seen to it that this is the author or the reporter. Raises BadInput (`text`), and
    what `require_possible` raises.
    """
    rules.check_text(text)
    session = begin_write()
    row = subject(side, row_id, lock=True)
    earlier = EARLIER[side](row_id)
    if earlier is not None and earlier.text == text:
        return earlier
    now = clock.now()
    require_possible(side, row, now)
    complaint = Complaint(
        idea_id=row.idea_id if row else None,
        decision_id=row_id if side is Side.AUTHOR else None,
        report_id=row_id if side is Side.REPORTER else None,
        original_id=row_id if side is Side.BLACKED_OUT else None,
        text=text,
        at=now,
    )
    session.add(complaint)
    session.flush()
    for account in queries.deciders(complaint):
        url = external_url("complaints.show", complaint_id=complaint.id)
        draft = mails.for_deciders(url, account.language)
        enqueue(draft, to=account_queries.address_of(account), clock=clock)
    telling.tell_received(complaint, clock)
    return complaint


def decide(
    complaint_id: int,
    *,
    outcome: Outcome | None,
    reasons: str,
    by: Account,
    version: int,
    clock: Clock,
    ground: Reason | None = None,
    puts_back: bool = False,
) -> Complaint:
    """Decide on a complaint, do what follows for the idea, and tell both sides.

    `version` is the one of the idea that was read, `puts_back` says that the page told that what is
    blacked out would be put back. Raises Conflict when somebody decided before or
    the idea has changed, Forbidden for whoever decided or is a party, NotFound, and BadInput
    (`outcome`, `reasons`, `ground`).
    """
    if outcome is None:
        raise BadInput(N_("Wählen Sie, wie Sie entscheiden."), field="outcome")
    rules.check_text(reasons, "reasons")
    actor = Actor(by.id, by.label)
    complaint = _lock(complaint_id)
    if complaint.decided_at is not None:
        raise Conflict(DECIDED)
    if not queries.may_decide(by, complaint):
        raise Forbidden(NOT_YOU)
    if complaint.original is not None:
        change = _act_on_black_out(complaint, outcome, by, version, puts_back, clock)
    else:
        change = _act(
            complaint, outcome, by=by, version=version, text=reasons, ground=ground, clock=clock
        )
    complaint.decided_at, complaint.outcome = clock.now(), outcome.value
    complaint.reasons = reasons
    complaint.decided_by_id, complaint.decided_by = actor.id, actor.label
    db.session.flush()
    record(
        actor=actor,
        action="complaint.decided",
        subject_kind="complaint",
        subject_id=complaint.id,
        clock=clock,
        outcome=outcome,
    )
    telling.tell_decided(complaint, change, clock)
    return complaint


def _act_on_black_out(
    complaint: Complaint,
    outcome: Outcome,
    by: Account,
    version: int,
    puts_back: bool,
    clock: Clock,
) -> Change | None:
    row, idea = complaint.original, complaint.idea
    if row is None or idea is None or idea.version != version:
        raise Conflict(moderation.DECIDED)
    if outcome is not Outcome.UPHELD:
        return None
    if putting_back().possible(row) is not puts_back:
        raise Conflict(OTHERWISE)
    if not puts_back:
        return None
    putting_back().put_back(row, by, version, clock)
    return Change.PUT_BACK


def _act(
    complaint: Complaint,
    outcome: Outcome,
    *,
    by: Account,
    version: int,
    text: str,
    ground: Reason | None,
    clock: Clock,
) -> Change | None:
    report = complaint.report
    if report is not None and outcome is Outcome.UPHELD:
        report.outcome = ReportOutcome.REMOVED if report.idea_id else ReportOutcome.ACTED
    if complaint.idea is None:
        return None
    by_author = complaint.by_author
    action = rules.wanted_action(outcome, by_author=by_author, state=complaint.idea.state)
    if action is None:
        if complaint.idea.version != version:
            raise Conflict(moderation.DECIDED)
        return None
    if rules.needs_ground(action) and ground is None:
        raise BadInput(N_("Wählen Sie einen Grund."), field="ground")
    decision = moderation.decide(
        complaint.idea.id,
        action,
        by=by,
        version=version,
        clock=clock,
        reason=ground,
        text=text if rules.needs_ground(action) else "",
        on_complaint=True,
    )
    complaint.made_decision_id = decision.id
    return rules.MADE_BY[action]


def forget_reporters(clock: Clock) -> int:
    """Forget who reported where the time for complaints is over and none is open; return of how
    many reports."""
    now = clock.now()
    begin_write()
    rows = []
    for report in report_queries.with_contact(now):
        complaint = queries.of_report(report.id)
        waits = complaint is not None and complaint.decided_at is None
        ends = queries.ends_for_report(report)
        if ends is not None and ends <= now and not waits:
            rows.append(report)
    return reports.forget(rows)


def _lock(complaint_id: int) -> Complaint:
    query = select(Complaint).where(Complaint.id == complaint_id).with_for_update()
    complaint = begin_write().scalar(query.execution_options(populate_existing=True))
    if complaint is None:
        raise NotFound(queries.NO_COMPLAINT)
    return complaint
