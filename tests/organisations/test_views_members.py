"""The pages of members: inviting, accepting, removing, leaving."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.organisations import queries
from participation.organisations.models import Organisation, OrganisationMember
from tests.conftest import CheckingClient
from tests.factories import make_resident
from tests.organisations.making import GUEST, link_in, mails, make_organisation, state_of
from tests.pages import main_text


@pytest.fixture
def own(organisation: Organisation) -> str:
    """The page of the organisation."""
    return f"/account/organisations/{organisation.id}"


@pytest.fixture
def member(applicant: Account, new_client: Any) -> CheckingClient:
    """The browser of the member."""
    client: CheckingClient = new_client(applicant)
    return client


def test_member_invites_and_the_invited_one_accepts(
    organisation: Organisation, own: str, member: CheckingClient, new_client: Any
) -> None:
    assert member.submit(own, own, email=GUEST).location == own
    assert GUEST in main_text(member.get(own))
    client = new_client(make_resident(GUEST))
    invitation = link_in(mails()[0])
    assert organisation.name in main_text(client.get(invitation))
    assert client.submit(invitation).location == own
    assert "(das sind Sie)" in main_text(client.get(own))


def test_looking_at_an_invitation_accepts_nothing(
    organisation: Organisation, own: str, member: CheckingClient, new_client: Any
) -> None:
    member.submit(own, own, email=GUEST)
    new_client(make_resident(GUEST)).get(link_in(mails()[0]))
    assert queries.member_count(organisation.id) == 1


def test_invitation_to_another_address_tells_nothing_of_the_organisation(
    organisation: Organisation, own: str, member: CheckingClient, new_client: Any
) -> None:
    member.submit(own, own, email=GUEST)
    client = new_client(make_resident())
    page = client.get(link_in(mails()[0]))
    assert page.status_code == 410
    assert organisation.name not in main_text(page)


def test_signed_out_the_invitation_leads_through_the_sign_in(
    own: str, member: CheckingClient, client: CheckingClient
) -> None:
    member.submit(own, own, email=GUEST)
    link = link_in(mails()[0])
    assert client.get(link).location == f"/sign-in?next={link}"


def test_wrong_address_is_told_at_its_field(own: str, member: CheckingClient) -> None:
    page = member.submit(own, own, email="gast@")
    assert "Diese E-Mail-Adresse ist nicht vollständig." in main_text(page)
    assert "gast@" in page.get_data(as_text=True)


def test_member_takes_an_invitation_back(own: str, member: CheckingClient) -> None:
    member.submit(own, own, email=GUEST)
    member.submit(own, f"{own}/invitations/1/take-back")
    assert GUEST not in main_text(member.get(own))


def test_member_removes_another_after_a_question(
    applicant: Account, new_client: Any, app: Flask
) -> None:
    other = make_resident(GUEST)
    organisation = make_organisation(applicant, other)
    own, client = f"/account/organisations/{organisation.id}", new_client(applicant)
    question = client.get(f"{own}/members/{other.id}/remove")
    assert GUEST in main_text(question)
    assert client.submit(question).location == own
    assert queries.member_count(organisation.id) == 1
    assert new_client(other).get(own).status_code == 404


def test_address_of_somebody_who_is_no_member_is_not_shown_by_guessing(
    own: str, member: CheckingClient
) -> None:
    stranger = make_resident("fremd@example.org")
    page = member.get(f"{own}/members/{stranger.id}/remove")
    assert page.status_code == 404
    assert "fremd@example.org" not in page.get_data(as_text=True)


def test_one_of_two_members_leaves(applicant: Account, new_client: Any) -> None:
    organisation = make_organisation(applicant, make_resident())
    client = new_client(applicant)
    client.submit(f"/account/organisations/{organisation.id}/leave")
    assert (state_of(organisation.id), queries.of_account(applicant.id)) == ("approved", [])


def test_last_member_reads_what_stays_and_lets_the_organisation_leave(
    organisation: Organisation, own: str, member: CheckingClient
) -> None:
    page = member.get(f"{own}/leave")
    assert "Was sie öffentlich abgegeben hat, bleibt mit ihrem Namen stehen." in main_text(page)
    member.submit(page)
    assert state_of(organisation.id) == "left"
    assert "Nimmt nicht mehr teil" in main_text(member.get(own))


def test_page_of_a_thousand_members_shows_some_of_them(
    app: Flask, applicant: Account, new_client: Any, statements: list[str]
) -> None:
    organisation = make_organisation(applicant)
    address, since = applicant.address, datetime.now(UTC) + timedelta(minutes=1)
    people = [
        Account(
            is_staff=False,
            address=address,
            address_hash=str(number),
            session_token="t",
            created_at=since,
        )
        for number in range(999)
    ]
    db.session.add_all(people)
    db.session.flush()
    for person in people:
        row = {"organisation_id": organisation.id, "account_id": person.id, "since": since}
        db.session.add(OrganisationMember(**row))
    db.session.commit()
    own, client = f"/account/organisations/{organisation.id}", new_client(applicant)
    statements.clear()
    page = main_text(client.get(own))
    assert len(statements) <= 8
    assert page.count("leitung@verein.example") < 110
    assert client.get(f"{own}?page=20").status_code == 200
    assert client.get(f"{own}?page=21").status_code == 404
