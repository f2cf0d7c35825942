"""The pages on which somebody applies, from signed out to the list of partners."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import limiter
from participation.organisations.models import Organisation, OrganisationDraft
from tests.accounts.links import ask, last_link, press
from tests.conftest import CheckingClient
from tests.factories import make_resident, make_staff
from tests.organisations.making import APPLICATION, make_organisation, rows, state_of
from tests.pages import main_text, tree

TYPED = asdict(APPLICATION)
APPLY = "/partners/apply"


def test_whoever_is_signed_in_applies_and_sees_where_it_stands(
    applicant: Account, new_client: Any
) -> None:
    client = new_client(applicant)
    answer = client.submit(APPLY, **TYPED)
    page = main_text(client.get(answer.location))
    assert "Ihr Antrag ist eingegangen." in page
    assert "Antrag eingegangen" in page
    assert "Vorstand, 0123 456" in page


def test_what_was_typed_signed_out_survives_the_sign_in(app: Flask, client: CheckingClient) -> None:
    to_sign_in = client.submit(APPLY, **TYPED).location
    assert to_sign_in.startswith("/sign-in?next=")
    assert client.submit(to_sign_in, email="neu@verein.example").status_code == 302
    welcome = press(client, last_link()).location
    form = client.submit(welcome, pseudonym="Stille Amsel").location
    page = client.get(form)
    assert "Ihr Antrag ist noch nicht abgeschickt" in main_text(page)
    assert client.submit(page).status_code == 302
    assert (rows(Organisation), rows(OrganisationDraft)) == (1, 0)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    client: CheckingClient,
) -> None:
    page = client.submit(APPLY, **asdict(replace(APPLICATION, link="http://10.0.0.1/", text="")))
    text = main_text(page)
    assert "Diese Adresse ist im Internet nicht erreichbar." in text
    assert "Schreiben Sie, was die Organisation macht." in text
    assert APPLICATION.name in page.get_data(as_text=True)
    assert rows(OrganisationDraft) == 0


def test_name_that_takes_part_is_told_kindly(client: CheckingClient) -> None:
    make_organisation(name=APPLICATION.name)
    assert "bitten Sie ein Mitglied um eine Einladung" in main_text(client.submit(APPLY, **TYPED))


@pytest.mark.parametrize("role", ["moderator", "planner", "admin"])
def test_staff_do_not_apply(app: Flask, new_client: Any, role: str) -> None:
    assert new_client(make_staff(role)).get(APPLY).status_code == 403


def test_unknown_draft_is_an_empty_form(client: CheckingClient) -> None:
    page = client.get(f"{APPLY}?draft=geraten")
    assert "Hochschulen, Unternehmen" in main_text(page)


def test_applications_are_limited_for_a_network(applicant: Account, new_client: Any) -> None:
    limiter.enabled = True
    client = new_client(applicant)
    page = client.get(APPLY)
    statuses = [client.submit(page, name="").status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]


@pytest.mark.parametrize("state", ["applied", "approved", "refused", "left"])
def test_own_organisation_is_shown_in_every_state(
    applicant: Account, new_client: Any, state: str
) -> None:
    reason = "Wir kennen Sie nicht." if state == "refused" else ""
    organisation = make_organisation(applicant, state=state, reason=reason)
    client = new_client(applicant)
    page = main_text(client.get(f"/account/organisations/{organisation.id}"))
    assert organisation.name in page
    assert reason in page
    assert organisation.name in main_text(client.get("/account/"))


def test_an_approved_organisation_leads_on_to_its_rounds(
    applicant: Account, new_client: Any
) -> None:
    organisation = make_organisation(applicant)
    page = new_client(applicant).get(f"/account/organisations/{organisation.id}")
    links = [link.get("href") for link in tree(page).find(".//main").iter("a")]
    assert "/partners/" in links


def test_somebody_elses_organisation_is_not_found(app: Flask, new_client: Any) -> None:
    organisation_id = make_organisation(make_resident(), state="applied").id
    client = new_client(make_resident())
    for path in ("", "/delete", "/leave", "/members/1/remove"):
        found = client.get(f"/account/organisations/{organisation_id}{path}")
        assert found.status_code == 404, path


def test_applicant_deletes_the_application(applicant: Account, new_client: Any) -> None:
    organisation_id = make_organisation(applicant, state="refused").id
    client = new_client(applicant)
    client.submit(f"/account/organisations/{organisation_id}/delete")
    assert state_of(organisation_id) is None


def test_address_is_in_nobodys_account_before_the_link_is_pressed(client: CheckingClient) -> None:
    client.submit(APPLY, **TYPED)
    ask(client, "neu@verein.example")
    assert rows(Organisation) == rows(Account) == 0
