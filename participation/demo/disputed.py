"""The demo's reports that were answered, and complaints about that: one decided, one open."""

from __future__ import annotations

from sqlalchemy import select

from participation.accounts.models import Account
from participation.demo.content import Content
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import Action, State
from participation.moderation import service as moderation
from participation.moderation.complaints import service as complaints
from participation.moderation.complaints.rules import Outcome
from participation.moderation.remedies import Side
from participation.moderation.reports import service as reports
from participation.moderation.reports.models import Report
from participation.moderation.reports.rules import ReportReason
from participation.moderation.reports.service import Reporter
from participation.rounds.models import Round

FIRST_DAY = -34
WHY = (
    (ReportReason.ADVERT, "Das klingt nach Werbung für einen Betrieb."),
    (ReportReason.PERSONAL, "Hier ist zu erkennen, um wessen Garten es geht."),
    (ReportReason.OTHER, "Die Idee gehört in eine andere Runde."),
)


def dispute(
    round_: Round, content: Content, residents: list[Account], staff: dict[str, Account]
) -> None:
    """Let residents report ideas of a round, which stay, and complain about two of these
    decisions."""
    published = (Idea.round_id == round_.id, Idea.state == State.PUBLISHED)
    ideas = db.session.scalars(select(Idea).where(*published).order_by(Idea.id).limit(len(WHY)))
    kept = [
        _kept(idea, FIRST_DAY + number, content, residents[number], staff["moderator"])
        for number, idea in enumerate(ideas)
    ]
    if len(kept) < len(WHY):
        return
    decided = complaints.complain(
        Side.REPORTER,
        kept[0].id,
        text="Der Name des Betriebs steht doch da.",
        clock=content.clock(FIRST_DAY + 8),
    )
    complaints.decide(
        decided.id,
        outcome=Outcome.REJECTED,
        reasons="Die Idee nennt den Betrieb als Beispiel und wirbt nicht für ihn.",
        by=staff["admin"],
        version=decided.idea.version if decided.idea else 0,
        clock=content.clock(FIRST_DAY + 12),
    )
    complaints.complain(
        Side.REPORTER,
        kept[1].id,
        text="Die Nachbarschaft erkennt den Garten sofort. Bitte sehen Sie noch einmal hin.",
        clock=content.clock(-2),
    )


def _kept(idea: Idea, day: int, content: Content, reporter: Account, moderator: Account) -> Report:
    reason, text = WHY[day - FIRST_DAY]
    report = reports.report(
        idea.id, reason=reason, text=text, by=Reporter(reporter), clock=content.clock(day)
    )
    assert report is not None, "nobody has reported it before"
    moderation.decide(
        idea.id,
        Action.KEEP,
        by=moderator,
        version=idea.version,
        clock=content.clock(day + 1),
    )
    return report
