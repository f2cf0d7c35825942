"""What is told of an organisation depends on its state."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from participation.kernel.errors import NotFound
from participation.organisations import queries
from tests.factories import make_resident
from tests.organisations.making import make_organisation

STATES = ("applied", "approved", "refused", "left")


def test_only_approved_organisations_are_listed_by_name(app: Flask) -> None:
    for state in STATES:
        make_organisation(name=f"Verein {state}", state=state)
    make_organisation(name="Ärztehaus")
    assert [each.name for each in queries.approved()] == ["Ärztehaus", "Verein approved"]


@pytest.mark.parametrize("state", ["applied", "refused"])
def test_key_leads_to_nobody_who_applied_or_was_refused(app: Flask, state: str) -> None:
    organisation = make_organisation(state=state)
    with pytest.raises(NotFound):
        queries.by_key(organisation.key)


@pytest.mark.parametrize("state", ["approved", "left"])
def test_key_leads_to_who_takes_or_took_part(app: Flask, state: str) -> None:
    organisation = make_organisation(state=state)
    assert queries.by_key(organisation.key).id == organisation.id


def test_account_acts_for_its_approved_organisations_alone(app: Flask) -> None:
    person, other = make_resident(), make_resident()
    own = [make_organisation(person, state=state) for state in STATES]
    make_organisation(other)
    assert [each.id for each in queries.of_account(person.id)] == [own[1].id]
    assert len(queries.memberships(person.id)) == len(STATES)


def test_two_approved_organisations_never_have_one_name(app: Flask) -> None:
    make_organisation(name="Stadtwerke", key="a")
    make_organisation(name="STADTWERKE", key="b", state="applied")
    with pytest.raises(IntegrityError):
        make_organisation(name="Stadt Werke", key="c")


def test_waiting_organisations_are_counted(app: Flask) -> None:
    for state in STATES:
        make_organisation(state=state)
    assert queries.waiting_count() == 1
