"""The attack on the order of arrival: people who came one after the other, and what a reader of
tables, dumps and files can match by order alone."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from participation.accounts.models import Account
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.rounds.models import Participation, Round
from participation.web.transactions import begin_write
from participation.weighting import service
from participation.weighting.codes import service as codes
from participation.weighting.credentials import code_ballot_key, code_hash, email_ballot_key
from participation.weighting.questions import service as questions
from participation.weighting.rules import Answers
from tests.factories import agree, keys, make_resident, make_round

QUESTION = {
    "key": "age",
    "title": {"de": "Alter", "en": "Age"},
    "classes": [
        {"key": key, "title": {"de": key, "en": key}, "share": None} for key in ("young", "old")
    ],
}
MATCHES = 12
"""Of a random order, this many or more stand in their place with a probability of 1e-9."""
SIGMAS = 6.0
"""A rank correlation of random orders, or the number of rises in one, is farther than this many
standard deviations from what is expected with a probability of about 2e-9."""


@dataclass
class Arrivals:
    """Who came in which order: what names the person in one table, and the key of their ballot."""

    round_: Round
    people: list[bytes] = field(default_factory=list)
    ballots: list[bytes] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    code_ballots: list[bytes] = field(default_factory=list)

    @property
    def round_key(self) -> bytes:
        """The round's key."""
        key = keys().round_key(self.round_.uid)
        assert key is not None
        return key

    def come(self, accounts: Sequence[Account]) -> None:
        """Let people join, cast a ballot and answer a question, one after the other."""
        for number, account in enumerate(accounts):
            joined: Participation = agree(account, self.round_)
            key = email_ballot_key(account, keys())(self.round_key)
            self.people.append(joined.key)
            self.ballots.append(key)
            self.cast(key, "email")
            answers = {"age": ("young", "old")[number % 2]}
            questions.answer(round_id=self.round_.id, key=key, answers=answers, clock=clock)
            db.session.commit()

    def come_with(self, made: Sequence[str]) -> None:
        """Let people cast a ballot with a code, one after the other."""
        for code in made:
            hashed = code_hash(self.round_, code)
            self.codes.append(hashed)
            self.code_ballots.append(code_ballot_key(self.round_key, hashed))
            self.cast(self.code_ballots[-1], "code")

    def cast(self, key: bytes, channel: str) -> None:
        """Cast a ballot and commit."""
        service.cast(
            round_id=self.round_.id,
            key=key,
            channel=channel,
            answers=Answers((20, 0, 0)),
            base_version=0,
            clock=clock,
        )
        db.session.commit()


def arrivals(count: int) -> Arrivals:
    """Return a round to which as many people came with an address, and as many with a code."""
    round_ = make_round(participation=["email", "code"], questions=[QUESTION])
    came = Arrivals(round_)
    people = residents(count)
    made = codes.make_codes(round_id=round_.id, count=count, purpose="", actor=SHELL, clock=clock)
    db.session.commit()
    # In an order that no table knows but by their coming.
    random.shuffle(people)
    random.shuffle(made)
    came.come(people)
    came.come_with(made)
    return came


def residents(count: int) -> list[Account]:
    """Return new residents."""
    begin_write()
    return [make_resident() for _ in range(count)]


def is_linked(first: Sequence[object], second: Sequence[object], pairs: Mapping[Any, Any]) -> bool:
    """Tell whether two orders give away which of their members belong together, better than
    chance: how many stand in the same place, from either end, and how their ranks go together."""
    members = [member for member in first if member in pairs]
    partners = [member for member in second if member in set(pairs.values())]
    assert len(members) == len(partners) == len(pairs)
    matches = max(
        sum(pairs[member] == partner for member, partner in zip(members, row, strict=True))
        for row in (partners, partners[::-1])
    )
    return matches >= MATCHES or is_ordered([pairs[member] for member in members], partners)


def is_ordered(observed: Sequence[object], arrival: Sequence[object]) -> bool:
    """Tell whether an order goes with another one, as a whole or from one place to the next (rows
    of a page lie together, and pages may stand in any order)."""
    numbers = {member: number for number, member in enumerate(arrival)}
    ranks = [numbers[member] for member in observed if member in numbers]
    assert len(ranks) == len(arrival)
    steps = sum(here < there for here, there in pairwise(ranks))
    expected, deviation = (len(ranks) - 1) / 2, math.sqrt((len(ranks) + 1) / 12)
    return (
        abs(correlation(ranks)) > SIGMAS / math.sqrt(len(ranks) - 1)
        or abs(steps - expected) > SIGMAS * deviation
    )


def correlation(ranks: Sequence[int]) -> float:
    """Return Spearman's correlation of ranks with the places where they stand."""
    count = len(ranks)
    squares = sum((position - rank) ** 2 for position, rank in enumerate(ranks))
    return 1 - 6 * squares / (count * (count**2 - 1))


def order_in(data: bytes, tokens: Sequence[bytes], *, last: bool = False) -> list[bytes]:
    """Return the tokens that stand in the data, by the place where they do first (or last)."""
    places = {token: data.rfind(token) if last else data.find(token) for token in tokens}
    return sorted(
        (token for token in tokens if places[token] >= 0), key=lambda token: places[token]
    )
