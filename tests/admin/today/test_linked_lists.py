"""The number on a task is what the linked list shows, and what each kind of it asks for."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask import Flask, url_for

from participation.accounts.models import AccountUnit
from participation.accounts.permissions import Role
from participation.admin.today.assembling import today_of
from participation.admin.today.rules import Task
from participation.extensions import db
from participation.kernel.clock import clock
from participation.moderation.workbench import claims
from participation.moderation.workbench.models import Handover
from participation.weighting.models import BallotBatch, PaperEntry
from tests.admin.today.days import MONDAY, day, moderator, report, titles, windows
from tests.answers.answering import make_unit
from tests.factories import make_idea, make_resident, make_round, make_staff, save
from tests.moderation.complaining import complained
from tests.pages import main_text


def tasks_of(account: Any) -> list[Task]:
    groups = today_of(account, clock.now()).groups
    return [task for tasks in groups.values() for task in tasks]


def test_each_number_of_waiting_ideas_is_that_of_its_list(app: Flask, new_client: Any) -> None:
    for days in (2, 5):
        round_ = make_round(moderation_days=days, timezone="Europe/Berlin")
        author = make_resident()
        for hours in (1, 20, 40, 70, 90, 120, 150, 200, 240, 400):
            make_idea(round_, author, submitted_at=clock.now() - timedelta(hours=hours))
        make_idea(round_, author, submitted_at=clock.now(), change_asked=True)
    person = moderator()
    browser = new_client(person)
    found = [task for task in tasks_of(person) if task.rank == 30]
    assert sum(number_in(task) for task in found) == 20
    for task in found:
        path = path_of(app, task)
        assert f"{number_in(task)} warten" in main_text(browser.get(path)) or (
            f"{number_in(task)} wartet" in main_text(browser.get(path))
        ), task.what


def test_each_number_of_reports_is_that_of_its_list(app: Flask, new_client: Any) -> None:
    author = make_resident()
    seen, gone = (make_idea(make_round(), author, state=s) for s in ("published", "removed"))
    for idea, reason, count in ((seen, "threat", 1), (seen, "other", 2), (gone, "other", 3)):
        for _ in range(count):
            report(idea, reason=reason, at=clock.now())
    person = moderator()
    browser = new_client(person)
    found = tasks_of(person)
    assert [number_in(task) for task in found] == [1, 2, 3]
    assert "Gefahr für Menschen" in found[0].what
    for task in found:
        path = path_of(app, task)
        page = browser.get(path).get_data(as_text=True)
        assert len(re.findall(r'<h2><a href="/moderation/reports/\d+', page)) == number_in(task)


def test_the_number_of_complaints_is_that_of_its_list(app: Flask, new_client: Any) -> None:
    person, other = moderator(), moderator()
    for decider, decided in ((other, False), (other, False), (other, True), (person, False)):
        complained(decider, decided_at=clock.now() if decided else None)
    [task] = [task for task in tasks_of(person) if "Beschwerde" in task.what]
    page = new_client(person).get(path_of(app, task)).get_data(as_text=True)
    listed = re.findall(r'<h2><a href="/moderation/complaints/\d+', page)
    assert len(listed) == number_in(task) == 2


def test_what_a_moderator_holds_is_theirs_alone_until_it_ends(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), make_resident(), submitted_at=clock.now())
    person, other = moderator(), moderator()
    claims.claim(idea.id, person.id, clock=clock)
    db.session.commit()
    [held] = [task for task in tasks_of(person) if task.what == "1 Idee prüfen Sie gerade"]
    assert held.listing
    assert held.listing.values == {"mine": 1}
    assert "1 wartet" in main_text(new_client(person).get("/moderation/queue?mine=1"))
    assert "1 Idee prüfen Sie gerade" not in titles(day(other, clock.now()))
    assert "1 Idee prüfen Sie gerade" not in titles(
        day(person, clock.now() + timedelta(minutes=11))
    )


def test_a_unit_is_asked_for_its_own_open_questions_alone(app: Flask) -> None:
    idea = make_idea(make_round(**windows(-30, 30)), make_resident())
    unit, other = make_unit("traffic"), make_unit("school")
    values = {"idea_id": idea.id, "question": "Geplant?", "by_label": "x", "at": MONDAY}
    for asked, replied in ((unit, None), (unit, MONDAY), (other, None)):
        save(Handover(unit_id=asked.id, replied_at=replied, **values))
    person = make_staff(Role.UNIT)
    save(AccountUnit(account_id=person.id, unit_id=unit.id))
    assert titles(day(person)) == ["1 Frage der Moderation an Sie"]


def test_sheets_typed_in_once_and_differently_need_somebody_while_their_batch_is_open(
    app: Flask,
) -> None:
    round_ = make_round(**windows(-30, 30))
    batch = {"round_id": round_.id, "channel": "paper", "created_at": MONDAY, "created_by": "x"}
    save(BallotBatch(number=1, **batch))
    save(BallotBatch(number=2, sheets=1, **batch))
    for number, ref, typists in ((1, b"a", 1), (1, b"b", 1), (1, b"c", 2), (2, b"d", 1)):
        for typist in range(typists):
            values = {"ref_hash": ref * 32, "typist": bytes([typist]) * 32, "content": ""}
            save(PaperEntry(round_id=round_.id, batch=number, **values))
    assert titles(day(moderator())) == [
        "1 Bogen ist verschieden eingetippt",
        "2 Bögen warten auf eine zweite Person",
    ]


def path_of(app: Flask, task: Task) -> str:
    assert task.listing
    values: dict[str, Any] = dict(task.listing.values)
    with app.test_request_context():
        return url_for(task.listing.endpoint, **values)


def number_in(task: Task) -> int:
    found = re.search(r"\d+", task.what)
    assert found
    return int(found[0])
