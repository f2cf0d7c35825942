"""Administrators keep the city's units, and say who acts for which."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts import queries as accounts
from participation.accounts.models import Account
from participation.audit.models import AuditEntry
from participation.city import queries
from participation.city.models import Unit
from participation.extensions import db
from tests.conftest import CheckingClient
from tests.factories import make_staff, save
from tests.pages import main_text

NEW = {"title_de": "Amt für Verkehr", "title_en": "", "key": "verkehr", "contact": "Zimmer 3"}


@pytest.fixture
def admin(app: Flask, client: CheckingClient) -> CheckingClient:
    """An administrator's browser."""
    return client.sign_in(make_staff("admin"))


def make_unit(key: str = "verkehr", **values: Any) -> Unit:
    unit: Unit = save(Unit(**{"key": key, "title": {"de": f"Amt {key}"}, "contact": ""} | values))
    return unit


def reloaded(key: str = "verkehr") -> Unit:
    db.session.rollback()
    db.session.expire_all()
    return queries.unit(key)


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_unit_is_added_and_listed(admin: CheckingClient) -> None:
    assert admin.submit("/admin/new-unit", **NEW).location == "/admin/units"
    assert "Amt für Verkehr" in main_text(admin.get("/admin/units"))
    assert actions() == ["unit.added"]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title_de": ""}, "Geben Sie einen deutschen Namen ein."),
        ({"title_de": "x" * 121}, "Kürzen Sie den Namen auf 120 Zeichen."),
        ({"title_en": "x" * 121}, "Kürzen Sie den Namen auf 120 Zeichen."),
        ({"key": "Amt 1"}, "ist kein Kürzel"),
        ({"key": "x" * 41}, "ist kein Kürzel"),
        ({"contact": "x" * 501}, "Kürzen Sie den Kontakt auf 500 Zeichen."),
        ({"key": "schule"}, "Dieses Kürzel ist vergeben."),
    ],
)
def test_what_is_wrong_with_a_unit_is_said_and_what_was_typed_stays(
    admin: CheckingClient, wrong: dict[str, str], sentence: str
) -> None:
    make_unit("schule")
    page = admin.submit("/admin/new-unit", **NEW | wrong)
    assert sentence in main_text(page)
    assert "Zimmer 3" in page.get_data(as_text=True) or "contact" in wrong
    assert [unit.key for unit in queries.units()] == ["schule"]


def test_name_and_contact_change_and_the_key_stays(admin: CheckingClient) -> None:
    make_unit()
    admin.submit("/admin/units/verkehr", "", title_de="Amt für Mobilität", contact="Zimmer 4")
    unit = reloaded()
    assert (unit.title, unit.contact) == ({"de": "Amt für Mobilität"}, "Zimmer 4")


def test_second_of_two_editors_overwrites_nothing(admin: CheckingClient) -> None:
    make_unit()
    page = admin.get("/admin/units/verkehr")
    admin.submit(page, "", title_de="Der erste")
    answer = admin.submit(page, "", title_de="Der zweite")
    assert "Jemand hat diese Fachstelle inzwischen geändert" in main_text(answer)
    assert "Der zweite" in answer.get_data(as_text=True)
    assert reloaded().title == {"de": "Der erste"}


def test_unit_is_switched_off_and_on(admin: CheckingClient) -> None:
    make_unit()
    admin.submit("/admin/units/verkehr", "/admin/units/verkehr/switch")
    assert not reloaded().active
    assert "Ausgeschaltet" in main_text(admin.get("/admin/units"))
    admin.submit("/admin/units/verkehr", "/admin/units/verkehr/switch")
    assert reloaded().active
    assert actions() == ["unit.switched_off", "unit.switched_on"]


def test_saving_what_is_there_already_is_recorded_nowhere(admin: CheckingClient) -> None:
    make_unit()
    admin.submit("/admin/units/verkehr", "")
    assert actions() == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_unknown_unit_is_not_found(admin: CheckingClient) -> None:
    assert admin.get("/admin/units/nirgends").status_code == 404


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_name_with_markup_is_shown_as_text(admin: CheckingClient) -> None:
    make_unit(title={"de": "<b>Amt</b>"})
    page = admin.get("/admin/units")
    assert "<b>Amt</b>" in main_text(page)
    assert "<b>Amt</b>" not in page.get_data(as_text=True)


def assign(admin: CheckingClient, account: Account, *keys: str) -> Any:
    return admin.submit(f"/admin/people/{account.id}/units", units=list(keys))


def test_person_is_assigned_to_units_on_the_page_of_the_account(admin: CheckingClient) -> None:
    account, one, _other = make_staff("unit"), make_unit(), make_unit("schule")
    assert "Ohne Fachstelle" in main_text(admin.get(f"/admin/people/{account.id}"))
    assert assign(admin, account, "verkehr").status_code == 302
    assert "Amt verkehr" in main_text(admin.get(f"/admin/people/{account.id}"))
    assert accounts.unit_ids(account.id) == {one.id}
    assert actions() == ["staff.units_assigned"]
    assign(admin, account)
    assert accounts.unit_ids(account.id) == frozenset()


def test_assigning_again_keeps_a_switched_off_unit_that_is_still_ticked(
    admin: CheckingClient,
) -> None:
    account, unit = make_staff("unit"), make_unit()
    assign(admin, account, "verkehr")
    admin.submit("/admin/units/verkehr", "/admin/units/verkehr/switch")
    assert "(ausgeschaltet)" in main_text(admin.get(f"/admin/people/{account.id}/units"))
    admin.submit(f"/admin/people/{account.id}/units")
    assert accounts.assigned_unit_ids(account.id) == {unit.id}
    assert accounts.unit_ids(account.id) == frozenset()


def test_switched_off_unit_is_offered_to_nobody_new(admin: CheckingClient) -> None:
    account = make_staff("unit")
    make_unit(active=False)
    make_unit("schule")
    assert "Amt verkehr" not in main_text(admin.get(f"/admin/people/{account.id}/units"))
    page = admin.get(f"/admin/people/{account.id}/units")
    answer = admin.submit(page, units=["verkehr"])
    assert answer.status_code == 200
    assert accounts.assigned_unit_ids(account.id) == frozenset()


def test_account_without_the_role_is_assigned_to_no_unit(admin: CheckingClient) -> None:
    account = make_staff("planner")
    make_unit()
    assert "hat die Rolle „Fachstelle“ nicht" in main_text(assign(admin, account, "verkehr"))
    assert accounts.assigned_unit_ids(account.id) == frozenset()


def test_whoever_gets_the_role_again_is_assigned_anew(admin: CheckingClient) -> None:
    account = make_staff("unit")
    make_unit()
    assign(admin, account, "verkehr")
    path = f"/admin/people/{account.id}"
    for action, role in (("give", "planner"), ("take", "unit"), ("give", "unit")):
        page = admin.get(path).get_data(as_text=True)
        token = page.split('name="csrf_token" value="')[-1].split('"')[0]
        data = {"csrf_token": token, "action": action, "role": role, "round": ""}
        assert admin.post(path, data=data).status_code == 302
    assert accounts.assigned_unit_ids(account.id) == frozenset()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_staff_home_names_the_units_that_one_acts_for(new_client: Any, app: Flask) -> None:
    admin, account = new_client(make_staff("admin")), make_staff("unit")
    make_unit()
    make_unit("schule")
    browser = new_client(account)
    assert "Die Verwaltung legt fest" in main_text(browser.get("/staff/own"))
    assign(admin, account, "verkehr")
    home = main_text(browser.get("/staff/own"))
    assert "Amt verkehr" in home
    assert "Amt schule" not in home
