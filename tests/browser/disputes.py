"""Reports and complaints in the browser tests: open, settled, urgent, decided."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import Action
from participation.kernel.clock import clock
from participation.moderation import service as moderation
from participation.moderation.complaints.models import Complaint
from participation.moderation.remedies import Side, make_token
from participation.moderation.reports import service as reports
from participation.moderation.reports.models import Report
from participation.moderation.reports.rules import ReportReason
from participation.moderation.reports.service import Reporter
from participation.moderation.rules import Reason
from participation.rounds.models import Round
from tests.factories import make_idea, save
from tests.moderation.complaining import make_original


@dataclass(frozen=True)
class Disputes:
    """Ids of reports and complaints, those of them that wait, a link to complain by, and a rejected
    idea with reasons."""

    reports: tuple[int, ...]
    complaints: tuple[int, ...]
    waiting: tuple[int, ...]
    token: str
    rejected: str


def arrange(round_: Round, author: Account, moderator: Account) -> Disputes:
    """Report an idea of somebody as a threat and a page, and reject another idea."""
    number = make_idea(round_, author, state="published", title="Eine Drohung").id
    by, words = Reporter(), "Bitte sehen Sie das an."
    reports.report(number, reason=ReportReason.THREAT, text=words, by=by, clock=clock)
    reports.report(
        None, reason=ReportReason.OTHER, text=words, by=by, clock=clock, page="/partners"
    )
    db.session.commit()
    waiting = make_idea(round_, author, title="Zirkus im Rathaus")
    decision = moderation.decide(
        waiting.id,
        Action.REJECT,
        by=moderator,
        version=waiting.version,
        clock=clock,
        reason=Reason.OFF_TOPIC,
        text="Das gehört in eine andere Runde.",
    )
    rejected = db.session.get_one(Idea, waiting.id).number
    rejection = make_token(Side.AUTHOR, decision.id)
    make_original(waiting)
    about = {"idea_id": waiting.id, "original_id": make_original(waiting, version=2).id}
    save(Complaint(text="Das ist mein eigener Name.", at=clock.now(), **about))
    return Disputes(
        tuple(db.session.scalars(select(Report.id).order_by(Report.id.desc()).limit(3))),
        tuple(db.session.scalars(select(Complaint.id).order_by(Complaint.id))),
        tuple(db.session.scalars(_waiting())),
        rejection,
        rejected,
    )


def _waiting() -> Select[int]:
    return select(Complaint.id).where(Complaint.decided_at.is_(None)).order_by(Complaint.id)


def pages(found: Disputes, open_: str, published: str) -> dict[str, list[tuple[str | None, str]]]:
    """Who opens which of these pages, by endpoint."""
    reports_, complaints = "/moderation/reports/", "/moderation/complaints/"
    return {
        "reports.idea": [
            (role, f"/rounds/{open_}/ideas/{published}/report") for role in (None, "stranger")
        ],
        "reports.page": [(None, "/report?page=/partners"), ("stranger", "/report")],
        "reports.received": [(None, "/report/received")],
        "reports.index": [("moderator", reports_), ("moderator", f"{reports_}?show=settled")],
        "reports.show": [
            (role, f"{reports_}{number}")
            for role in ("moderator", "auditor")
            for number in found.reports
        ],
        "complaints.own": [("resident", f"/rounds/{open_}/ideas/{found.rejected}/complaint")],
        "complaints.black_out": [
            ("resident", f"/rounds/{open_}/ideas/{found.rejected}/black-outs/1/complaint")
        ],
        "complaints.by_link": [(None, f"/complaint/author/{found.token}")],
        "complaints.received": [(None, "/complaint/received")],
        "complaints.index": [("admin", complaints), ("auditor", complaints)],
        "complaints.show": [
            (role, f"{complaints}{number}")
            for role in ("moderator", "admin")
            for number in found.complaints
        ],
        "statistics.city": [(None, "/decisions")],
        "statistics.of_round": [(None, f"/rounds/{slug}/decisions") for slug in ("auftakt", open_)],
        "statistics.index": [("moderator", "/moderation/statistics/")],
        "statistics.work": [
            ("moderator", f"/moderation/statistics/{slug}") for slug in ("auftakt", open_)
        ],
    }


NOT_PAGES = {
    "statistics.city_csv": "a file",
    "statistics.of_round_csv": "a file",
    "statistics.work_csv": "a file",
}
