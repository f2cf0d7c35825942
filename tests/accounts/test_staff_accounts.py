"""Administrators change what staff accounts may do; every change ends sessions and is recorded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from participation.accounts import queries, service_staff
from participation.accounts.models import Account, AccountRole
from participation.accounts.permissions import Grant, Role
from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import BadInput
from tests.accounts.staff import (
    BOSS,
    add,
    commit,
    reload,
)
from tests.conftest import CheckingClient
from tests.factories import make_round, make_staff

CHANGES: dict[str, Callable[[Account], object]] = {
    "give": lambda account: give(account, "moderator"),
    "take": lambda account: take(account, "planner"),
    "off": lambda account: service_staff.switch_off(account, actor=BOSS, clock=Clock()),
    "reset": lambda account: service_staff.reset_staff(account, actor=BOSS, clock=Clock()),
}


def give(account: Account, role: str, round_id: int | None = None) -> None:
    service_staff.give_role(account, role=role, round_id=round_id, actor=BOSS, clock=Clock())


def take(account: Account, role: str, round_id: int | None = None) -> None:
    service_staff.take_role(account, role=role, round_id=round_id, actor=BOSS, clock=Clock())


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_a_change_by_an_administrator_ends_sessions_at_once(
    app: Flask, new_client: Any, change: str
) -> None:
    make_staff(Role.ADMIN)
    account = make_staff(
        roles=[AccountRole(role="planner"), AccountRole(role="auditor")], name="Two roles"
    )
    client = new_client(account)
    assert client.get("/staff/sign-in").status_code == 302
    CHANGES[change](account)
    commit()
    assert client.get("/staff/sign-in").status_code == 200


def test_switching_off_ends_set_up_links_too_and_on_revives_none(
    app: Flask, client: CheckingClient
) -> None:
    account, link = add()
    service_staff.switch_off(account, actor=BOSS, clock=Clock())
    commit()
    assert client.get(link).status_code == 410
    service_staff.switch_on(reload(account), actor=BOSS, clock=Clock())
    commit()
    assert client.get(link).status_code == 410


def test_the_last_administrator_stays(app: Flask) -> None:
    last = make_staff(roles=[AccountRole(role="admin"), AccountRole(role="planner")])
    make_staff(Role.ADMIN, active=False)
    make_staff(Role.ADMIN, round_=make_round())
    for step in (
        lambda: service_staff.switch_off(last, actor=BOSS, clock=Clock()),
        lambda: take(last, "admin"),
    ):
        with pytest.raises(BadInput, match="letzte Konto"):
            step()
        db.session.rollback()
    kept = reload(last)
    assert kept.active
    assert Grant(Role.ADMIN) in kept.grants
    other = make_staff(Role.ADMIN)
    service_staff.switch_off(other, actor=BOSS, clock=Clock())
    commit()
    assert not reload(other).active


@pytest.mark.parametrize("change", ["off", "take"])
def test_two_administrators_who_remove_each_other_at_once_do_not_both_succeed(
    app: Flask, change: str
) -> None:
    two = [[AccountRole(role="admin"), AccountRole(role="planner")] for _ in range(2)]
    numbers = [make_staff(roles=roles).id for roles in two]
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def off(number: int) -> None:
        with app.app_context():
            account = queries.get(number)
            start.wait()
            try:
                if change == "off":
                    service_staff.switch_off(account, actor=BOSS, clock=Clock())
                else:
                    take(account, "admin")
                db.session.commit()
                outcomes.append("off")
            except BadInput:
                outcomes.append("refused")
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=off, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["off", "refused"]


@pytest.mark.parametrize("leaving", [0, 1])
def test_either_of_two_administrators_may_leave(app: Flask, leaving: int) -> None:
    admins = [make_staff(Role.ADMIN), make_staff(Role.ADMIN)]
    service_staff.switch_off(admins[leaving], actor=BOSS, clock=Clock())
    commit()
    assert not reload(admins[leaving]).active


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MODERATOR, Role.PLANNER, Role.UNIT])
def test_nobody_but_an_administrator_stands_in_for_the_last_one(app: Flask, role: Role) -> None:
    last = make_staff(Role.ADMIN)
    make_staff(role)
    with pytest.raises(BadInput, match="letzte Konto"):
        service_staff.switch_off(last, actor=BOSS, clock=Clock())


def test_an_account_that_is_off_loses_its_role_without_a_successor(app: Flask) -> None:
    roles = [AccountRole(role="admin"), AccountRole(role="planner")]
    account = make_staff(roles=roles, active=False)
    take(account, "admin")
    commit()
    assert reload(account).grants == {Grant(Role.PLANNER)}


def test_each_step_is_in_the_audit_record_without_an_address(app: Flask) -> None:
    make_staff(Role.ADMIN)
    account, _ = add()
    give(account, "planner")
    take(account, "moderator")
    service_staff.switch_off(account, actor=BOSS, clock=Clock())
    service_staff.switch_on(account, actor=BOSS, clock=Clock())
    service_staff.reset_staff(account, actor=BOSS, clock=Clock())
    commit()
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == [
        "staff.added",
        "staff.link_issued",
        "staff.role_given",
        "staff.role_taken",
        "staff.switched_off",
        "staff.switched_on",
        "staff.reset",
        "staff.link_issued",
    ]
    assert not any("@" in str(entry.details) + entry.actor_label for entry in entries)


def test_nobody_becomes_a_resident_or_something_unheard_of(app: Flask) -> None:
    account = make_staff()
    for role in ("resident", "anonymous", "root", ""):
        with pytest.raises(BadInput):
            give(account, role)
        db.session.rollback()


def test_an_account_has_several_roles_for_one_round_or_for_all(app: Flask) -> None:
    account, round_ = make_staff(Role.MODERATOR), make_round()
    give(account, "planner", round_.id)
    give(account, "planner")
    commit()
    assert reload(account).grants == {
        Grant(Role.MODERATOR),
        Grant(Role.PLANNER, round_.id),
        Grant(Role.PLANNER),
    }
    take(account, "planner")
    commit()
    assert reload(account).grants == {Grant(Role.MODERATOR), Grant(Role.PLANNER, round_.id)}


def test_a_role_is_given_once(app: Flask) -> None:
    account = make_staff(Role.MODERATOR)
    with pytest.raises(BadInput, match="schon"):
        give(account, "moderator")
    db.session.rollback()
    account.roles.append(AccountRole(role="moderator"))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_the_only_role_of_an_account_stays(app: Flask) -> None:
    account = make_staff(Role.MODERATOR)
    with pytest.raises(BadInput, match="einzige Rolle"):
        take(account, "moderator")
    db.session.rollback()
    with pytest.raises(BadInput, match="nicht mehr"):
        take(account, "planner")
