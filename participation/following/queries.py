"""Reading who follows what, and who is still to hear of news."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select

from participation.accounts.models import Account
from participation.extensions import db
from participation.following.models import Follow, News, NewsMark, NewsRecipient
from participation.following.rules import Frequency
from participation.following.subjects import Subject, public_subjects

CHUNK = 1000
"""Keys that one statement asks for."""


@dataclass(frozen=True)
class Followed:
    """What somebody follows; `subject` is None while it may not be read."""

    follow: Follow
    subject: Subject | None


def follow_of(account_id: int, kind: str, key: str) -> Follow | None:
    """Return that an account follows a subject, or None."""
    query = select(Follow).where(
        Follow.account_id == account_id, Follow.kind == kind, Follow.key == key
    )
    return db.session.scalar(query)


def followers(kind: str, key: str) -> set[int]:
    """Return the accounts that follow a subject."""
    query = select(Follow.account_id).where(Follow.kind == kind, Follow.key == key)
    return set(db.session.scalars(query.order_by(Follow.account_id)))


def followed(account_id: int, follow_ids: Collection[int] | None = None) -> list[Followed]:
    """Return what an account follows, or these of its follows, by kind and key."""
    query = select(Follow).where(Follow.account_id == account_id)
    if follow_ids is not None:
        query = query.where(Follow.id.in_(follow_ids))
    follows = list(db.session.scalars(query.order_by(Follow.kind, Follow.key)))
    kinds = {follow.kind for follow in follows}
    keys = {kind: [each.key for each in follows if each.kind == kind] for kind in kinds}
    subjects = {kind: public_subjects(kind, keys[kind]) for kind in sorted(kinds)}
    return [Followed(follow, subjects[follow.kind].get(follow.key)) for follow in follows]


def data_of(account_id: int) -> list[dict[str, str]]:
    """Return what an account follows as JSON values."""
    query = select(Follow).where(Follow.account_id == account_id).order_by(Follow.kind, Follow.key)
    return [
        {"kind": follow.kind, "key": follow.key, "frequency": follow.frequency}
        for follow in db.session.scalars(query)
    ]


def marks_of(kind: str, key: str) -> frozenset[str]:
    """Return what a subject's followers are not told again."""
    query = select(NewsMark.mark).where(NewsMark.kind == kind, NewsMark.key == key)
    return frozenset(db.session.scalars(query.order_by(NewsMark.mark)))


def follows() -> Iterator[tuple[int, str, str, str]]:
    """Yield who follows what: the account's id, the keyed hash of its address, kind and key."""
    query = select(Follow.account_id, Account.address_hash, Follow.kind, Follow.key)
    query = query.join(Account, Account.id == Follow.account_id)
    for row in db.session.execute(query.order_by(Follow.account_id, Follow.kind, Follow.key)):
        yield row[0], row[1], row[2], row[3]


def followed_keys(kind: str, keys: Sequence[str]) -> list[str]:
    """Return those of the keys about which anybody wants mails, sorted."""
    wanted: set[str] = set()
    for chunk in (keys[at : at + CHUNK] for at in range(0, len(keys), CHUNK)):
        query = select(Follow.key).where(
            Follow.kind == kind, Follow.key.in_(chunk), Follow.frequency != Frequency.NEVER
        )
        wanted.update(db.session.scalars(query.distinct().order_by(Follow.key)))
    return sorted(wanted)


def accounts_waiting(frequency: Frequency, until: datetime, most: int, after: int = 0) -> list[int]:
    """Return accounts that want mails so often and wait for news that happened up to a moment, by
    their ids, of which the first is greater than `after`."""
    query = (
        select(NewsRecipient.account_id)
        .join(News, News.id == NewsRecipient.news_id)
        .join(Follow, _follow_of_news())
        .where(
            Follow.frequency == frequency,
            News.happened_at <= until,
            NewsRecipient.account_id > after,
        )
        .group_by(NewsRecipient.account_id)
        .order_by(NewsRecipient.account_id)
        .limit(most)
    )
    return list(db.session.scalars(query))


def waiting_news(
    account_ids: Collection[int], frequency: Frequency, until: datetime
) -> list[Row[Any]]:
    """Return the news up to a moment that these accounts wait for and want so often, account by
    account, subject by subject: rows of `News`, `account_id` and `follow_id`. They are locked, and
    what another worker holds is left to it."""
    query = (
        select(News, NewsRecipient.account_id, Follow.id.label("follow_id"))
        .join(NewsRecipient, NewsRecipient.news_id == News.id)
        .join(Follow, _follow_of_news())
        .where(
            NewsRecipient.account_id.in_(account_ids),
            Follow.frequency == frequency,
            News.happened_at <= until,
        )
        .order_by(NewsRecipient.account_id, News.kind, News.key, News.happened_at, News.id)
        .with_for_update(of=NewsRecipient, skip_locked=True)
    )
    return list(db.session.execute(query))


def _follow_of_news() -> ColumnElement[bool]:
    return and_(
        Follow.account_id == NewsRecipient.account_id,
        Follow.kind == News.kind,
        Follow.key == News.key,
    )
