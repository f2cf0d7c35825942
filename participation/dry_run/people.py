"""The invented people of a dry run: residents, a moderator and a planner, and in a round of
organisations the members of three."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, select

from participation.accounts import service as account_service
from participation.accounts import service_staff
from participation.accounts.models import Account, SignInToken
from participation.accounts.permissions import Role
from participation.accounts.queries import staff_by_address
from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel import durable
from participation.kernel.clock import clock
from participation.kernel.errors import N_
from participation.organisations import service as organisations
from participation.organisations import service_decisions
from participation.organisations.rules import Application, OrganisationKind
from participation.outbox.models import Mail
from participation.rounds import consent
from participation.rounds import service as round_service
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.web.translation import _
from participation.weighting.codes import service as code_service

ACTOR = Actor(None, "")
RESIDENTS = 4
CODES = 3
TRYING = "{}@example.org"
STAFF = {
    Role.MODERATOR: N_("Moderation (Probelauf)"),
    Role.PLANNER: N_("Planung (Probelauf)"),
}


def make_staff() -> None:
    """Add one member of staff for each role that can be tried out."""
    for role, name in STAFF.items():
        address = TRYING.format(role.value)
        service_staff.add_staff(
            address=address, role=role.value, name=_(name), actor=ACTOR, clock=clock
        )
    db.session.execute(delete(SignInToken))


def make_residents(round_: Round) -> None:
    """Add residents; all but the first one agreed to take part already. In a round of organisations
    each acts for one."""
    for number in range(RESIDENTS):
        account = account_service.resident(_address(number), "de", clock)
        name = _("Erfundene Person %(number)s", number=number + 1)
        account_service.choose_pseudonym(account, pseudonym=name)
        if round_.is_named:
            _act_for_one(account, number)
        elif number:
            _join(account, round_)
    # What was written to them on the way is nothing that a resident would get.
    db.session.execute(delete(Mail))


def issue_codes(round_: Round) -> None:
    """Make some codes to try out, where people take part with codes. They are kept readable, which
    no real round does."""
    if Channel.CODE not in round_.settings.participation or round_.weights_window.absent:
        return
    made = code_service.make_codes(
        round_id=round_.id, count=CODES, purpose=_("Probelauf"), actor=ACTOR, clock=clock
    )
    durable.write_new(_code_file(), "\n".join(made).encode())


def codes() -> list[str]:
    """Return the codes to try out."""
    return _code_file().read_text().split() if _code_file().exists() else []


def _code_file() -> Path:
    return Path(current_app.config["INSTANCE"]) / "codes.txt"


def member(role: str) -> Account | None:
    """Return the member of staff with this role."""
    return staff_by_address(TRYING.format(role)) if role in STAFF else None


def residents() -> Sequence[Account]:
    """Return the residents that the dry run was made with, the one to try things out with first."""
    query = select(Account).where(Account.is_staff.is_(False)).order_by(Account.id)
    return db.session.scalars(query.limit(RESIDENTS)).all()


def _address(number: int) -> str:
    return TRYING.format(f"resident-{number + 1}")


def _join(account: Account, round_: Round) -> None:
    round_service.join_round(
        account.id,
        round_.id,
        consent_version=consent.current().version,
        agreed=True,
        declared=True,
        of_age=True,
        wants_results=False,
        clock=clock,
    )


def _act_for_one(account: Account, number: int) -> None:
    made = organisations.apply(
        Application(
            name=_("Erfundene Organisation %(number)s", number=number + 1),
            kind=OrganisationKind.ASSOCIATION.value,
            text=_("Diese Organisation gibt es nur im Probelauf."),
            link="",
            contact=TRYING.format(f"organisation-{number + 1}"),
        ),
        account=account,
        clock=clock,
    )
    planner = member(Role.PLANNER)
    assert planner is not None
    service_decisions.approve(made.id, by=planner, clock=clock)
