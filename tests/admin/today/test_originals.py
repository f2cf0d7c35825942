"""What needs whoever is in charge of data protection."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from participation.accounts.permissions import Role
from participation.admin.today.rules import Group
from participation.ideas import originals
from participation.kernel.clock import clock
from participation.web.transactions import commit_now
from tests.admin.today.days import day, titles
from tests.factories import make_staff
from tests.moderation.blackout.blacking import black_out, naming

ASKED = "Bei 1 Idee soll die Fassung vor dem Schwärzen sofort weg"
OVER = "Die Fassung von 1 Idee vor dem Schwärzen ist noch da"


def test_a_request_for_deletion_comes_first_and_to_this_role_alone(app: Flask) -> None:
    privacy, admin = make_staff(Role.PRIVACY), make_staff(Role.ADMIN)
    idea = naming()
    black_out(idea)
    assert ASKED not in titles(day(privacy, clock.now()))
    originals.ask_deletion(idea.id, clock)
    commit_now()
    assert [task.what for task in day(privacy, clock.now()).groups[Group.NOW]] == [ASKED]
    assert ASKED not in titles(day(admin, clock.now()))


def test_what_should_be_gone_is_named_when_the_job_has_not_deleted_it(app: Flask) -> None:
    privacy = make_staff(Role.PRIVACY)
    black_out(naming())
    assert OVER not in titles(day(privacy, clock.now()))
    assert OVER in titles(day(privacy, clock.now() + timedelta(days=190)))
