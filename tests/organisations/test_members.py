"""Who acts for an organisation: leaving and removing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict, NotFound, NotReady
from participation.organisations import queries, service_members
from participation.organisations.models import (
    Organisation,
)
from participation.web.transactions import commit_now
from tests.factories import make_resident
from tests.organisations.making import (
    GUEST,
    accept,
    invite,
    mails,
    make_organisation,
    state_of,
)


@pytest.mark.parametrize("state", ["applied", "refused", "left"])
def test_only_an_organisation_that_takes_part_has_further_members(
    applicant: Account, guest: Account, state: str
) -> None:
    organisation = make_organisation(applicant, guest, state=state)
    with pytest.raises(Conflict):
        invite(organisation, applicant, "noch-jemand@verein.example")
    with pytest.raises(Conflict):
        service_members.remove(organisation.id, guest.id, account=applicant, clock=clock)


Act = Callable[[int, Account, Account], object]
ACTS: dict[str, Act] = {
    "invite": lambda number, me, _: service_members.invite(
        number, email=GUEST, account=me, language="de", clock=clock
    ),
    "remove": lambda number, me, member: service_members.remove(
        number, member.id, account=me, clock=clock
    ),
    "leave": lambda number, me, _: service_members.leave(number, account=me, clock=clock),
    "let_leave": lambda number, me, _: service_members.let_leave(number, account=me, clock=clock),
}


@pytest.mark.parametrize("act", ACTS)
def test_stranger_does_nothing_by_guessing_numbers(
    organisation: Organisation, applicant: Account, act: str
) -> None:
    with pytest.raises(NotFound):
        ACTS[act](organisation.id, make_resident(), applicant)
    assert queries.of_account(applicant.id) == [organisation]


def test_removed_member_hears_of_it_and_acts_no_longer(
    organisation: Organisation, applicant: Account, guest: Account
) -> None:
    accept(invite(organisation, applicant), guest)
    for _click in range(2):
        service_members.remove(organisation.id, guest.id, account=applicant, clock=clock)
        commit_now()
    assert queries.of_account(guest.id) == []
    assert [mail.kind for mail in mails()] == ["organisation.invitation", "organisation.removed"]
    with pytest.raises(NotFound):
        service_members.leave(organisation.id, account=guest, clock=clock)


def test_nobody_removes_themselves(organisation: Organisation, applicant: Account) -> None:
    with pytest.raises(Conflict):
        service_members.remove(organisation.id, applicant.id, account=applicant, clock=clock)


def test_last_member_cannot_leave_the_organisation_behind(
    organisation: Organisation, applicant: Account
) -> None:
    with pytest.raises(NotReady):
        service_members.leave(organisation.id, account=applicant, clock=clock)
    assert queries.of_account(applicant.id) == [organisation]


def test_two_last_members_who_leave_at_once_do_not_both_leave(
    app: Flask, applicant: Account, guest: Account
) -> None:
    organisation_id = make_organisation(applicant, guest).id
    numbers = [applicant.id, guest.id]

    def click(number: int) -> bool:
        with app.app_context():
            try:
                service_members.leave(
                    organisation_id, account=db.session.get_one(Account, number), clock=clock
                )
                commit_now()
            except NotReady:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, numbers)) == [False, True]


def test_organisation_leaves_with_its_last_member_alone(applicant: Account, guest: Account) -> None:
    organisation_id = make_organisation(applicant, guest).id
    with pytest.raises(NotReady):
        service_members.let_leave(organisation_id, account=applicant, clock=clock)
    service_members.leave(organisation_id, account=guest, clock=clock)
    for _click in range(2):
        service_members.let_leave(organisation_id, account=applicant, clock=clock)
        commit_now()
    assert state_of(organisation_id) == "left"
    assert queries.get(organisation_id).contact == ""


def test_application_does_not_leave_but_is_deleted(applicant: Account) -> None:
    organisation_id = make_organisation(applicant, state="applied").id
    with pytest.raises(Conflict):
        service_members.leave(organisation_id, account=applicant, clock=clock)
    with pytest.raises(Conflict):
        service_members.let_leave(organisation_id, account=applicant, clock=clock)


def test_members_of_one_that_left_may_go(applicant: Account) -> None:
    organisation_id = make_organisation(applicant, state="left").id
    service_members.leave(organisation_id, account=applicant, clock=clock)
    commit_now()
    assert queries.memberships(applicant.id) == []
    assert state_of(organisation_id) == "left"
