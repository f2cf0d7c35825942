"""Telling those who reported something by mail what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import force_locale

from participation.kernel.clock import Clock
from participation.moderation import remedies
from participation.moderation.reports import mails, queries, rules
from participation.moderation.reports.models import Report
from participation.moderation.reports.rules import Outcome
from participation.moderation.rules import LABELS, UNDO_FOR, Reason, complaint_until
from participation.outbox.rules import MailDraft
from participation.outbox.service import enqueue_revocable


def tell_reporters(grounds: Mapping[Report, str | None], clock: Clock) -> None:
    """Write to those who made these reports, which are settled, what became of them, with the
    reason of each decision; the mails wait as long as decisions can be undone."""
    addresses = queries.addresses_of(grounds.keys())
    told = [row for row in grounds if addresses[row.id]]
    drafts = [(_draft(row, grounds[row]), addresses[row.id]) for row in told]
    ids = enqueue_revocable(drafts, clock=clock, wait=UNDO_FOR)
    for row, mail_id in zip(told, ids, strict=True):
        row.mail_id = mail_id


def _draft(row: Report, ground: str | None) -> MailDraft:
    assert row.outcome is not None, "the report is settled"
    assert row.settled_at is not None, "the report is settled"
    against = ""
    if rules.may_complain(row.outcome):
        zone = queries.zone_of(row)
        with force_locale(row.language):
            url = remedies.link(remedies.Side.REPORTER, row.id)
            against = remedies.sentences(url, complaint_until(row.settled_at, zone), zone)
    return mails.decided(
        queries.address_of_content(row),
        Outcome(row.outcome),
        ground=LABELS[Reason(ground)] if ground else "",
        answer=row.answer,
        remedies=against,
        language=row.language,
    )
