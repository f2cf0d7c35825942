"""The demo's city and people: settings, one member of staff per role, some residents."""

from __future__ import annotations

from participation.accounts import queries as account_queries
from participation.accounts import service as account_service
from participation.accounts import service_staff
from participation.accounts.models import Account
from participation.audit.service import Actor
from participation.city import queries as city_queries
from participation.city import service as city_service
from participation.city import service_units
from participation.city.models import Unit
from participation.demo.content import Content
from participation.demo.rules import ROLES, staff_address
from participation.ideas import service as idea_service
from participation.ideas.models import Idea
from participation.ideas.rules import Content as IdeaContent
from participation.kernel.clock import FixedClock
from participation.rounds import consent
from participation.rounds import service as round_service
from participation.rounds.models import Round
from participation.rounds.rules import parse_moment

DEMO = Actor(None, "Vorführung")
CITY = "Musterstadt an der Aue"
ACCENT = "#1b5e57"
NAMES = {
    "moderator": "Moderation (Vorführung)",
    "planner": "Planung (Vorführung)",
    "unit": "Amt für Verkehr (Vorführung)",
    "auditor": "Revision (Vorführung)",
    "admin": "Verwaltung (Vorführung)",
}


def set_up_city(content: Content) -> None:
    """Give the city its name, colour and sender, unless somebody has changed them already."""
    if city_queries.city() == city_queries.City():
        city_service.change_city(
            name=CITY,
            accent=ACCENT,
            sender="beteiligung@example.org",
            actor=DEMO,
            clock=content.clock(-70),
        )
        city_service.change_open_data(
            licence="dl-by-de-2.0",
            contact="daten@example.org",
            region_key="",
            actor=DEMO,
            clock=content.clock(-70),
        )


def staff(content: Content) -> dict[str, Account]:
    """Return one account per role, adding those that are missing; one acts for its unit."""
    accounts = {role: _member(role, content) for role in ROLES}
    own = [unit for unit in _units(content) if unit.key == content.own_unit]
    service_staff.assign_units(accounts["unit"], units=own, actor=DEMO, clock=content.clock(-69))
    return accounts


def _units(content: Content) -> list[Unit]:
    """Return the units of the administration, adding those that are missing."""
    return [
        city_queries.find_unit(key)
        or service_units.add_unit(
            key=key, title=title, contact=contact, actor=DEMO, clock=content.clock(-70)
        )
        for key, title, contact in content.units
    ]


def _member(role: str, content: Content) -> Account:
    address = staff_address(role)
    account = account_queries.staff_by_address(address)
    if account is None:
        clock = content.clock(-69)
        account, _link = service_staff.add_staff(
            address=address, role=role, name=NAMES[role], actor=DEMO, clock=clock
        )
    return account


def residents(content: Content) -> list[Account]:
    """Return the residents, adding those that are missing."""
    accounts = []
    for address, pseudonym in content.residents:
        account = account_service.resident(address, "de", content.clock(-61))
        if account.pseudonym is None:
            account_service.choose_pseudonym(account, pseudonym=pseudonym)
        accounts.append(account)
    return accounts


def join(people: list[Account], round_: Round, content: Content, day: int) -> None:
    """Let residents agree to take part in a round."""
    for account in people:
        round_service.join_round(
            account.id,
            round_.id,
            consent_version=consent.current().version,
            agreed=True,
            declared=True,
            of_age=True,
            wants_results=False,
            clock=content.clock(day, "09:05"),
        )


def hand_in(round_: Round, rows: list[dict[str, str]], authors: list[Account]) -> list[Idea]:
    """Let residents hand in these ideas, one after the other, each at the moment in its row."""
    ideas = []
    for number, row in enumerate(rows):
        clock = FixedClock(parse_moment(row["submitted_at"], round_.timezone))
        idea = idea_service.submit(
            round_.id,
            IdeaContent(row["title"], row["text"], row["field"], row["goal"] or None),
            author=authors[number % len(authors)],
            form_token=idea_service.new_form_token(),
            clock=clock,
        )
        ideas.append(idea)
    return ideas
