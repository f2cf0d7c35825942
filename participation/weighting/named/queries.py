"""Reading the ballots of organisations. What they say is for their own members until weighting has
closed; `public_ballots` is the one way to everybody's eyes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from participation.extensions import db
from participation.following.models import NewsMark
from participation.following.rules import Kind
from participation.kernel.errors import N_, NotFound, NotReady
from participation.organisations.models import Organisation
from participation.organisations.rules import OrganisationState
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import Audience, Phase, phase
from participation.strategy.rules import Frame
from participation.weighting import queries as weighting
from participation.weighting.named.models import OrganisationBallot
from participation.weighting.named.rules import NamedBallot
from participation.weighting.queries import Stored
from participation.weighting.rules import Layout, layout_of, unpack

TOLD = "named_result"
"""Marks a round whose followers were told who ranks what."""
NOT_NAMED = N_("Diese Runde ist nicht für Organisationen. Wählen Sie eine andere.")
NOT_CLOSED = N_(
    "Welche Organisation wie gewichtet hat, steht hier, sobald das Gewichten beendet ist."
    " Zwischenstände gibt es nicht, auch nicht für Beschäftigte."
)


def get(slug: str) -> Round:
    """Return a published round of organisations by its slug. Raises NotFound."""
    round_ = round_queries.get(slug)
    if not round_.is_named:
        raise NotFound(NOT_NAMED)
    return round_


def rounds() -> list[Round]:
    """Return the published rounds in which organisations weight, those that close last first."""
    query = (
        select(Round)
        .where(
            Round.audience == Audience.ORGANISATIONS,
            Round.published_at.is_not(None),
            Round.weights_opens_at.is_not(None),
        )
        .order_by(Round.weights_closes_at.desc(), Round.slug)
    )
    return list(db.session.scalars(query))


def untold_results(now: datetime) -> list[Round]:
    """Return the rounds whose ballots everybody sees by now and whose followers were not told."""
    told = exists().where(
        NewsMark.kind == Kind.ROUND, NewsMark.key == Round.slug, NewsMark.mark == TOLD
    )
    query = select(Round).where(
        Round.audience == Audience.ORGANISATIONS,
        Round.published_at.is_not(None),
        Round.weights_closes_at <= now,
        ~told,
    )
    return list(db.session.scalars(query.order_by(Round.id)))


def layout(frame: Frame) -> Layout:
    """Return how the ballots of a round of organisations are packed: fields, no goals."""
    return layout_of(frame, None)


def ballots_of(round_: Round) -> int:
    """Return how many ballots a round has, whoever weights in it; of those that were destroyed,
    how many there were."""
    return count(round_.id) if round_.is_named else weighting.ballot_count(round_.id)


def count(round_id: int) -> int:
    """Return how many organisations have a ballot that counts; not which ones."""
    query = select(func.count(OrganisationBallot.organisation_id)).where(
        OrganisationBallot.round_id == round_id, OrganisationBallot.answers.is_not(None)
    )
    return db.session.scalar(query) or 0


def stored_of(round_id: int, organisation_id: int) -> Stored | None:
    """Return an organisation's ballot, a withdrawn one too, or None: for its members."""
    query = select(OrganisationBallot.version, OrganisationBallot.answers).where(
        OrganisationBallot.round_id == round_id,
        OrganisationBallot.organisation_id == organisation_id,
    )
    row = db.session.execute(query).one_or_none()
    return Stored(row[0], row[1]) if row else None


def having_cast(round_id: int, organisation_ids: list[int]) -> set[int]:
    """Return which of these organisations have a ballot that counts: for their members."""
    query = select(OrganisationBallot.organisation_id).where(
        OrganisationBallot.round_id == round_id,
        OrganisationBallot.organisation_id.in_(organisation_ids),
        OrganisationBallot.answers.is_not(None),
    )
    return set(db.session.scalars(query))


def public_ballots(round_: Round, now: datetime) -> list[NamedBallot]:
    """Return what each organisation said, by name. Raises NotReady before weighting has closed,
    whoever asks.

    Who has left since is among them: their ballot stays.
    """
    if phase(round_.weights_window, now) is not Phase.AFTER:
        raise NotReady(NOT_CLOSED)
    query = (
        select(Organisation, OrganisationBallot.answers)
        .join(OrganisationBallot, OrganisationBallot.organisation_id == Organisation.id)
        .where(OrganisationBallot.round_id == round_.id, OrganisationBallot.answers.is_not(None))
        .order_by(Organisation.compared_name, Organisation.id)
    )
    shape = layout(round_.frame)
    return [
        NamedBallot(
            key=row.Organisation.key,
            name=row.Organisation.name,
            takes_part=row.Organisation.state == OrganisationState.APPROVED,
            values=unpack(row.answers, shape).fields,
        )
        for row in db.session.execute(query)
    ]


def data_of(account_id: int) -> list[dict[str, Any]]:
    """Return, for a person's own data, which organisations' ballots they were the last to
    change."""
    query = (
        select(Round.slug, Organisation.name, OrganisationBallot.changed_at)
        .join(OrganisationBallot, OrganisationBallot.round_id == Round.id)
        .join(Organisation, Organisation.id == OrganisationBallot.organisation_id)
        .where(OrganisationBallot.changed_by == account_id)
        .order_by(OrganisationBallot.changed_at, Round.slug, Organisation.id)
    )
    return [
        {"round": slug, "organisation": name, "changed_at": moment.isoformat()}
        for slug, name, moment in db.session.execute(query)
    ]
