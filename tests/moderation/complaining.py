"""What tests of reports and complaints share: a decided idea, a report with an address, mails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas.models import Idea, IdeaOriginal
from participation.ideas.originals import Original, seal
from participation.ideas.rules import Action
from participation.kernel.clock import FixedClock, clock
from participation.kernel.crypto import decrypt
from participation.moderation.complaints import service
from participation.moderation.complaints.models import Complaint
from participation.moderation.models import Decision
from participation.moderation.remedies import Side
from participation.moderation.reports import service as reports
from participation.moderation.reports.models import Report
from participation.moderation.reports.rules import ReportReason
from participation.moderation.reports.service import Reporter
from participation.moderation.rules import Reason
from participation.outbox.models import Mail
from tests.factories import keys, make_idea, make_resident, make_round, save
from tests.moderation.test_service import decide

ADDRESS = "reader@example.org"


def mails_of(kind: str) -> list[tuple[str, str]]:
    """Recipient and text of every mail of a kind, oldest first."""
    key = keys().address_key
    rows = db.session.query(Mail).filter_by(kind=kind).order_by(Mail.id)
    return [(decrypt(key, row.recipient or ""), decrypt(key, row.body or "")) for row in rows]


def rejected(by: Account, author: Account | None = None) -> tuple[Idea, Decision]:
    """An idea of a resident that this person rejected."""
    idea = make_idea(make_round(), author or make_resident("author@example.org"))
    why: dict[str, Any] = {"reason": Reason.OFF_TOPIC, "text": "Passt leider nicht."}
    return idea, decide(idea, Action.REJECT, by, **why)


def reported(idea: Idea | None = None, reason: ReportReason = ReportReason.INSULT) -> Report:
    """A report by somebody who gave an address."""
    idea = idea or make_idea(make_round(), make_resident(), state="published")
    by = Reporter(name="Erika", address=ADDRESS)
    report = reports.report(idea.id, reason=reason, text="Gemein.", by=by, clock=clock)
    db.session.commit()
    assert report
    return report


def kept(by: Account) -> Report:
    """A report after which this person let the idea stand."""
    report = reported()
    assert report.idea
    decide(report.idea, Action.KEEP, by)
    return report


def complaint(side: Side, row_id: int) -> Complaint:
    """The complaint of a side."""
    made = service.complain(side, row_id, text="Das ist falsch.", clock=clock)
    db.session.commit()
    return made


def make_original(idea: Idea, **values: Any) -> IdeaOriginal:
    """What is kept of the first version of an idea, in which something was blacked out."""
    now = clock.now()
    filled: dict[str, Any] = {
        "version": 1,
        "sealed": seal(Original(idea.title, idea.text)),
        "at": now,
        "by_label": "Moderation",
        "delete_after": now + timedelta(days=184),
        "facts": "Die Stelle nennt jemanden.",
    }
    return save(IdeaOriginal(idea_id=idea.id, **filled | values))


def in_days(days: int) -> FixedClock:
    """A clock so many days ahead."""
    return FixedClock(datetime.now(UTC) + timedelta(days=days))


def complained(by: Account, **values: Any) -> Complaint:
    """A complaint by the author of an idea that this person rejected."""
    idea, decision = rejected(by, make_resident())
    about = {"idea_id": idea.id, "decision_id": decision.id, "text": "Nein."}
    return save(Complaint(at=clock.now(), **about | values))
