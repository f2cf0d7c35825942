"""Complaining once, and deciding on a complaint by somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask_babel import force_locale
from sqlalchemy import select

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.audit.service import Actor, record
from participation.extensions import db
from participation.ideas.rules import Action
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, Expired, Forbidden, NotFound
from participation.moderation import service as moderation
from participation.moderation.complaints import mails, queries, rules
from participation.moderation.complaints.models import Complaint
from participation.moderation.complaints.rules import Outcome
from participation.moderation.models import Decision
from participation.moderation.remedies import Side
from participation.moderation.reports import mails as report_mails
from participation.moderation.reports import queries as report_queries
from participation.moderation.reports import service as reports
from participation.moderation.reports.models import Report
from participation.moderation.reports.rules import Outcome as ReportOutcome
from participation.moderation.reports.rules import may_complain
from participation.moderation.rules import Reason
from participation.outbox.service import enqueue
from participation.web.transactions import begin_write
from participation.web.translation import _
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
NOTHING = N_("Hier gibt es keine Entscheidung, über die Sie sich beschweren können.")
DECIDED = N_("Über diese Beschwerde ist schon entschieden. Ihre Eingabe wurde nicht gespeichert.")
NOT_YOU = N_(
    "Über diese Beschwerde entscheidet jemand anderes: nicht, wer vorher entschieden hat, und"
    " nicht, wer beteiligt ist."
)


def require_possible(side: Side, row: Decision | Report | None, now: datetime) -> None:
    """Raise NotFound where nothing was decided, Conflict for a second complaint or a decision that
    no longer stands, Expired after the time for complaints."""
    if row is None:
        raise NotFound(NOTHING)
    if isinstance(row, Decision):
        _require_decision(row)
        ends = queries.ends_for_decision(row)
    else:
        if not may_complain(row.outcome) or row.settled_at is None:
            raise NotFound(NOTHING)
        ends = queries.ends_for_report(row) or now
    if _earlier(side, row.id) is not None:
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


def _earlier(side: Side, row_id: int) -> Complaint | None:
    return queries.of_decision(row_id) if side is Side.AUTHOR else queries.of_report(row_id)


def subject(side: Side, row_id: int, *, lock: bool = False) -> Decision | Report | None:
    """Return the decision or report that a complaint would be about, or None."""
    model = Decision if side is Side.AUTHOR else Report
    found = db.session.get(model, row_id, with_for_update=lock, populate_existing=lock)
    return cast("Decision | Report | None", found)


def complain(side: Side, row_id: int, *, text: str, clock: Clock) -> Complaint:
    """Take in the one complaint of a side; the same text sent twice returns the first.

    The caller has seen to it that this is the author or the reporter. Raises BadInput (`text`), and
    what `require_possible` raises.
    """
    rules.check_text(text)
    session = begin_write()
    row = subject(side, row_id, lock=True)
    earlier = _earlier(side, row_id)
    if earlier is not None and earlier.text == text:
        return earlier
    now = clock.now()
    require_possible(side, row, now)
    by_author = side is Side.AUTHOR
    complaint = Complaint(
        idea_id=row.idea_id if row else None,
        decision_id=row_id if by_author else None,
        report_id=None if by_author else row_id,
        text=text,
        at=now,
    )
    session.add(complaint)
    session.flush()
    for account in queries.deciders(complaint):
        url = external_url("complaints.show", complaint_id=complaint.id)
        draft = mails.for_deciders(url, account.language)
        enqueue(draft, to=account_queries.address_of(account), clock=clock)
    to, language = complainant(complaint)
    if to:
        enqueue(mails.received(_about(complaint), language), to=to, clock=clock)
    return complaint


def complainant(complaint: Complaint) -> tuple[str, str]:
    """Return address (empty when there is none) and language of whoever complained."""
    if complaint.report is not None:
        return report_queries.address_of(complaint.report), complaint.report.language
    author = complaint.idea.author if complaint.idea else None
    if author is None or not author.active:
        return "", "de"
    return account_queries.address_of(author), author.language


def decide(
    complaint_id: int,
    *,
    outcome: Outcome | None,
    reasons: str,
    by: Account,
    version: int,
    clock: Clock,
    ground: Reason | None = None,
) -> Complaint:
    """Decide on a complaint, do what follows for the idea, and tell both sides.

    `version` is the one of the idea that was read. Raises Conflict when somebody decided before or
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
    action = _act(
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
    _tell(complaint, action, clock)
    return complaint


def _act(
    complaint: Complaint,
    outcome: Outcome,
    *,
    by: Account,
    version: int,
    text: str,
    ground: Reason | None,
    clock: Clock,
) -> Action | None:
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
    return action


def _tell(complaint: Complaint, action: Action | None, clock: Clock) -> None:
    to, language = complainant(complaint)
    if to and complaint.outcome:
        with force_locale(language):
            change = {
                Action.PUBLISH: _("Ihre Idee ist jetzt für alle zu lesen."),
                Action.REMOVE: _("Der gemeldete Text ist entfernt."),
            }.get(action or Action.KEEP, "")
        draft = mails.decided(
            _about(complaint),
            Outcome(complaint.outcome),
            change=change,
            reasons=complaint.reasons,
            language=language,
        )
        enqueue(draft, to=to, clock=clock)
    if action is Action.PUBLISH and complaint.decision_id is not None:
        for report in report_queries.of_decisions([complaint.decision_id]):
            address = report_queries.address_of(report)
            if address:
                url = report_queries.address_of_content(report)
                again = report_mails.shown_again(url, report.language)
                enqueue(again, to=address, clock=clock)


def _about(complaint: Complaint) -> str:
    if complaint.report is not None:
        return report_queries.address_of_content(complaint.report)
    idea = complaint.idea
    if idea is None:
        return ""
    return external_url("ideas.show", slug=idea.round.slug, number=idea.number)


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
