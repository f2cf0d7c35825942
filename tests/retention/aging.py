"""A round that has ended long ago, with one record of each kind, and the archive's answers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from participation.audit.service import Actor, record
from participation.ideas.models import Idea, IdeaDraft
from participation.kernel.clock import FixedClock
from participation.moderation.reports.models import Report
from participation.moderation.workbench.models import IdeaNote
from participation.retention import running, service
from participation.retention.rules import Answer
from participation.rounds.models import Round
from participation.web.transactions import commit_now
from tests.factories import closed, make_idea, make_resident, make_round, save

ADMIN = Actor(1, "Leitung")
LATER = FixedClock(datetime.now(UTC) + timedelta(days=1))


def old_round(days_ago: int = 400, **values: Any) -> Round:
    """A round that ended so long ago."""
    return make_round(**closed(days_ago), **values)


def fill(round_: Round) -> Idea:
    """Give a round a record of each kind but ballots of organisations; return the rejected idea."""
    author = make_resident()
    make_idea(round_, author, state="published", title="Steht öffentlich")
    idea = make_idea(round_, author, state="rejected", text="Abgelehnter Text")
    content = {"title": "Entwurf", "text": "Entwurf", "field_key": "mobility"}
    expires = datetime.now(UTC) + timedelta(days=9)
    save(
        IdeaDraft(
            token_hash=f"t{round_.id}",
            form_token="f",
            round_id=round_.id,
            slug=round_.slug,
            expires_at=expires,
            **content,
        )
    )
    save(IdeaNote(idea_id=idea.id, text="Intern", by_label="Mod", at=expires))
    save(
        Report(
            idea_id=idea.id, reason="other", text="Wer das liest", at=expires, settled_at=expires
        )
    )
    for kind, name in (("round", round_.slug), ("idea", idea.number)):
        about = {"subject_kind": kind, "subject_id": name}
        record(actor=ADMIN, action=f"{kind}.changed", clock=LATER, **about)
    commit_now()
    return idea


def answered(round_: Round | None) -> None:
    """Offer the archive a round's records, or the city's, and note that it wants none."""
    row = service.offer(round_.id if round_ else None, actor=ADMIN, clock=LATER)
    service.answer(row.id, Answer.DECLINED, actor=ADMIN, clock=LATER)
    commit_now()


def run(days: float = 1) -> int:
    """Run the job so many days from now."""
    return running.run(FixedClock(datetime.now(UTC) + timedelta(days=days)))


def month(months_ago: int) -> date:
    """The first day of a month so long ago."""
    today = datetime.now(UTC)
    number = today.year * 12 + today.month - 1 - months_ago
    return date(number // 12, number % 12 + 1, 1)
