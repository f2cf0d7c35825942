"""Reading rounds, always in an order."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import defer

from participation.accounts.models import Account
from participation.extensions import db
from participation.following.subjects import Subject
from participation.kernel.errors import N_, NotFound
from participation.rounds.models import Deviation, Participation, Round, RoundStep
from participation.rounds.rules import last_closing
from participation.strategy import edits as strategy_edits
from participation.strategy import queries as strategy_queries
from participation.strategy.rules import Frame
from participation.strategy.usage import RoundUsingIt, Usage

NAMED = N_("In dieser Runde gewichten Organisationen namentlich. Das gibt es hier nicht.")
WITHDRAWN = N_(
    "Die Stadt hat diese Runde zurückgezogen, bevor sie begann. Der Grund steht auf der Seite der"
    " Runde."
)
NO_ROUND = N_("Diese Runde gibt es nicht. Vielleicht ist die Adresse unvollständig.")


def slugs() -> set[str]:
    """Return the slugs of all rounds."""
    return set(db.session.scalars(select(Round.slug)))


def saved_steps(round_id: int) -> dict[str, datetime]:
    """Return when the steps of setting a round up were saved last, by step."""
    query = select(RoundStep).where(RoundStep.round_id == round_id)
    return {row.step: row.saved_at for row in db.session.scalars(query)}


def get(slug: str) -> Round:
    """Return a published round by its slug, archived ones too. Raises NotFound."""
    round_ = get_or_withdrawn(slug)
    if round_.withdrawn_at is not None:
        raise NotFound(WITHDRAWN)
    return round_


def get_or_withdrawn(slug: str) -> Round:
    """Return a published round, or one that was and is withdrawn, of which only a notice is shown.
    Raises NotFound."""
    round_ = db.session.scalar(select(Round).where(Round.slug == slug, _known()))
    if round_ is None:
        raise NotFound(NO_ROUND)
    return round_


def _known() -> ColumnElement[bool]:
    """Return the condition of a round of which everybody may know."""
    return or_(Round.published_at.is_not(None), Round.withdrawn_at.is_not(None))


def of_residents(slug: str) -> Round:
    """Return a published round in which residents weight in secret. Raises NotFound for one of
    organisations, too: it has no key, no paper, no codes and no snapshot."""
    round_ = get(slug)
    if round_.is_named:
        raise NotFound(NAMED)
    return round_


def get_any(slug: str) -> Round:
    """Return a round by its slug, published or not: for staff pages and the shell. Raises
    NotFound."""
    round_ = db.session.scalar(select(Round).where(Round.slug == slug))
    if round_ is None:
        raise NotFound(NO_ROUND)
    return round_


def public_subjects(slugs: Collection[str]) -> dict[str, Subject]:
    """Return those of the rounds that everybody may read, as what can be followed; of a withdrawn
    one that is the notice."""
    query = select(Round).where(Round.slug.in_(slugs), _known())
    rounds = db.session.scalars(query.options(defer(Round.frame_document)).order_by(Round.slug))
    return {
        round_.slug: Subject(dict(round_.title), "front.round_page", {"slug": round_.slug})
        for round_ in rounds
    }


def ids_of(uids: Collection[str]) -> list[tuple[int, str]]:
    """Return id and uid of the rounds with these uids."""
    query = select(Round.id, Round.uid).where(Round.uid.in_(uids)).order_by(Round.id)
    return [(row.id, row.uid) for row in db.session.execute(query)]


def find(slug: str) -> Round | None:
    """Return a round by its slug, published or not, or None."""
    return db.session.scalar(select(Round).where(Round.slug == slug))


def id_of(slug: str, **_: object) -> int:
    """Return the id of the round that a staff page with this slug is about. Raises NotFound."""
    return get_any(slug).id


def published_rounds() -> list[Round]:
    """Return the published rounds that are not archived: those that close last come first, then by
    slug.

    Their frame and rules, which are long, are read only when they are asked for.
    """
    query = select(Round).where(Round.published_at.is_not(None), Round.archived_at.is_(None))
    rounds = db.session.scalars(
        query.options(defer(Round.frame_document), defer(Round.rules_document))
    )
    by_slug = sorted(rounds, key=lambda round_: round_.slug)
    return sorted(
        by_slug, key=lambda round_: last_closing(round_.windows) or round_.created_at, reverse=True
    )


def all_rounds() -> list[Round]:
    """Return every round, drafts too, newest first: for staff."""
    return list(
        db.session.scalars(select(Round).order_by(Round.created_at.desc(), Round.id.desc()))
    )


def without_frames() -> list[Round]:
    """Return every round, drafts and archived ones too, newest first, for pages that show them at a
    glance: frame and rules, which are long, are read only when they are asked for."""
    short = defer(Round.frame_document), defer(Round.rules_document)
    newest = Round.created_at.desc(), Round.id.desc()
    return list(db.session.scalars(select(Round).options(*short).order_by(*newest)))


def frame_of(round_: Round) -> Frame:
    """Return the frame of a round: its own copy once it is published, the strategy as it stands
    before that."""
    return (
        round_.frame
        if round_.frame_document is not None
        else strategy_queries.frame_of(round_.strategy)
    )


def participation(round_id: int, account_id: int) -> Participation | None:
    """Return that an account takes part in a round, or None; a withdrawn consent counts as none."""
    return db.session.scalar(
        select(Participation).where(
            Participation.round_id == round_id,
            Participation.account_id == account_id,
            Participation.withdrawn_at.is_(None),
        )
    )


def deviations(round_id: int) -> list[Deviation]:
    """Return the logged deviations of a round, oldest first."""
    return list(
        db.session.scalars(
            select(Deviation).where(Deviation.round_id == round_id).order_by(Deviation.id)
        )
    )


def usage_of_strategy(strategy_id: int) -> Usage:
    """Return the rounds of a strategy by slug, and the keys that the published ones ask about,
    archived rounds aside."""
    rounds = db.session.scalars(
        select(Round).where(Round.strategy_id == strategy_id).order_by(Round.slug)
    ).all()
    asked = [round_ for round_ in rounds if round_.published_at and not round_.archived_at]
    return Usage(
        rounds=tuple(RoundUsingIt(round_.slug, round_.title) for round_ in rounds),
        keys_asked=frozenset(key for r in asked for key in strategy_edits.keys(r.frame)),
    )


def consents() -> Iterator[tuple[int, str, int, str]]:
    """Yield who takes part in which round: the account's id, the keyed hash of its address, the
    round's id and uid."""
    query = (
        select(Account.id, Account.address_hash, Round.id, Round.uid)
        .join(Participation, Participation.account_id == Account.id)
        .join(Round, Round.id == Participation.round_id)
        .where(Participation.withdrawn_at.is_(None))
        .order_by(Round.id, Account.id)
    )
    for row in db.session.execute(query):
        yield row[0], row[1], row[2], row[3]
