"""The demo's open round: ideas by residents, most of them published, some waiting, one reported;
ballots of both levels."""

from __future__ import annotations

from random import Random

from participation.accounts.models import Account
from participation.demo import people
from participation.demo.content import Content
from participation.ideas import service_support
from participation.ideas.models import Idea
from participation.ideas.rules import Action
from participation.kernel.crypto import new_token
from participation.keyring.queries import key_file
from participation.moderation import service as moderation
from participation.moderation.reports import service as reports
from participation.moderation.reports.rules import ReportReason
from participation.moderation.reports.service import Reporter
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.weighting import queries as weighting_queries
from participation.weighting import service as weighting
from participation.weighting.credentials import email_ballot_key
from participation.weighting.derivation import ballot_key, order_of
from participation.weighting.rules import Answers, Layout, asked_fields, with_fields, with_goals

WAITING = 5
"""How many of the last ideas still wait for a decision."""
REPORTED = "Spielplatz und Café in der Bergsiedlung"
BALLOTS_IN_BROWSERS = 38
SUPPORTERS = (0, 0, 1, 2, 3, 5)


def fill(round_: Round, content: Content, residents: list[Account], moderator: Account) -> None:
    """Fill the open round; the residents take part in it already."""
    random = Random(7)
    ideas = people.hand_in(round_, content.rows("ideas_open"), residents)
    published = ideas[:-WAITING]
    for idea in published:
        day = (idea.submitted_at.date() - content.today).days
        moderation.decide(
            idea.id,
            Action.PUBLISH,
            by=moderator,
            version=idea.version,
            clock=content.clock(min(day + 1, -1), "08:30"),
        )
    for idea in published:
        _support(idea, residents, random, content)
    reported = next(idea for idea in published if idea.title == REPORTED)
    reports.report(
        reported.id,
        reason=ReportReason.ADVERT,
        text="Soll hier ein bestimmter Kiosk beworben werden?",
        by=Reporter(),
        clock=content.clock(-1, "18:20"),
    )
    _cast(round_, content, residents, random)


def _support(idea: Idea, residents: list[Account], random: Random, content: Content) -> None:
    others = [account for account in residents if account.id != idea.author_id]
    for account in random.sample(others, random.choice(SUPPORTERS)):
        service_support.support(
            idea.id, account=account, wanted=True, clock=content.clock(-1, "21:30")
        )


# ---------------------------------------------------------------- ballots


def _cast(round_: Round, content: Content, residents: list[Account], random: Random) -> None:
    keys = key_file()
    round_key = keys.ensure_round_key(round_.uid)
    proofs = [(Channel.EMAIL, email_ballot_key(account, keys)(round_key)) for account in residents]
    proofs += [
        (Channel.OPEN, ballot_key(round_key, Channel.OPEN, new_token()))
        for _ in range(BALLOTS_IN_BROWSERS)
    ]
    layout = weighting_queries.layout(round_)
    for channel, key in proofs:
        weighting.cast(
            round_id=round_.id,
            key=key,
            channel=channel,
            answers=_answers(round_, layout, round_key, key, random),
            base_version=0,
            clock=content.clock(random.randint(-6, -1), "18:00"),
        )


def _answers(
    round_: Round, layout: Layout, round_key: bytes, key: bytes, random: Random
) -> Answers:
    fields = round_.frame.field_keys
    order = order_of(round_key, key, fields)
    draw = order_of(round_key, key, fields, "draw")
    values = spread(round_.settings.instrument.total, layout.fields, random)
    answers = with_fields(values, layout, round_.settings.goals, order=order, draw=draw)
    if round_.settings.goals is None:
        return answers
    # Some stop after the fields, some in between: every prefix of the way is a whole ballot.
    asked = asked_fields(answers, order)
    for field in asked[: random.choice((0, 1, len(asked), len(asked), len(asked)))]:
        answers = with_goals(
            answers, field, spread(round_.settings.goals.points, layout.goals[field], random)
        )
    return answers


def spread(total: int, items: int, random: Random) -> tuple[int, ...]:
    """Return `total` points on some of the items; the first few of the frame are liked a little
    more."""
    liked = random.sample(range(items), min(items, random.randint(2, 6)))
    values = [0] * items
    for _ in range(total):
        values[random.choices(liked, [1 + 2 / (position + 1) for position in liked])[0]] += 1
    return tuple(values)
