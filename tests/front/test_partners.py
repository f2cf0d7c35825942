"""The public page of organisations shows who takes part, and nothing of anybody else."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.front import service_account
from participation.front.my_data.document import data_of
from participation.kernel.clock import clock
from participation.organisations import queries
from participation.organisations.models import Organisation, OrganisationInvitation
from participation.web.transactions import commit_now
from tests.conftest import CheckingClient
from tests.factories import make_resident
from tests.organisations.making import make_organisation, rows, state_of
from tests.pages import main_text
from tests.site.world import address, build_world, rules

PAGE = "/partners/"


def test_approved_organisations_stand_there_with_text_and_link(client: CheckingClient) -> None:
    make_organisation(make_resident("mitglied@verein.example"), name="Lesekreis")
    page = client.get(PAGE).get_data(as_text=True)
    assert "Lesekreis" in page
    assert "Wir lehren und forschen." in page
    assert 'href="https://hochschule.example" rel="nofollow ugc noreferrer"' in page


def test_neither_contact_nor_members_are_public(client: CheckingClient) -> None:
    member = make_resident("mitglied@verein.example")
    make_organisation(member)
    page = client.get(PAGE).get_data(as_text=True)
    for private in ("kontakt@hochschule.example", "mitglied@verein.example", member.pseudonym):
        assert str(private) not in page


def test_page_says_that_there_are_none_yet(client: CheckingClient) -> None:
    assert "Noch keine Partner" in main_text(client.get(PAGE))


def test_menu_leads_there_once_somebody_takes_part(client: CheckingClient) -> None:
    def in_menu() -> bool:
        return b'href="/partners/">Partner der Stadt</a>' in client.get("/sign-in").data

    make_organisation(state="applied")
    assert not in_menu()
    make_organisation()
    assert in_menu()


# Which names are public is decided in the query, before any page; one kind of database is enough.
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_applied_or_was_refused_is_named_on_no_public_page(
    app: Flask, client: CheckingClient
) -> None:
    values = build_world()["values"]
    for state in ("applied", "refused"):
        values["organisation_id"] = make_organisation(
            make_resident(), name=f"Geheimverein {state}", state=state
        ).id
    for rule in rules(app):
        if "GET" in (rule.methods or ()):
            page = client.get(address(app, rule, values))
            assert b"Geheimverein" not in page.data, rule.rule


def test_hundreds_of_partners_are_read_with_few_statements(
    client: CheckingClient, statements: list[str]
) -> None:
    for number in range(100):
        make_organisation(name=f"Verein {number}")
    statements.clear()
    client.get(PAGE)
    assert len(statements) <= 8


def test_hostile_name_and_text_stay_text(client: CheckingClient) -> None:
    bait = "<script>alert(1)</script>"
    make_organisation(name=bait, key="bait", text=bait)
    assert bait not in client.get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize(("state", "after"), [("approved", "left"), ("applied", None)])
def test_deleting_the_last_members_account_ends_what_they_alone_stood_for(
    app: Flask, state: str, after: str | None
) -> None:
    account = make_resident()
    organisation_id = make_organisation(account, state=state).id
    service_account.leave(account, withdraw_ideas=False, clock=clock)
    commit_now()
    assert state_of(organisation_id) == after


def test_deleting_one_of_two_accounts_leaves_the_organisation_to_the_other(app: Flask) -> None:
    account, other = make_resident(), make_resident()
    organisation = make_organisation(account, other)
    service_account.leave(account, withdraw_ideas=False, clock=clock)
    commit_now()
    assert queries.of_account(other.id) == [organisation]


def test_deleting_an_account_forgets_invitations_to_it(app: Flask, new_client: Any) -> None:
    host, guest = make_resident(), make_resident("gast@verein.example")
    own = f"/account/organisations/{make_organisation(host).id}"
    new_client(host).submit(own, own, email="gast@verein.example")
    assert rows(OrganisationInvitation) == 1
    service_account.leave(guest, withdraw_ideas=False, clock=clock)
    commit_now()
    assert rows(OrganisationInvitation) == 0


def test_own_data_name_the_organisations(app: Flask) -> None:
    account = make_resident()
    make_organisation(account, name="Lesekreis")
    [own] = data_of(account, {}, clock.now())["organisations"]
    assert (own["name"], own["state"]) == ("Lesekreis", "approved")
    assert own["contact"] == "kontakt@hochschule.example"


def test_organisation_without_members_stays_as_it_left(app: Flask) -> None:
    account = make_resident()
    make_organisation(account, state="left", name="Lesekreis")
    service_account.leave(account, withdraw_ideas=False, clock=clock)
    commit_now()
    assert rows(Organisation) == 1
    assert queries.by_key("lesekreis").state == "left"
