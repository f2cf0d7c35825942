"""A round, one visitor of each kind, and one idea for each thing that is tried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, insert, update

from participation.accounts.models import Account, AccountRole, AccountUnit
from participation.audit.service import SHELL
from participation.city.models import Unit
from participation.extensions import db
from participation.ideas.models import Idea, IdeaOriginal
from participation.ideas.originals import Original, seal
from participation.kernel.clock import FixedClock
from participation.moderation.complaints.models import Complaint
from participation.moderation.models import Decision
from participation.moderation.reports.models import Report
from participation.results.models import Snapshot, SnapshotPart
from participation.results.service import publish
from participation.rounds.ending.service import stop, withdraw
from participation.rounds.models import Deviation, Round
from participation.web.transactions import begin_write
from tests.factories import agree, make_resident, make_round, make_staff, save
from tests.matrix.table import WHO
from tests.matrix.trying import BEFORE, Visitor
from tests.results.making import make
from tests.results.sheets import cast_all, points
from tests.site.visitors import signed_in

FIRST_DAY = datetime(2027, 3, 1, 9, tzinfo=UTC)
DAY = {
    "draft": 5,
    "before": 0,
    "ideas": 5,
    "between": 15,
    "weights": 25,
    "closed": 35,
    "published": 36,
    "archived": 40,
    "stopped": 26,
    "destroyed": 27,
    "withdrawn": 0,
}
ELSEWHERE = ("moderator", "planner", "unit", "head", "privacy", "admin")
PER_WINDOW = 100_000
AGAINST = {"rejected": "reject", "removed": "remove"}
ORIGINALS = ("original", "ask-delete", "delete")


def moment(window: str) -> datetime:
    """A moment in a window of the round."""
    return FIRST_DAY + timedelta(days=DAY[window])


def build_round(**values: Any) -> Round:
    """A round that takes ideas for ten days, and ten days later weights for ten days."""
    opens, later = moment("ideas") - timedelta(days=1), moment("weights") - timedelta(days=1)
    windows = {
        "ideas_opens_at": opens,
        "ideas_closes_at": opens + timedelta(days=10),
        "weights_opens_at": later,
        "weights_closes_at": later + timedelta(days=10),
    }
    made = {"created_at": FIRST_DAY, "published_at": FIRST_DAY}
    return make_round(participation=["email", "open"], **windows | made | values)


def accounts(*rounds: Round) -> dict[str, Account | None]:
    """Who tries, by the names of the table; their rounds are the ones given."""
    unit = save(Unit(key="traffic", title={"de": "Amt für Verkehr"}))
    author, resident = make_resident("author@example.org"), make_resident()
    for each in (author, resident):
        for round_ in rounds:
            agree(each, round_)
    other = build_round().id
    roles = [AccountRole(role=role, round_id=other) for role in ELSEWHERE]

    def staff(role: str, address: str | None = None) -> Account:
        here = [AccountRole(role=role, round_id=round_.id) for round_ in rounds]
        return make_staff(role, address, roles=here)

    found: dict[str, Account | None] = {
        "anonymous": None,
        "author": author,
        "resident": resident,
        "colleague": staff("moderator", "author@example.org"),
        "moderator": staff("moderator"),
        "planner": staff("planner"),
        "unit": make_staff("unit"),
        "elsewhere": make_staff(roles=roles),
    }
    assert found["unit"]
    save(AccountUnit(account_id=found["unit"].id, unit_id=unit.id))
    return {who: found[who] if who in found else make_staff(who) for who in WHO.split()}


def browsers(app: Flask, people: dict[str, Account | None], new_client: Any) -> dict[str, Visitor]:
    """A browser for each, signed in, with the token that its forms need."""
    found = {}
    for who, account in people.items():
        client, token = signed_in(new_client, account)
        visitor = Visitor(app, app.response_class, use_cookies=True)
        visitor._cookies = client._cookies
        visitor.token = token
        found[who] = visitor
    return found


def enter(window: str, round_: Round) -> None:
    """Let the round be in a window, as far as the time alone does not."""
    ended = {"stopped": stop, "destroyed": stop, "withdrawn": withdraw}
    session = begin_write()
    if window == "archived":
        archived = {"archived_at": moment(window)}
        session.execute(update(Round).where(Round.id == round_.id).values(archived))
    if window in ("weights", "stopped", "destroyed"):
        cast_all(round_, points(12))
    if window in ended:
        then = FixedClock(moment(window))
        ended[window](round_.id, reason="A field is missing.", actor=SHELL, clock=then)
    if window in ("closed", "stopped"):
        make(round_, at=moment(window))
    if window == "published":
        publish(round_.id, number=1, actor=SHELL, clock=FixedClock(moment(window)))
    db.session.commit()


@dataclass(frozen=True)
class Try:
    """One cell of the table: who tries what with an idea in a state, and with which idea."""

    action: str
    who: str
    state: str
    window: str
    number: int = 0
    other: int = 0

    @property
    def has_complaint(self) -> bool:
        """Whether the idea has a complaint on which nobody has decided."""
        return self.action == "decide" and (self.state in AGAINST or self.is_reported)

    @property
    def is_reported(self) -> bool:
        """Whether somebody has reported the idea."""
        reported = self.action == "decide" and self.state in ("published", "merged")
        return self.state == "held" or reported


def place(tries: Iterable[Try], round_: Round, author: int, window: str) -> None:
    """Make the ideas of all cells of a window, and forget those of the window before."""
    tries, at = list(tries), moment(window)
    session = begin_write()
    session.execute(delete(Idea).where(Idea.merged_into_id.is_not(None)))
    session.execute(delete(Idea))
    others = [_row(round_, each.other, at, state="published") for each in tries]
    ideas = [_row(round_, each.number, at, author_id=author, **_of(each, at)) for each in tries]
    session.execute(insert(Idea), others)
    session.execute(insert(Idea), ideas)
    rows = [
        (Decision, [_decision(cell, at) for cell in tries if cell.state in AGAINST]),
        (Report, [_report(cell, at) for cell in tries if cell.is_reported]),
        (Complaint, [_complaint(cell, at) for cell in tries if cell.has_complaint]),
        (IdeaOriginal, [_original(cell, at) for cell in tries if cell.action in ORIGINALS]),
    ]
    for model, values in rows:
        if values:
            session.execute(insert(model), values)
    session.commit()


def _row(round_: Round, number: int, at: datetime, **more: Any) -> dict[str, Any]:
    values = {
        "id": number,
        "year": at.year,
        "round_id": round_.id,
        "token": f"token-of-idea-{number}",
        "author_id": None,
        "state": "waiting",
        "channel": "email",
        "field_key": "mobility",
        "title": f"Idea {number}",
        "text": "What it says.",
        "folded": f"idea {number}",
        "submitted_at": at,
        "published_at": None,
        "decided_at": None,
        "change_asked": False,
        "held_at": None,
        "reason": None,
        "merged_into_id": None,
        "shuffle": number,
        "version": 1,
    }
    return values | more


def _of(cell: Try, at: datetime) -> dict[str, Any]:
    stored = {"asked": "waiting", "held": "published"}.get(cell.state, cell.state)
    against = cell.state in AGAINST
    return {
        "state": stored,
        "change_asked": cell.state == "asked",
        "held_at": at if cell.state == "held" else None,
        "published_at": at if stored in ("published", "removed", "merged") else None,
        "decided_at": None if stored == "waiting" else at,
        "reason": "off_topic" if against else None,
        "merged_into_id": cell.other if cell.state == "merged" else None,
    }


def _decision(cell: Try, at: datetime) -> dict[str, Any]:
    return {
        "id": cell.number,
        "idea_id": cell.number,
        "idea_version": 1,
        "made_version": 1,
        "action": AGAINST[cell.state],
        "reason": "off_topic",
        "text": "It does not fit.",
        "by_label": BEFORE,
        "at": at,
        "before": {},
    }


def _report(cell: Try, at: datetime) -> dict[str, Any]:
    # Only what is settled is complained about, or let go of.
    settled = cell.action in ("decide", "release")
    return {
        "id": cell.number,
        "idea_id": cell.number,
        "reason": "threat" if cell.state == "held" else "other",
        "text": BEFORE,
        "at": at,
        "settled_at": at if settled else None,
        "outcome": "kept" if settled else None,
    }


def _complaint(cell: Try, at: datetime) -> dict[str, Any]:
    against = cell.state in AGAINST
    return {
        "id": cell.number,
        "idea_id": cell.number,
        "decision_id": cell.number if against else None,
        "report_id": None if against else cell.number,
        "text": BEFORE,
        "at": at,
    }


def _original(cell: Try, at: datetime) -> dict[str, Any]:
    return {
        "idea_id": cell.number,
        "version": 1,
        "sealed": seal(Original("Idea", "It named somebody.")),
        "at": at,
        "by_label": BEFORE,
        "delete_after": at + timedelta(days=190),
    }


def report_of_page(slug: str) -> int:
    """Let somebody report a page of a round that is no idea's; return the number of the report."""
    at = moment("before")
    report = save(Report(page=f"/rounds/{slug}/results", reason="other", text=BEFORE, at=at))
    return int(report.id)


def put_back(round_: dict[str, Any]) -> None:
    """Undo what somebody did with the round, so that the next one finds it as it was."""
    session = begin_write()
    session.execute(update(Round).where(Round.id == round_["id"]).values(round_))
    ends = (Deviation.round_id == round_["id"], Deviation.kind.in_(("stopped", "withdrawn")))
    session.execute(delete(Deviation).where(*ends, Deviation.actor_id.is_not(None)))
    if round_["results_published_at"] is None:
        session.execute(update(Snapshot).values(published_at=None, bundle_sha256=None))
        session.execute(delete(SnapshotPart).where(SnapshotPart.name == "bundle"))
    session.commit()
    db.session.expire_all()
