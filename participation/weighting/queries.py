"""Reading ballots, always in an order. Who may see what they say is decided above: nobody while the
window is open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from participation.extensions import db
from participation.rounds.models import Round
from participation.weighting.models import (
    Ballot,
    BallotBatch,
    BallotDay,
    BallotSheet,
    Code,
    QuestionAnswer,
)
from participation.weighting.rules import Answers, Layout, layout_of, unpack


@dataclass(frozen=True)
class Stored:
    """A ballot as it is kept; `packed` is None when it was withdrawn."""

    version: int
    packed: bytes | None

    def answers(self, layout: Layout) -> Answers | None:
        """Return what it says, None when it was withdrawn."""
        return None if self.packed is None else unpack(self.packed, layout)


@dataclass(frozen=True)
class DayCount:
    """How many ballots came in on a day over a channel, less those withdrawn on that day."""

    channel: str
    day: date
    ballots: int


def layout(round_: Round) -> Layout:
    """Return the layout of a published round's ballots."""
    return layout_of(round_.frame, round_.settings.goals)


def ballot_count(round_id: int) -> int:
    """Return how many ballots count at this moment (withdrawn ones do not); it says nothing of what
    they say."""
    query = select(func.sum(BallotDay.ballots)).where(BallotDay.round_id == round_id)
    # PostgreSQL adds up to a decimal.
    return int(db.session.scalar(query) or 0)


def days(round_id: int) -> list[DayCount]:
    """Return the counts per channel and day, by day."""
    columns = BallotDay.channel, BallotDay.day, func.sum(BallotDay.ballots)
    query = (
        select(*columns)
        .where(BallotDay.round_id == round_id)
        .group_by(BallotDay.channel, BallotDay.day)
    )
    rows = db.session.execute(query.order_by(BallotDay.day, BallotDay.channel)).all()
    return [DayCount(channel, day, int(ballots)) for channel, day, ballots in rows]


def get(round_id: int, key: bytes) -> Stored | None:
    """Return the ballot with this key, a withdrawn one too, or None."""
    row = db.session.execute(
        select(Ballot.version, Ballot.answers).where(Ballot.round_id == round_id, Ballot.key == key)
    ).one_or_none()
    return Stored(row[0], row[1]) if row else None


def get_many(round_id: int, keys: Collection[bytes]) -> dict[bytes, Stored]:
    """Return the ballots with these keys, withdrawn ones too, by key."""
    query = select(Ballot.key, Ballot.version, Ballot.answers).where(Ballot.round_id == round_id)
    rows = db.session.execute(query.where(Ballot.key.in_(list(keys))).order_by(Ballot.key))
    return {bytes(row[0]): Stored(row[1], row[2]) for row in rows}


def answers_of(round_id: int) -> list[tuple[bytes, str, str]]:
    """Return the answers to the voluntary questions: ballot key, question, answer; by key and
    question."""
    query = select(QuestionAnswer.key, QuestionAnswer.question, QuestionAnswer.answer)
    ordered = query.where(QuestionAnswer.round_id == round_id).order_by(
        QuestionAnswer.key, QuestionAnswer.question
    )
    return [(bytes(row[0]), row[1], row[2]) for row in db.session.execute(ordered)]


def own_answers(round_id: int, key: bytes) -> dict[str, str]:
    """Return what came with one ballot as answers to the voluntary questions, by question."""
    query = select(QuestionAnswer.question, QuestionAnswer.answer).where(
        QuestionAnswer.round_id == round_id, QuestionAnswer.key == key
    )
    rows = db.session.execute(query.order_by(QuestionAnswer.question))
    return {row[0]: row[1] for row in rows}


def batches(round_id: int) -> list[BallotBatch]:
    """Return the batches of sheets that were typed in or imported, by number."""
    query = select(BallotBatch).where(BallotBatch.round_id == round_id)
    return list(db.session.scalars(query.order_by(BallotBatch.number)))


def references_in(round_id: int, hashes: Collection[bytes]) -> set[bytes]:
    """Return which of these sheet references, given as their hashes, are in already."""
    statement = select(BallotSheet.ref_hash).where(
        BallotSheet.round_id == round_id, BallotSheet.ref_hash.in_(list(hashes))
    )
    return {bytes(hashed) for hashed in db.session.scalars(statement)}


def invalid_in(round_id: int, hashes: Collection[bytes]) -> set[bytes]:
    """Return which of these sheet references, given as their hashes, are of invalid sheets."""
    statement = select(BallotSheet.ref_hash).where(
        BallotSheet.round_id == round_id,
        BallotSheet.ref_hash.in_(list(hashes)),
        BallotSheet.invalid.is_not(None),
    )
    return {bytes(hashed) for hashed in db.session.scalars(statement)}


def issued_codes(round_id: int, hashes: Collection[str]) -> set[str]:
    """Return which of these codes, given as their hashes, were issued for the round."""
    statement = select(Code.code_hash).where(
        Code.round_id == round_id, Code.code_hash.in_(list(hashes))
    )
    return set(db.session.scalars(statement))
