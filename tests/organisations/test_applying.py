"""Applying for an organisation, and deleting the application."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.organisations import queries, service
from participation.organisations.models import (
    Organisation,
    OrganisationDraft,
    OrganisationMember,
)
from participation.organisations.rules import DRAFT_LASTS, MOST_APPLICATIONS, Application
from participation.web.transactions import commit_now
from tests.factories import make_resident
from tests.organisations.making import APPLICATION, make_organisation, rows, state_of


def apply(account: Account, **values: str) -> Organisation:
    organisation = service.apply(replace(APPLICATION, **values), account=account, clock=clock)
    commit_now()
    return organisation


def test_who_applies_is_the_first_member_and_nothing_is_public(applicant: Account) -> None:
    organisation = apply(applicant)
    assert organisation.state == "applied"
    assert queries.is_member(organisation.id, applicant.id)
    assert queries.approved() == []
    assert queries.of_account(applicant.id) == []


def test_key_of_an_application_does_not_tell_its_name(applicant: Account) -> None:
    assert "lesekreis" not in apply(applicant).key.lower()


def test_contact_is_stored_encrypted(applicant: Account) -> None:
    organisation = apply(applicant)
    assert "0123" not in organisation.contact
    assert queries.contact_of(organisation) == "Vorstand, 0123 456"


def test_applying_twice_with_the_same_words_is_one_application(applicant: Account) -> None:
    assert apply(applicant).id == apply(applicant).id
    assert rows(Organisation) == 1


def test_clicks_at_once_apply_once(app: Flask, applicant: Account) -> None:
    number = applicant.id

    def click(_number: int) -> int:
        with app.app_context():
            id_ = apply(db.session.get_one(Account, number)).id
            db.session.remove()
            return id_

    with ThreadPoolExecutor(3) as pool:
        assert len(set(pool.map(click, range(3)))) == 1
    assert rows(OrganisationMember) == 1


def test_own_waiting_application_of_the_name_is_named(applicant: Account) -> None:
    apply(applicant)
    with pytest.raises(BadInput) as refusal:
        apply(applicant, name="LESEKREIS  Musterstadt eV", text="Anders.")
    assert refusal.value.field == "name"


def test_name_that_takes_part_is_refused_in_whatever_spelling(applicant: Account) -> None:
    make_organisation(name=APPLICATION.name)
    with pytest.raises(BadInput) as refusal:
        apply(applicant, name="lesekreis musterstadt E.V.")
    assert refusal.value.field == "name"


@pytest.mark.parametrize("state", ["applied", "refused", "left"])
def test_name_of_somebody_elses_application_is_not_given_away(
    applicant: Account, state: str
) -> None:
    make_organisation(make_resident(), name=APPLICATION.name, state=state)
    assert apply(applicant).state == "applied"


def test_one_person_may_apply_for_several_but_not_for_endlessly_many(applicant: Account) -> None:
    for number in range(MOST_APPLICATIONS):
        apply(applicant, name=f"Lesekreis {number}")
    with pytest.raises(BadInput):
        apply(applicant, name="Noch ein Lesekreis")


def test_deleted_account_applies_for_nothing(applicant: Account) -> None:
    ghost = Account(id=applicant.id + 1)
    with pytest.raises(NotFound):
        apply(ghost)
    assert rows(Organisation) == 0


def test_closed_account_applies_for_nothing(applicant: Account) -> None:
    applicant.active = False
    db.session.commit()
    with pytest.raises(NotFound):
        apply(applicant)


def test_every_problem_is_told_at_once(applicant: Account) -> None:
    with pytest.raises(service.InvalidApplication) as refusal:
        apply(applicant, name="", text="", link="javascript:alert(1)")
    assert [problem.field for problem in refusal.value.problems] == ["name", "text", "link"]


def test_what_was_typed_waits_encrypted_until_it_is_used(applicant: Account) -> None:
    token = service.keep_draft(APPLICATION, clock=clock)
    commit_now()
    draft = db.session.query(OrganisationDraft).one()
    assert "Lesekreis" not in draft.content
    assert token not in draft.token_hash
    assert queries.draft_of(token, clock.now()) == APPLICATION
    service.apply(APPLICATION, account=applicant, clock=clock, draft=token)
    commit_now()
    assert queries.draft_of(token, clock.now()) is None


def test_what_nobody_comes_back_for_is_deleted(app: Flask) -> None:
    token = service.keep_draft(APPLICATION, clock=clock)
    commit_now()
    later = FixedClock(datetime.now(UTC) + DRAFT_LASTS + timedelta(minutes=1))
    assert queries.draft_of(token, later.now()) is None
    assert service.purge_drafts(clock) == 0
    assert service.purge_drafts(later) == 1


def test_name_that_takes_part_is_told_before_signing_in(app: Flask) -> None:
    make_organisation(name=APPLICATION.name)
    with pytest.raises(BadInput) as refusal:
        service.keep_draft(APPLICATION, clock=clock)
    assert refusal.value.field == "name"


@pytest.mark.parametrize("state", ["applied", "refused"])
def test_applicant_deletes_an_application_with_all_that_was_kept(
    applicant: Account, state: str
) -> None:
    organisation = make_organisation(applicant, state=state)
    service.withdraw(organisation.id, account=applicant, clock=clock)
    commit_now()
    assert rows(Organisation) == rows(OrganisationMember) == 0


def test_approved_organisation_is_not_deleted_as_an_application(applicant: Account) -> None:
    organisation = make_organisation(applicant)
    with pytest.raises(Conflict):
        service.withdraw(organisation.id, account=applicant, clock=clock)


def test_nobody_deletes_somebody_elses_application(applicant: Account) -> None:
    organisation_id = make_organisation(make_resident(), state="applied").id
    with pytest.raises(NotFound):
        service.withdraw(organisation_id, account=applicant, clock=clock)
    assert state_of(organisation_id) == "applied"


def test_application_reads_back_as_it_was_typed(applicant: Account) -> None:
    assert queries.application_of(apply(applicant)) == APPLICATION
    assert isinstance(queries.application_of(apply(applicant)), Application)
