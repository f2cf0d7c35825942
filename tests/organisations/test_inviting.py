"""Inviting people to act for an organisation, and accepting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.accounts.queries import address_of
from participation.extensions import db
from participation.front import service_account
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import BadInput, Expired, NotFound
from participation.organisations import queries, service_members
from participation.organisations.models import (
    Organisation,
    OrganisationInvitation,
    OrganisationMember,
)
from participation.organisations.rules import (
    INVITATION_LASTS,
    INVITATIONS_PER_DAY,
    INVITATIONS_TO_ONE,
    MOST_MEMBERS,
    REPEATED_WITHIN,
)
from participation.web.transactions import commit_now
from tests.factories import make_resident
from tests.organisations.making import (
    GUEST,
    accept,
    invite,
    mails,
    make_organisation,
    rows,
)


def later(delay: timedelta) -> FixedClock:
    return FixedClock(datetime.now(UTC) + delay)


def test_invited_person_becomes_a_member(
    organisation: Organisation, applicant: Account, guest: Account
) -> None:
    token = invite(organisation, applicant)
    assert mails()[0].to == GUEST
    assert accept(token, guest) == organisation.id
    assert queries.of_account(guest.id) == [organisation]


def test_invitation_keeps_neither_token_nor_plain_address(
    organisation: Organisation, applicant: Account, guest: Account
) -> None:
    token = invite(organisation, applicant)
    [row] = db.session.query(OrganisationInvitation)
    assert token != row.token_hash
    assert GUEST not in (row.address or "")
    accept(token, guest)
    [row] = db.session.query(OrganisationInvitation)
    assert row.address is None


def test_invitation_to_another_address_is_no_invitation(
    organisation: Organisation, applicant: Account
) -> None:
    token, other = invite(organisation, applicant), make_resident()
    with pytest.raises(Expired):
        accept(token, other)
    assert queries.member_count(organisation.id) == 1


def test_case_of_the_address_does_not_matter(
    organisation: Organisation, applicant: Account, guest: Account
) -> None:
    assert accept(invite(organisation, applicant, "GAST@Verein.example"), guest) == organisation.id


def test_invitation_is_used_up(
    organisation: Organisation, applicant: Account, guest: Account
) -> None:
    token = invite(organisation, applicant)
    accept(token, guest)
    service_members.leave(organisation.id, account=guest, clock=clock)
    commit_now()
    with pytest.raises(Expired):
        accept(token, guest)


def test_clicks_at_once_accept_once(
    app: Flask, organisation: Organisation, applicant: Account, guest: Account
) -> None:
    token, number = invite(organisation, applicant), guest.id

    def click(_number: int) -> str:
        with app.app_context():
            try:
                accept(token, db.session.get_one(Account, number))
            except Expired:
                db.session.rollback()
                return "expired"
            return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, range(2))) == ["done", "expired"]
    assert rows(OrganisationMember) == 2


def test_invitation_ends_after_its_time(
    organisation: Organisation, applicant: Account, guest: Account
) -> None:
    token, over = invite(organisation, applicant), later(INVITATION_LASTS + timedelta(minutes=1))
    with pytest.raises(Expired):
        accept(token, guest, over)
    assert service_members.purge_invitations(clock) == 0
    assert service_members.purge_invitations(over) == 1


def test_invitation_that_was_taken_back_ends(
    organisation: Organisation, applicant: Account, guest: Account
) -> None:
    token = invite(organisation, applicant)
    [row] = queries.open_invitations(organisation.id, clock.now())
    service_members.take_back(organisation.id, row.id, account=applicant, clock=clock)
    commit_now()
    with pytest.raises(Expired):
        accept(token, guest)
    assert queries.open_invitations(organisation.id, clock.now()) == []


def test_invitation_of_another_organisation_is_not_taken_back_by_its_number(
    organisation: Organisation, applicant: Account
) -> None:
    stranger = make_resident()
    theirs = make_organisation(stranger)
    invite(organisation, applicant)
    [row] = queries.open_invitations(organisation.id, clock.now())
    service_members.take_back(theirs.id, row.id, account=stranger, clock=clock)
    commit_now()
    assert len(queries.open_invitations(organisation.id, clock.now())) == 1


def test_invitation_ends_with_the_organisation(
    organisation: Organisation, applicant: Account, guest: Account
) -> None:
    token = invite(organisation, applicant)
    service_members.let_leave(organisation.id, account=applicant, clock=clock)
    commit_now()
    with pytest.raises(Expired):
        accept(token, guest)


def test_double_click_mails_one_invitation(organisation: Organisation, applicant: Account) -> None:
    invite(organisation, applicant)
    invite(organisation, applicant)
    assert len(mails()) == 1


def test_newer_invitation_replaces_the_older_one(
    organisation: Organisation, applicant: Account, guest: Account
) -> None:
    first = invite(organisation, applicant)
    second = invite(organisation, applicant, when=later(REPEATED_WITHIN + timedelta(seconds=9)))
    with pytest.raises(Expired):
        accept(first, guest)
    assert accept(second, guest) == organisation.id


def test_nobodys_mailbox_is_flooded_by_several_organisations(
    organisation: Organisation, applicant: Account
) -> None:
    others = [make_organisation(applicant) for _ in range(INVITATIONS_TO_ONE - 1)]
    for each in (organisation, *others):
        invite(each, applicant)
    with pytest.raises(BadInput) as refusal:
        invite(make_organisation(applicant), applicant)
    assert refusal.value.field == "email"


def test_taking_back_does_not_reset_the_count(
    organisation: Organisation, applicant: Account
) -> None:
    for _ in range(INVITATIONS_TO_ONE):
        invite(organisation, applicant)
        [row] = queries.open_invitations(organisation.id, clock.now())
        service_members.take_back(organisation.id, row.id, account=applicant, clock=clock)
        commit_now()
    with pytest.raises(BadInput):
        invite(organisation, applicant)


def _invitations(organisation: Organisation, count: int, **values: datetime) -> None:
    now = datetime.now(UTC)
    moments = {"created_at": now, "expires_at": now + INVITATION_LASTS} | values
    for number in range(count):
        db.session.add(
            OrganisationInvitation(
                organisation_id=organisation.id,
                token_hash=str(number),
                address_hash=str(number),
                **moments,
            )
        )
    db.session.commit()


def test_organisation_sends_so_many_invitations_a_day(
    organisation: Organisation, applicant: Account
) -> None:
    _invitations(organisation, INVITATIONS_PER_DAY)
    with pytest.raises(BadInput):
        invite(organisation, applicant)


def test_members_and_invited_ones_together_are_limited(
    organisation: Organisation, applicant: Account
) -> None:
    _invitations(organisation, MOST_MEMBERS - 1, created_at=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(BadInput):
        invite(organisation, applicant)


@pytest.mark.parametrize("email", ["", "kein@", "a@b.example\r\nBcc: c@d.example"])
def test_what_is_no_address_gets_no_mail(
    organisation: Organisation, applicant: Account, email: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        service_members.invite(
            organisation.id, email=email, account=applicant, language="de", clock=clock
        )
    assert refusal.value.field == "email"
    assert mails() == []


def test_member_is_not_invited_again(organisation: Organisation, applicant: Account) -> None:
    with pytest.raises(BadInput):
        invite(organisation, applicant, address_of(applicant))


def test_account_that_is_deleted_while_it_accepts_is_no_member_afterwards(
    app: Flask, organisation: Organisation, applicant: Account, guest: Account
) -> None:
    token, number = invite(organisation, applicant), guest.id

    def take_part() -> None:
        with app.app_context(), suppress(Expired, NotFound):
            accept(token, db.session.get(Account, number) or Account(id=number, address_hash=""))

    def leave() -> None:
        with app.app_context():
            account = db.session.get_one(Account, number)
            service_account.leave(account, withdraw_ideas=False, clock=clock)
            commit_now()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(take_part), pool.submit(leave)]:
            done.result()
    assert rows(Account) == rows(OrganisationMember) == 1
    assert queries.is_member(organisation.id, applicant.id)
