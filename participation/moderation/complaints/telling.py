"""Telling both sides what was decided on a complaint."""

from __future__ import annotations

from flask_babel import force_locale

from participation.accounts import queries as account_queries
from participation.kernel.clock import Clock
from participation.moderation.complaints import mails
from participation.moderation.complaints.models import Complaint
from participation.moderation.complaints.rules import CHANGES, Change, Outcome
from participation.moderation.reports import mails as report_mails
from participation.moderation.reports import queries as report_queries
from participation.outbox.service import enqueue
from participation.web.translation import _
from participation.web.urls import external_url


def complainant(complaint: Complaint) -> tuple[str, str]:
    """Return address (empty when there is none) and language of whoever complained."""
    if complaint.report is not None:
        return report_queries.address_of(complaint.report), complaint.report.language
    author = complaint.idea.author if complaint.idea else None
    if author is None or not author.active:
        return "", "de"
    return account_queries.address_of(author), author.language


def tell_received(complaint: Complaint, clock: Clock) -> None:
    """Write to whoever complained that it came in."""
    to, language = complainant(complaint)
    if to:
        enqueue(mails.received(_about(complaint), language), to=to, clock=clock)


def tell_decided(complaint: Complaint, change: Change | None, clock: Clock) -> None:
    """Write to whoever complained what was decided and what that changes, and to reporters that
    what they reported can be read again."""
    to, language = complainant(complaint)
    if to and complaint.outcome:
        with force_locale(language):
            changed = _(CHANGES[change]) if change else ""
        draft = mails.decided(
            _about(complaint),
            Outcome(complaint.outcome),
            change=changed,
            reasons=complaint.reasons,
            language=language,
        )
        enqueue(draft, to=to, clock=clock)
    if change is Change.PUBLISHED and complaint.decision_id is not None:
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
