"""Organisations, their members and invitations when an older backup is restored."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import Expired
from participation.organisations import queries, service, service_members
from participation.web.transactions import commit_now
from tests.factories import make_resident
from tests.ops.erasing import Shell
from tests.organisations.making import link_in, mails, make_organisation


def test_invitation_that_was_taken_back_since_is_not_open_again(
    app: Flask, shell: Shell, copy: str
) -> None:
    host, guest = make_resident(), make_resident("gast@verein.example").id
    organisation_id = make_organisation(host).id
    service_members.invite(
        organisation_id, email="gast@verein.example", account=host, language="de", clock=clock
    )
    commit_now()
    token = link_in(mails()[0]).rsplit("/", 1)[1]
    shell("backup", "create", copy)
    shell("backup", "restore", copy, "--yes")
    with pytest.raises(Expired):
        service_members.accept(token, account=db.session.get_one(Account, guest), clock=clock)


def account(number: int) -> Account:
    """Read an account; the shell has ended the session it was read in before."""
    return db.session.get_one(Account, number)


def acting_for(organisation_id: int) -> list[int]:
    """Who is a member, by account."""
    return [member.id for member in queries.members(organisation_id)]


def test_who_was_removed_since_is_no_member_again(app: Flask, shell: Shell, copy: str) -> None:
    host, guest = make_resident().id, make_resident().id
    organisation_id = make_organisation(account(host), account(guest)).id
    shell("backup", "create", copy)
    service_members.remove(organisation_id, guest, account=account(host), clock=clock)
    commit_now()
    for _ in range(2):
        shell("backup", "restore", copy, "--yes")
        assert acting_for(organisation_id) == [host]


def test_who_left_since_is_no_member_again(app: Flask, shell: Shell, copy: str) -> None:
    host, guest = make_resident().id, make_resident().id
    organisation_id = make_organisation(account(host), account(guest)).id
    shell("backup", "create", copy)
    service_members.leave(organisation_id, account=account(guest), clock=clock)
    commit_now()
    shell("backup", "restore", copy, "--yes")
    assert acting_for(organisation_id) == [host]


def test_who_was_removed_and_came_back_stays(app: Flask, shell: Shell, copy: str) -> None:
    host, guest = make_resident().id, make_resident("gast@verein.example").id
    organisation_id = make_organisation(account(host), account(guest)).id
    shell("backup", "create", copy)
    service_members.remove(organisation_id, guest, account=account(host), clock=clock)
    commit_now()
    person = account(host)
    service_members.invite(
        organisation_id, email="gast@verein.example", account=person, language="de", clock=clock
    )
    commit_now()
    invitation = next(mail for mail in mails() if mail.kind == "organisation.invitation")
    token = link_in(invitation).rsplit("/", 1)[1]
    service_members.accept(token, account=account(guest), clock=clock)
    commit_now()
    shell("backup", "restore", copy, "--yes")
    assert acting_for(organisation_id) == [host, guest]


def test_an_organisation_that_left_since_takes_no_part_again(
    app: Flask, shell: Shell, copy: str
) -> None:
    host = make_resident().id
    organisation_id = make_organisation(account(host)).id
    shell("backup", "create", copy)
    service_members.let_leave(organisation_id, account=account(host), clock=clock)
    commit_now()
    shell("backup", "restore", copy, "--yes")
    organisation = queries.get(organisation_id)
    assert (organisation.state, organisation.contact) == ("left", "")


def test_an_application_that_was_deleted_since_is_deleted_again(
    app: Flask, shell: Shell, copy: str
) -> None:
    host = make_resident().id
    organisation_id = make_organisation(account(host), state="applied").id
    shell("backup", "create", copy)
    service.withdraw(organisation_id, account=account(host), clock=clock)
    commit_now()
    shell("backup", "restore", copy, "--yes")
    assert queries.state_counts().get("applied", 0) == 0
