"""The demo's closed round: some ideas of residents, the others and all ballots from files through
the importers, decisions, support, published results."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from sqlalchemy import select

from participation.accounts.models import Account
from participation.demo import people
from participation.demo.content import CLOSED_BALLOTS, Content
from participation.extensions import db
from participation.ideas import service_support
from participation.ideas.intake.importing import import_ideas
from participation.ideas.models import Idea, IdeaImport
from participation.ideas.rules import Action
from participation.kernel.clock import Clock, FixedClock
from participation.moderation import service as moderation
from participation.moderation.rules import Reason
from participation.results import service as results
from participation.rounds.models import Round
from participation.weighting.paper.imports import import_file

LAST_DAY = -35
"""The last day of the round, counted from the day the demo is built."""
RESULTS_AFTER = timedelta(days=6)
"""How long after the closing the result was published."""
SUPPORTERS = (0, 0, 0, 0, 1, 1, 2, 4)
REVISED = "A-020"
"""An idea that was rejected by mistake and published the day after."""


def fill(round_: Round, content: Content, residents: list[Account], moderator: Account) -> None:
    """Fill the closed round; the residents take part in it already."""
    people.hand_in(round_, content.rows("ideas_signed_in"), residents)
    with content.file("ideas_closed") as path:
        import_ideas(round_.slug, path, actor=people.DEMO, clock=content.clock(LAST_DAY, "23:30"))
    ideas = _decide(round_, content, moderator)
    _support(ideas, residents, content)
    for name, channel, day in CLOSED_BALLOTS:
        with content.file(f"ballots_{name}") as path:
            import_file(
                round_=round_,
                source=path,
                channel=channel,
                actor=people.DEMO,
                clock=content.clock(day, "16:00"),
            )


def publish_results(round_id: int, clock: Clock) -> None:
    """Make the round's result and publish it, as of some days after its closing; nothing happens
    where that is done.

    Commits by itself.
    """
    round_ = db.session.get_one(Round, round_id)
    if round_.results_published_at is not None:
        return
    closes = round_.weights_window.closes
    assert closes is not None
    # Never later than now: an hour-old round has no result of next week.
    then = FixedClock(min(closes + RESULTS_AFTER, clock.now()))
    snapshot = results.make_snapshot(round_id, actor=people.DEMO, clock=then)
    results.publish(round_id, number=snapshot.number, actor=people.DEMO, clock=then)
    db.session.commit()


def _decide(round_: Round, content: Content, moderator: Account) -> list[Idea]:
    """Decide on every idea on the morning after it came in, and return those that were
    published."""
    rejections = {row["ref"]: row for row in content.rows("rejections")}
    query = select(IdeaImport.ref, Idea).join_from(
        Idea, IdeaImport, Idea.id == IdeaImport.idea_id, isouter=True
    )
    published = []
    numbers: dict[str, str] = {}
    for number, (ref, idea) in enumerate(
        db.session.execute(query.where(Idea.round_id == round_.id).order_by(Idea.id))
    ):
        day = (idea.submitted_at.date() - content.today).days + 1
        clock = content.clock(day, minutes=number)
        numbers[ref] = idea.number
        if ref in rejections:
            row = rejections[ref]
            other = numbers.get(row["other"], "")
            _reject(idea, moderator, Reason(row["reason"]), row["text"], clock, other)
            continue
        if ref == REVISED:
            _reject(
                idea,
                moderator,
                Reason.NOT_OURS,
                "Über Busse entscheidet der Verkehrsverbund.",
                clock,
            )
            clock = content.clock(day + 1)
        moderation.decide(idea.id, Action.PUBLISH, by=moderator, version=idea.version, clock=clock)
        published.append(idea)
    return published


def _reject(
    idea: Idea, moderator: Account, reason: Reason, text: str, clock: Clock, other: str = ""
) -> None:
    moderation.decide(
        idea.id,
        Action.REJECT,
        by=moderator,
        version=idea.version,
        reason=reason,
        text=text,
        other=other,
        clock=clock,
    )


def _support(ideas: list[Idea], residents: list[Account], content: Content) -> None:
    random = Random(105)
    clock = content.clock(LAST_DAY, "23:45")
    for idea in ideas:
        others = [account for account in residents if account.id != idea.author_id]
        for account in random.sample(others, random.choice(SUPPORTERS)):
            service_support.support(idea.id, account=account, wanted=True, clock=clock)
