"""Administrators change what staff accounts may do; every change ends sessions and is recorded."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts import queries, service_staff
from participation.accounts.permissions import Role
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
from tests.factories import make_staff


@pytest.mark.parametrize("change", ["role", "off", "reset"])
def test_a_change_by_an_administrator_ends_sessions_at_once(
    app: Flask, new_client: Any, change: str
) -> None:
    make_staff(Role.ADMIN)
    account = make_staff(Role.PLANNER)
    client = new_client(account)
    assert client.get("/staff/sign-in").status_code == 302
    if change == "role":
        service_staff.change_role(account, role="moderator", actor=BOSS, clock=Clock())
    elif change == "off":
        service_staff.switch_off(account, actor=BOSS, clock=Clock())
    else:
        service_staff.reset_staff(account, actor=BOSS, clock=Clock())
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
    last = make_staff(Role.ADMIN)
    make_staff(Role.ADMIN, active=False)
    for step in (
        lambda: service_staff.switch_off(last, actor=BOSS, clock=Clock()),
        lambda: service_staff.change_role(last, role="planner", actor=BOSS, clock=Clock()),
    ):
        with pytest.raises(BadInput):
            step()
        db.session.rollback()
    kept = reload(last)
    assert kept.active and kept.role == "admin"
    other = make_staff(Role.ADMIN)
    service_staff.switch_off(other, actor=BOSS, clock=Clock())
    commit()
    assert not reload(other).active


def test_two_administrators_who_switch_each_other_off_at_once_do_not_both_succeed(
    app: Flask,
) -> None:
    numbers = [make_staff(Role.ADMIN).id, make_staff(Role.ADMIN).id]
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def off(number: int) -> None:
        with app.app_context():
            account = queries.get(number)
            start.wait()
            try:
                service_staff.switch_off(account, actor=BOSS, clock=Clock())
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


def test_each_step_is_in_the_audit_record_without_an_address(app: Flask) -> None:
    make_staff(Role.ADMIN)
    account, _ = add()
    service_staff.change_role(account, role="planner", actor=BOSS, clock=Clock())
    service_staff.switch_off(account, actor=BOSS, clock=Clock())
    service_staff.switch_on(account, actor=BOSS, clock=Clock())
    service_staff.reset_staff(account, actor=BOSS, clock=Clock())
    commit()
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == [
        "staff.added",
        "staff.link_issued",
        "staff.role_changed",
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
            service_staff.change_role(account, role=role, actor=BOSS, clock=Clock())
        db.session.rollback()
