"""Reading for results: ballots to compute from, snapshots to show, ideas to export; always ordered
or order-independent."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from participation.accounts import queries as accounts
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import PUBLIC_STATES
from participation.keyring.queries import destroyed_keys, key_file
from participation.results.models import Snapshot, SnapshotPart
from participation.results.rules import OVERDUE_AFTER, Version, never
from participation.rounds.models import Deviation, Participation, Round
from participation.rounds.rules import Audience, Channel, GoalRules
from participation.weighting import queries as weighting
from participation.weighting.models import Ballot, BallotBatch
from participation.weighting.rules import Layout

NAMED = Round.audience == Audience.ORGANISATIONS
"""Rounds whose result is shown by name in `front.partners`; nothing here is for them."""
COMMITMENTS, BALLOT_ROWS, BUNDLE = "commitments", "ballots", "bundle"


def layout(round_: Round) -> Layout:
    """Return how a ballot of this round is packed."""
    return weighting.layout(round_)


def never_of(round_: Round) -> str | None:
    """Return why a round has no result and never will, or None."""
    discarded = round_.ballots_discarded_at is not None
    return never(round_.weights_window, stopped=round_.stopped_at is not None, discarded=discarded)


def round_document(round_: Round) -> dict[str, Any]:
    """Return what page and files say about the round, as JSON values that no later change of the
    round can touch."""
    window = round_.weights_window
    assert window.opens is not None
    assert window.closes is not None
    settings = round_.settings
    usual = settings.goals or GoalRules()
    return {
        "slug": round_.slug,
        "title": dict(round_.title),
        "timezone": round_.timezone,
        "weights": {"opens": window.opens.isoformat(), "closes": window.closes.isoformat()},
        "channels": list(settings.participation),
        "no_opinion": settings.no_opinion,
        "goals": usual.points if settings.goals else None,
        "goals_top": usual.top,
        "goals_drawn": usual.drawn,
        "questions": list(settings.questions),
        "publish_ballots": settings.publish_ballots,
    }


def deviations(round_id: int) -> list[dict[str, str]]:
    """Return the logged deviations of a round, oldest first, as JSON values without the person who
    logged them."""
    query = (
        select(Deviation).where(Deviation.round_id == round_id).order_by(Deviation.at, Deviation.id)
    )
    return [
        {
            "kind": deviation.kind,
            "reason": deviation.reason,
            "at": deviation.at.isoformat(timespec="seconds"),
        }
        for deviation in db.session.scalars(query)
    ]


def versions(round_id: int) -> list[Version]:
    """Return the versions of a round's result, oldest first, without their tables."""
    columns = (
        Snapshot.id,
        Snapshot.number,
        Snapshot.made_at,
        Snapshot.reason,
        Snapshot.published_at,
        Snapshot.ballots,
    )
    query = select(*columns).where(Snapshot.round_id == round_id).order_by(Snapshot.number)
    return [Version(*row) for row in db.session.execute(query)]


def snapshot(snapshot_id: int) -> Snapshot:
    """Return a snapshot with its tables."""
    return db.session.get_one(Snapshot, snapshot_id)


def snapshots(round_id: int) -> list[Snapshot]:
    """Return all snapshots of a round, oldest first."""
    return list(
        db.session.scalars(
            select(Snapshot).where(Snapshot.round_id == round_id).order_by(Snapshot.number)
        )
    )


def parts(snapshot_id: int, name: str) -> Iterator[bytes]:
    """Yield the pieces of something large, one row at a time, so that no cursor stays open between
    them."""
    number = 0
    query = select(SnapshotPart.data)
    while True:
        data = db.session.scalar(
            query.where(
                SnapshotPart.snapshot_id == snapshot_id,
                SnapshotPart.name == name,
                SnapshotPart.number == number,
            )
        )
        if data is None:
            return
        yield data
        number += 1


def is_listed(snapshot_: Snapshot, commitment: bytes) -> bool:
    """Tell whether a snapshot lists a commitment; reads only the piece that would contain it."""
    firsts: list[str] = snapshot_.method["commitments"]["firsts"]
    part = bisect_right(firsts, commitment.hex()) - 1
    if part < 0:
        return False
    data = db.session.scalar(
        select(SnapshotPart.data).where(
            SnapshotPart.snapshot_id == snapshot_.id,
            SnapshotPart.name == COMMITMENTS,
            SnapshotPart.number == part,
        )
    )
    return data is not None and commitment in {data[at : at + 32] for at in range(0, len(data), 32)}


def all_rounds() -> list[Round]:
    """Return every published round of residents for the planners' list, newest first."""
    query = (
        select(Round)
        .where(Round.published_at.is_not(None), ~NAMED)
        .order_by(Round.published_at.desc(), Round.id.desc())
    )
    return list(db.session.scalars(query))


def all_versions() -> dict[int, list[Version]]:
    """Return the versions of every round's result by round, oldest first."""
    columns = (
        Snapshot.id,
        Snapshot.number,
        Snapshot.made_at,
        Snapshot.reason,
        Snapshot.published_at,
        Snapshot.ballots,
    )
    by_round: dict[int, list[Version]] = {}
    for row in db.session.execute(select(*columns, Snapshot.round_id).order_by(Snapshot.number)):
        version = Version(
            row.id, row.number, row.made_at, row.reason, row.published_at, row.ballots
        )
        by_round.setdefault(row.round_id, []).append(version)
    return by_round


def ballot_counts() -> dict[int, int]:
    """Return how many ballots each round has, withdrawn ones apart; a number that may be shown at
    any time."""
    query = (
        select(Ballot.round_id, func.count())
        .where(Ballot.answers.is_not(None))
        .group_by(Ballot.round_id)
    )
    return {round_id: int(count) for round_id, count in db.session.execute(query)}


def without_snapshot(now: datetime) -> list[int]:
    """Return the ids of rounds whose weighting window has closed, that have no snapshot yet and for
    which no more sheets are expected: neither paper is offered nor a batch open."""
    has_one = select(Snapshot.id).where(Snapshot.round_id == Round.id).exists()
    still_open = select(BallotBatch.id).where(
        BallotBatch.round_id == Round.id, BallotBatch.sheets.is_(None)
    )
    query = select(Round).where(
        Round.published_at.is_not(None),
        Round.weights_closes_at <= now,
        Round.ballots_discarded_at.is_(None),
        ~NAMED,
        ~has_one,
        ~still_open.exists(),
    )
    rounds = db.session.scalars(query.order_by(Round.id))
    return [round_.id for round_ in rounds if Channel.PAPER not in round_.settings.participation]


def due_for_publication(now: datetime) -> list[int]:
    """Return the ids of rounds whose time of publication, set before, has come and whose result is
    not published."""
    query = select(Round).where(
        Round.published_at.is_not(None),
        Round.results_published_at.is_(None),
        Round.ballots_discarded_at.is_(None),
        Round.weights_closes_at <= now,
        ~NAMED,
    )
    return [
        round_.id
        for round_ in db.session.scalars(query.order_by(Round.id))
        if (planned := round_.settings.publish_results_at) and planned <= now
    ]


def with_due_key(now: datetime) -> list[Round]:
    """Return the rounds whose key is due to be destroyed, whether or not a result is
    published."""
    has_key = or_(Round.published_at.is_not(None), Round.withdrawn_at.is_not(None))
    query = select(Round).where(has_key, Round.key_destroyed_at.is_(None), ~NAMED)
    rounds = db.session.scalars(query.order_by(Round.id))
    return [round_ for round_ in rounds if (due := round_.key_due) and due <= now]


@dataclass(frozen=True)
class FieldIdeas:
    """How many public ideas a field has and how often they are supported."""

    ideas: int
    support: int


def ideas_by_field(round_id: int) -> dict[str, FieldIdeas]:
    """Return the public ideas of a round by field; fields without any are missing."""
    query = (
        select(Idea.field_key, func.count(), func.sum(Idea.support))
        .where(Idea.round_id == round_id, Idea.state.in_(PUBLIC_STATES))
        .group_by(Idea.field_key)
    )
    return {key: FieldIdeas(n, int(support)) for key, n, support in db.session.execute(query)}


def later_deviations(snapshot: Snapshot) -> list[Deviation]:
    """Return what was logged after a version was made; the version itself names what was before."""
    query = select(Deviation).where(
        Deviation.round_id == snapshot.round_id, Deviation.at > snapshot.made_at
    )
    return list(db.session.scalars(query.order_by(Deviation.id)))


def with_begun_destruction() -> list[int]:
    """Return the rounds whose key is destroyed by what key file and journal say, and not yet by
    what the database says."""
    query = select(Round.id).where(
        Round.uid.in_(destroyed_keys()), Round.key_destroyed_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(Round.id)))


def with_returned_key() -> list[str]:
    """Return the uids of rounds whose key was destroyed and which the key file holds again."""
    query = select(Round.uid).where(
        Round.uid.in_(key_file().round_uids()), Round.key_destroyed_at.is_not(None)
    )
    return list(db.session.scalars(query.order_by(Round.id)))


def with_overdue_key(now: datetime) -> list[str]:
    """Return the slugs of the rounds whose key should have been destroyed some hours ago."""
    return [round_.slug for round_ in with_due_key(now - OVERDUE_AFTER)]


def not_vacuumed() -> list[int]:
    """Return the rounds whose key was destroyed while the freed pages were not cleared yet."""
    left = (Round.key_destroyed_at.is_not(None), Round.ballots_vacuumed_at.is_(None))
    return list(db.session.scalars(select(Round.id).where(*left).order_by(Round.id)))


def who_want_results(round_id: int) -> Iterator[tuple[int, str, str]]:
    """Yield id, address and language of everyone who asked to hear of a round's result."""
    query = select(Participation.account_id).where(
        Participation.round_id == round_id,
        Participation.wants_results,
        Participation.withdrawn_at.is_(None),
    )
    for account_id in list(db.session.scalars(query.order_by(Participation.account_id))):
        account = accounts.get(account_id)
        if account.active:
            yield account.id, accounts.address_of(account), account.language
