"""The pages on which staff decide about organisations."""

from __future__ import annotations

from typing import Any

import pytest

from participation.accounts.models import Account
from participation.kernel.clock import clock
from participation.organisations import service_decisions
from participation.web.transactions import commit_now
from tests.conftest import CheckingClient
from tests.factories import make_resident, make_staff
from tests.organisations.making import mails, make_organisation, state_of
from tests.pages import form_of, main_text

LIST = "/admin/organisations/"
WHY = "Wir kennen Sie nicht."


@pytest.fixture
def staff(planner: Account, new_client: Any) -> CheckingClient:
    """The browser of the planner."""
    client: CheckingClient = new_client(planner)
    return client


def page_of(organisation_id: int, step: str = "") -> str:
    return f"{LIST}{organisation_id}{step}"


def test_waiting_ones_are_listed_first_and_others_by_their_state(staff: CheckingClient) -> None:
    make_organisation(name="Verein Wartend", state="applied")
    make_organisation(name="Verein Vorbei", state="left")
    assert "Verein Wartend" in main_text(staff.get(LIST))
    assert "Verein Vorbei" not in main_text(staff.get(LIST))
    assert "Verein Vorbei" in main_text(staff.get(f"{LIST}?state=left"))


def test_unknown_state_is_no_page(staff: CheckingClient) -> None:
    assert staff.get(f"{LIST}?state=x").status_code == 404


def test_staff_see_contact_and_confirmed_address_of_who_applied(
    applicant: Account, staff: CheckingClient
) -> None:
    organisation = make_organisation(applicant, state="applied")
    page = main_text(staff.get(page_of(organisation.id)))
    assert "kontakt@hochschule.example" in page
    assert "leitung@verein.example" in page


def test_members_addresses_are_not_shown_once_it_takes_part(
    applicant: Account, staff: CheckingClient
) -> None:
    organisation = make_organisation(applicant)
    assert "leitung@verein.example" not in main_text(staff.get(page_of(organisation.id)))


def test_another_of_the_same_name_is_pointed_out(applicant: Account, staff: CheckingClient) -> None:
    make_organisation(name="Lesekreis")
    organisation = make_organisation(applicant, name="LESE-KREIS", key="x", state="applied")
    page = main_text(staff.get(page_of(organisation.id)))
    assert "Der Name kommt noch einmal vor" in page
    again = staff.submit(page_of(organisation.id), page_of(organisation.id, "/approve"))
    assert "Zwei Organisationen mit diesem Namen gehen nicht." in main_text(again)


def test_planner_approves(applicant: Account, staff: CheckingClient) -> None:
    organisation = make_organisation(applicant, state="applied")
    page = page_of(organisation.id)
    assert staff.submit(page, f"{page}/approve").location == page
    assert "Die Organisation ist aufgenommen." in main_text(staff.get(page))
    assert state_of(organisation.id) == "approved"


def test_refusal_without_a_reason_is_told_at_its_field(
    applicant: Account, staff: CheckingClient
) -> None:
    organisation = make_organisation(applicant, state="applied")
    page = staff.submit(page_of(organisation.id), page_of(organisation.id, "/refuse"), reason="")
    assert "Begründen Sie die Entscheidung." in main_text(page)
    assert state_of(organisation.id) == "applied"


def test_planner_refuses(applicant: Account, staff: CheckingClient) -> None:
    organisation = make_organisation(applicant, state="applied")
    staff.submit(page_of(organisation.id), page_of(organisation.id, "/refuse"), reason=WHY)
    assert state_of(organisation.id) == "refused"
    assert WHY in main_text(staff.get(page_of(organisation.id)))


def test_who_comes_second_reads_so_with_what_they_typed(
    applicant: Account, staff: CheckingClient
) -> None:
    organisation = make_organisation(applicant, state="applied")
    page = staff.get(page_of(organisation.id))
    service_decisions.approve(organisation.id, by=make_staff("admin"), clock=clock)
    commit_now()
    late = staff.submit(page, page_of(organisation.id, "/refuse"), reason=WHY)
    assert late.status_code == 409
    assert "Über diesen Antrag hat inzwischen jemand anderes entschieden." in main_text(late)
    assert '<h1 tabindex="-1" autofocus>' in late.get_data(as_text=True)
    assert WHY in main_text(late)
    assert state_of(organisation.id) == "approved"
    assert len(mails()) == 1


def test_double_click_goes_on_as_if_it_were_one(applicant: Account, staff: CheckingClient) -> None:
    organisation = make_organisation(applicant, state="applied")
    page = staff.get(page_of(organisation.id))
    for _click in range(2):
        again = staff.submit(page, page_of(organisation.id, "/approve"))
        assert again.status_code == 302
    assert len(mails()) == 1


def test_planner_ends_that_an_organisation_takes_part(
    applicant: Account, staff: CheckingClient
) -> None:
    organisation = make_organisation(applicant)
    staff.submit(page_of(organisation.id), page_of(organisation.id, "/dismiss"), reason=WHY)
    assert state_of(organisation.id) == "left"


@pytest.mark.parametrize("role", ["moderator", "unit", "auditor"])
def test_moderators_units_and_auditors_decide_nothing(
    applicant: Account, new_client: Any, staff: CheckingClient, role: str
) -> None:
    organisation = make_organisation(applicant, state="applied")
    _, _, data = form_of(
        staff.get(page_of(organisation.id)), page_of(organisation.id, "/approve"), {}
    )
    client = new_client(make_staff(role))
    client.get("/staff/")
    with client.session_transaction() as session, staff.session_transaction() as planners:
        session["csrf_token"] = planners["csrf_token"]
    refused = client.post(page_of(organisation.id, "/approve"), data=data)
    assert refused.status_code == 403
    assert state_of(organisation.id) == "applied"


def test_staff_home_counts_what_waits(staff: CheckingClient, statements: list[str]) -> None:
    for _ in range(2):
        make_organisation(make_resident(), state="applied")
    statements.clear()
    page = main_text(staff.get("/staff/"))
    assert len(statements) <= 10
    assert "2 Organisationen möchten teilnehmen" in page


def test_pages_of_staff_ask_the_database_little(
    applicant: Account, staff: CheckingClient, statements: list[str]
) -> None:
    for number in range(30):
        make_organisation(applicant, name=f"Verein {number}", state="applied")
    for path in (LIST, page_of(1)):
        statements.clear()
        assert staff.get(path).status_code == 200
        assert len(statements) <= 10, path


def test_administration_leads_to_the_applications(new_client: Any) -> None:
    assert f'href="{LIST}"' in new_client(make_staff("admin")).get("/admin/").text
