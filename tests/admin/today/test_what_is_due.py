"""What needs whom, from real rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.accounts.permissions import Role
from participation.admin.today.rules import Group
from participation.city.models import LegalVersion
from participation.city.rules import LegalPage
from participation.rounds.configuration.shapes import normal_contact
from participation.weighting.models import BallotBatch
from tests.admin.today.days import (
    FRIDAY_BEFORE,
    MONDAY,
    busy_round,
    day,
    failed_mail,
    moderator,
    report,
    titles,
    windows,
)
from tests.answers.answering import published_idea
from tests.factories import make_idea, make_resident, make_round, make_staff, save
from tests.organisations.making import make_organisation

OPEN: dict[str, Any] = windows(-30, 30)


def test_a_public_report_comes_first_and_then_what_waits_longest(
    app: Flask,
) -> None:
    busy_round(make_round(**OPEN))
    today = day(moderator())
    assert titles(today) == [
        "1 Meldung zu etwas, das alle lesen können",
        "1 Idee wartet über ihre Frist hinaus",
        "Für 1 Idee endet heute die Frist",
        "2 weitere Ideen warten",
    ]
    assert (today.promise.late, today.promise.total) == (1, 4)


def test_what_came_on_thursday_has_its_promise_end_on_monday(app: Flask) -> None:
    make_idea(make_round(**OPEN), submitted_at=MONDAY - timedelta(days=4))
    assert list(day(moderator()).groups) == [Group.TODAY]


def test_a_round_with_a_longer_promise_is_late_later(app: Flask) -> None:
    make_idea(make_round(**OPEN, moderation_days=10), submitted_at=MONDAY - timedelta(days=12))
    assert list(day(moderator()).groups) == [Group.SOON]


def test_what_waits_for_its_author_waits_for_no_moderator(app: Flask) -> None:
    make_idea(make_round(**OPEN), submitted_at=FRIDAY_BEFORE, change_asked=True)
    assert titles(day(moderator())) == []


def test_a_moderator_of_one_round_sees_nothing_of_another(app: Flask) -> None:
    own, other = make_round(**OPEN), make_round(**OPEN)
    busy_round(other)
    person = moderator(own)
    assert titles(day(person)) == []
    make_idea(own, submitted_at=FRIDAY_BEFORE)
    assert titles(day(person)) == ["1 Idee wartet"]


def test_a_settled_report_needs_nobody(app: Flask) -> None:
    idea = make_idea(make_round(**OPEN), make_resident(), state="published")
    report(idea, settled_at=MONDAY)
    assert titles(day(moderator())) == []


def test_open_batches_hold_up_a_result_only_once_weighting_is_over(app: Flask) -> None:
    running, over = make_round(**OPEN), make_round(**windows(-30, -1))
    for round_ in (running, over):
        save(
            BallotBatch(
                round_id=round_.id, number=1, channel="paper", created_at=MONDAY, created_by="x"
            )
        )
    assert titles(day(moderator())) == ["1 Stapel ist noch offen"]


def test_a_round_that_has_closed_wants_its_result(app: Flask) -> None:
    round_ = make_round(**windows(-30, -1), title={"de": "Auftakt"})
    wanted = "Das Ergebnis von „Auftakt“ ist noch nicht berechnet"
    assert wanted in titles(day(make_staff(Role.PLANNER)))
    assert wanted not in titles(day(make_staff(Role.PLANNER, round_=make_round(**OPEN))))
    assert wanted in titles(day(make_staff(Role.PLANNER, round_=round_)))


def test_windows_show_seven_days_before_they_open_and_close(app: Flask) -> None:
    make_round(**windows(8, 30), title={"de": "Fern"})
    make_round(**windows(-30, 6), title={"de": "Nah"})
    today = day(make_staff(Role.PLANNER))
    assert titles(today) == ["„Nah“ schließt: Ideen und Gewichtung"]
    assert [each.what for each in today.coming][:2] == [
        "„Nah“ schließt: Ideen und Gewichtung",
        "„Fern“ öffnet: Ideen und Gewichtung",
    ]


def test_a_round_that_has_not_begun_is_nagged_about_only_for_what_blocks_it(app: Flask) -> None:
    filled_in()
    make_round(**windows(40, 60), title={"de": "Später"})
    admin = make_staff(Role.ADMIN)
    assert titles(day(admin)) == []
    make_round(**windows(40, 60), title={"de": "Stumm"}, contact=normal_contact(None))
    assert titles(day(admin)) == ["„Stumm“ nennt keine Stelle, an die man sich wendet"]


def test_a_draft_shows_in_the_week_in_which_it_was_to_open(app: Flask) -> None:
    filled_in()
    for days in (5, 20):
        make_round(**windows(days, 60) | {"published_at": None}, title={"de": f"In {days}"})
    assert titles(day(make_staff(Role.ADMIN))) == ["„In 5“ ist noch ein Entwurf"]


def test_legal_pages_with_gaps_are_urgent_only_while_a_round_runs(app: Flask) -> None:
    admin = make_staff(Role.ADMIN)
    assert list(day(admin).groups) == [Group.SOON]
    make_round(**OPEN)
    assert list(day(admin).groups) == [Group.NOW]
    filled_in()
    assert titles(day(admin)) == []


def test_a_link_in_a_legal_page_is_no_gap_and_an_old_gap_none_any_more(app: Flask) -> None:
    filled_in("Siehe [unsere Seite](https://example.org).")
    admin = make_staff(Role.ADMIN)
    assert titles(day(admin)) == []
    filled_in("Anschrift: [Straße]", number=2, pages=[LegalPage.IMPRINT])
    assert titles(day(admin)) == ["1 rechtliche Seite ist nicht ausgefüllt"]
    filled_in("Anschrift: Weg 1", number=3, pages=[LegalPage.IMPRINT])
    assert titles(day(admin)) == []


def test_mails_that_failed_and_organisations_that_applied_need_the_administration(
    app: Flask,
) -> None:
    filled_in()
    failed_mail()
    make_organisation(make_resident(), state="applied")
    assert titles(day(make_staff(Role.ADMIN)))[:2] == [
        "1 E-Mail ließ sich bisher nicht senden",
        "1 Organisation möchte teilnehmen",
    ]


@pytest.mark.parametrize(
    ("due", "group"),
    [(date(2026, 11, 20), Group.NOW), (date(2026, 11, 23), Group.TODAY), (date(2027, 3, 1), None)],
)
def test_answers_need_planners_from_a_week_before_their_time_limit(
    app: Flask, due: date, group: Group | None
) -> None:
    published_idea(make_round(**windows(-60, -40), answers_due=due))
    groups = day(make_staff(Role.PLANNER)).groups
    found = [
        g
        for g, tasks in groups.items()
        if "1 Idee hat noch keine Antwort" in [t.what for t in tasks]
    ]
    assert found == ([group] if group else [])


def test_an_auditor_is_needed_by_nothing(app: Flask) -> None:
    busy_round(make_round(**OPEN))
    today = day(make_staff(Role.AUDITOR))
    assert (today.groups, today.only_reads) == ({}, True)


def filled_in(text: str = "Alles da.", *, number: int = 1, pages: Any = tuple(LegalPage)) -> None:
    """A version of the legal pages."""
    for page in pages:
        values = {"number": number, "text": {"de": text}, "changed_at": MONDAY, "changed_by": "x"}
        save(LegalVersion(page=page.value, **values))
