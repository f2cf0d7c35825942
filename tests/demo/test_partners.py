"""The demo's organisations: one takes part, one waits, and what a visitor did to them does not
last."""

from __future__ import annotations

from flask import Flask

from participation.accounts.queries import staff_by_address
from participation.demo import partners, people
from participation.demo import queries as demo
from participation.demo.content import Content
from participation.kernel.clock import clock
from participation.organisations import queries, service_decisions, service_members
from participation.organisations.rules import OrganisationState
from participation.web.transactions import commit_now
from tests.demo.conftest import NOW

HOCHSCHULE, WERKSTATT = (
    "Hochschule an der Aue (Vorführung)",
    "Offene Werkstatt Musterstadt e. V. (Vorführung)",
)


def build() -> None:
    content = Content.of(NOW)
    partners.take_part(content, people.staff(content)["planner"])
    commit_now()


def waiting() -> list[str]:
    return [each.name for each in queries.listed(OrganisationState.APPLIED, 9, 1, 9).items]


def test_one_organisation_takes_part_and_one_waits(app: Flask) -> None:
    build()
    assert [each.name for each in queries.approved()] == [HOCHSCHULE]
    assert waiting() == [WERKSTATT]


def test_building_again_leaves_what_stands(app: Flask) -> None:
    build()
    before = [each.id for each in queries.approved()]
    build()
    assert [each.id for each in queries.approved()] == before
    assert len(waiting()) == 1


def test_building_again_puts_back_what_a_visitor_changed(app: Flask) -> None:
    build()
    member, planner = demo.partner(), staff_by_address("planner@example.org")
    assert member is not None
    assert planner is not None
    [werkstatt] = queries.listed(OrganisationState.APPLIED, 9, 1, 9).items
    service_decisions.approve(werkstatt.id, by=planner, clock=clock)
    service_members.let_leave(queries.approved()[0].id, account=member, clock=clock)
    commit_now()
    build()
    assert [each.name for each in queries.approved()] == [HOCHSCHULE]
    assert waiting() == [WERKSTATT]
