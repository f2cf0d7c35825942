"""Rounds of organisations and their ballots for tests, committed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from participation.accounts.models import Account
from participation.extensions import db
from participation.kernel.clock import Clock, clock
from participation.organisations.models import Organisation
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from participation.weighting.named import service
from participation.weighting.named.models import OrganisationBallot
from participation.weighting.rules import Answers
from participation.weighting.service import Cast
from tests.factories import make_resident, make_round
from tests.organisations.making import make_organisation

ENERGY = {"points-energy": "15", "points-mobility": "5"}


def named_round(**values: Any) -> Round:
    """A published round of organisations whose windows are open."""
    usual: dict[str, Any] = {"audience": "organisations", "declaration": {}, "minimum_age": None}
    return make_round(**usual | values)


def cast(
    round_: Round,
    organisation: Organisation,
    account: Account,
    *points: int,
    base: int = 0,
    at: Clock = clock,
) -> Cast:
    """Cast an organisation's ballot and commit."""
    done = service.cast(
        round_id=round_.id,
        organisation=organisation.key,
        account_id=account.id,
        answers=Answers(points),
        base_version=base,
        clock=at,
    )
    db.session.commit()
    return done


def make_cast(round_: Round, name: str, *points: int) -> Organisation:
    """An organisation that has cast this ballot."""
    member = make_resident()
    organisation = make_organisation(member, name=name)
    cast(round_, organisation, member, *points)
    return organisation


def change(thing: Any, **values: Any) -> None:
    """Change columns of a row and commit."""
    begin_write()
    for name, value in values.items():
        setattr(thing, name, value)
    db.session.commit()


def stored() -> list[OrganisationBallot]:
    """All named ballots."""
    db.session.rollback()
    query = select(OrganisationBallot).order_by(OrganisationBallot.organisation_id)
    return list(db.session.scalars(query))
