"""What staff decide about organisations, and who hears of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, Forbidden, NotFound
from participation.organisations import queries, service_decisions
from participation.organisations.models import Organisation, OrganisationInvitation
from participation.web.transactions import commit_now
from tests.factories import make_resident, make_staff
from tests.organisations.making import mails, make_organisation, rows, state_of

WHY = "Wir kennen Sie nicht."
Decide = Callable[..., Organisation]


def decide(act: Decide, organisation_id: int, by: Account, **values: str) -> Organisation:
    organisation = act(organisation_id, by=by, clock=clock, **values)
    commit_now()
    return organisation


def audited() -> list[tuple[str, str]]:
    db.session.rollback()
    entries = db.session.query(AuditEntry).order_by(AuditEntry.id)
    return [(entry.action, entry.subject_id) for entry in entries]


def test_approval_makes_the_organisation_public_and_its_applicant_act_for_it(
    applicant: Account, planner: Account
) -> None:
    waiting = make_organisation(applicant, state="applied", name="Lesekreis", key="random")
    organisation = decide(service_decisions.approve, waiting.id, planner)
    assert [each.key for each in queries.approved()] == ["lesekreis"]
    assert queries.of_account(applicant.id) == [organisation]
    assert organisation.decided_by == "Planungsbüro"
    assert audited() == [("organisation.approved", "lesekreis")]


def test_applicant_hears_of_the_approval_in_their_language(
    applicant: Account, planner: Account
) -> None:
    applicant.language = "en"
    db.session.commit()
    waiting = make_organisation(applicant, state="applied", name="Lesekreis")
    decide(service_decisions.approve, waiting.id, planner)
    [mail] = mails()
    assert (mail.to, mail.subject) == ("leitung@verein.example", "“Lesekreis” is a partner now")


def test_refusal_is_mailed_with_its_reason_and_stays_out_of_the_public(
    applicant: Account, planner: Account
) -> None:
    waiting = make_organisation(applicant, state="applied")
    refused = decide(service_decisions.refuse, waiting.id, planner, reason=WHY)
    assert (refused.state, refused.reason) == ("refused", WHY)
    assert WHY in mails()[0].body
    assert queries.approved() == []
    assert audited() == [("organisation.refused", str(waiting.id))]


@pytest.mark.parametrize("act", [service_decisions.refuse, service_decisions.dismiss])
def test_nothing_is_decided_against_an_organisation_without_a_reason(
    applicant: Account, planner: Account, act: Decide
) -> None:
    organisation_id = make_organisation(applicant).id
    with pytest.raises(BadInput):
        act(organisation_id, by=planner, clock=clock, reason=" ")
    assert (state_of(organisation_id), mails()) == ("approved", [])


@pytest.mark.parametrize("name", ["approve", "refuse", "dismiss"])
def test_same_decision_twice_by_one_person_has_one_effect(
    applicant: Account, planner: Account, name: str
) -> None:
    act: Any = getattr(service_decisions, name)
    values = {} if name == "approve" else {"reason": WHY}
    state = "approved" if name == "dismiss" else "applied"
    organisation_id = make_organisation(applicant, state=state).id
    for _click in range(2):
        decide(act, organisation_id, planner, **values)
    assert len(mails()) == len(audited()) == 1


@pytest.mark.parametrize("first", ["approve", "refuse"])
@pytest.mark.parametrize("second", ["approve", "refuse"])
def test_second_person_to_decide_meets_a_conflict(
    applicant: Account, planner: Account, first: str, second: str
) -> None:
    organisation_id = make_organisation(applicant, state="applied").id
    values = {"approve": {}, "refuse": {"reason": WHY}}
    decide(getattr(service_decisions, first), organisation_id, planner, **values[first])
    before, other = state_of(organisation_id), make_staff("admin")
    with pytest.raises(Conflict):
        decide(getattr(service_decisions, second), organisation_id, other, **values[second])
    assert state_of(organisation_id) == before
    assert len(mails()) == 1


def test_two_people_who_approve_at_once_mail_once(app: Flask, applicant: Account) -> None:
    organisation_id = make_organisation(applicant, state="applied").id
    staff = [make_staff("planner").id, make_staff("admin").id]

    def click(number: int) -> str:
        with app.app_context():
            try:
                decide(
                    service_decisions.approve, organisation_id, db.session.get_one(Account, number)
                )
            except Conflict:
                db.session.rollback()
                return "conflict"
            return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, staff)) == ["conflict", "done"]
    assert len(mails()) == 1


def test_two_applications_of_one_name_are_not_both_approved(planner: Account) -> None:
    first, second = (
        make_organisation(make_resident(), state="applied", name=name, key=name)
        for name in ("Lesekreis", "LESEKREIS")
    )
    decide(service_decisions.approve, first.id, planner)
    with pytest.raises(BadInput):
        decide(service_decisions.approve, second.id, planner)
    assert state_of(second.id) == "applied"


def test_two_of_one_name_approved_at_once_leave_one(app: Flask, planner: Account) -> None:
    ids = [
        make_organisation(make_resident(), state="applied", name=name, key=name).id
        for name in ("Lesekreis", "LESEKREIS")
    ]
    number = planner.id

    def click(organisation_id: int) -> bool:
        with app.app_context():
            try:
                decide(
                    service_decisions.approve, organisation_id, db.session.get_one(Account, number)
                )
            except BadInput:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, ids)) == [False, True]


def test_name_of_one_that_left_is_free_and_gets_an_address_of_its_own(
    applicant: Account, planner: Account
) -> None:
    make_organisation(name="Lesekreis", state="left")
    waiting = make_organisation(applicant, name="Lesekreis", state="applied", key="random")
    assert decide(service_decisions.approve, waiting.id, planner).key == "lesekreis-2"


def test_nobody_decides_about_their_own_application(applicant: Account) -> None:
    own = make_staff("planner", "leitung@verein.example")
    organisation_id = make_organisation(applicant, state="applied").id
    with pytest.raises(Forbidden):
        decide(service_decisions.approve, organisation_id, own)
    with pytest.raises(Forbidden):
        decide(service_decisions.refuse, organisation_id, own, reason=WHY)


def test_staff_end_that_an_organisation_takes_part(applicant: Account, planner: Account) -> None:
    organisation = make_organisation(applicant, make_resident(), key="lesekreis")
    gone = decide(service_decisions.dismiss, organisation.id, planner, reason=WHY)
    assert (gone.state, gone.contact) == ("left", "")
    assert gone.left_at is not None
    assert queries.of_account(applicant.id) == []
    assert len(mails()) == 2
    assert rows(OrganisationInvitation) == 0
    assert audited() == [("organisation.dismissed", "lesekreis")]


def test_deleted_application_cannot_be_decided(planner: Account) -> None:
    with pytest.raises(NotFound):
        decide(service_decisions.approve, 99, planner)


def test_closed_account_is_not_written_to(applicant: Account, planner: Account) -> None:
    waiting = make_organisation(applicant, state="applied")
    applicant.active = False
    db.session.commit()
    decide(service_decisions.approve, waiting.id, planner)
    assert mails() == []


def test_name_cannot_add_lines_to_the_head_of_a_mail(applicant: Account, planner: Account) -> None:
    name = "Lesekreis\r\nBcc: alle@stadt.example"
    waiting = make_organisation(applicant, state="applied", name=name)
    decide(service_decisions.approve, waiting.id, planner)
    assert "\n" not in mails()[0].subject
    assert "\r" not in mails()[0].subject
