"""Which units a member of staff acts for."""

from __future__ import annotations

from flask import Flask

from participation.accounts import queries
from participation.accounts.models import Account, AccountUnit
from participation.city.models import Unit
from tests.factories import make_staff, save


def make_unit(key: str, *, active: bool = True) -> Unit:
    unit: Unit = save(Unit(key=key, title={"de": key}, active=active))
    return unit


def assign(account: Account, unit: Unit) -> None:
    save(AccountUnit(account_id=account.id, unit_id=unit.id))


def test_people_of_a_unit_act_for_their_own_unit_only(app: Flask) -> None:
    account, own = make_staff("unit"), make_unit("mobility")
    make_unit("culture")
    assign(account, own)
    assert queries.unit_ids(account.id) == {own.id}


def test_without_the_role_an_assigned_account_acts_for_no_unit(app: Flask) -> None:
    account, unit = make_staff("planner"), make_unit("mobility")
    assign(account, unit)
    assert queries.unit_ids(account.id) == frozenset()


def test_switched_off_account_acts_for_no_unit(app: Flask) -> None:
    account, unit = make_staff("unit", active=False), make_unit("mobility")
    assign(account, unit)
    assert queries.unit_ids(account.id) == frozenset()


def test_nobody_acts_for_a_switched_off_unit(app: Flask) -> None:
    account, unit = make_staff("unit"), make_unit("mobility", active=False)
    assign(account, unit)
    assert queries.unit_ids(account.id) == frozenset()
