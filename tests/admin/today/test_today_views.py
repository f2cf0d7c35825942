"""The pages of the day: few statements, links to what is counted, what stands there when nothing
waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import AccountRole, AccountUnit
from participation.accounts.permissions import Role
from participation.answers.models import Assignment
from participation.kernel.clock import clock
from tests.admin.today.days import busy_round, failed_mail, windows
from tests.answers.answering import make_unit, path, published_idea
from tests.factories import closed, make_resident, make_round, make_staff, save
from tests.organisations.making import make_organisation
from tests.pages import main_text, tree


def everything() -> None:
    """Something of each kind, several rounds of it."""
    today = clock.now().date()
    for _ in range(3):
        busy_round(make_round())
        for days in (2, 9):
            round_ = make_round(**closed(days), answers_due=today - timedelta(days=1))
            published_idea(round_)
    failed_mail()
    make_organisation(make_resident(), state="applied")
    make_round(**windows(3, 9, clock.now()))


@pytest.mark.parametrize(
    "address", ["/staff/", "/staff/own", "/admin/", "/planning/", "/moderation/"]
)
def test_the_pages_need_at_most_ten_statements_whoever_reads_them(
    app: Flask, new_client: Any, statements: list[str], address: str
) -> None:
    everything()
    roles = ("moderator", "planner", "unit", "admin")
    person = make_staff(roles=[AccountRole(role=role) for role in roles])
    save(AccountUnit(account_id=person.id, unit_id=make_unit().id))
    browser = new_client(person)
    browser.get(address)
    statements.clear()
    assert browser.get(address).status_code == 200
    assert len(statements) <= 10, statements


def test_each_task_has_one_action_and_only_the_first_is_filled(app: Flask, new_client: Any) -> None:
    everything()
    page = tree(new_client(make_staff(Role.ADMIN)).get("/staff/"))
    tasks = [li for li in page.iter("li") if "task" in (li.get("class") or "").split()]
    buttons = [
        [kind for a in li.iter("a") if "kern-btn" in (kind := a.get("class") or "")] for li in tasks
    ]
    assert {len(of_task) for of_task in buttons} == {1}
    primary = [number for number, [kind] in enumerate(buttons) if "primary" in kind]
    assert primary == [0]


def test_a_unit_is_led_to_its_own_open_ideas_and_counts_those(app: Flask, new_client: Any) -> None:
    round_ = make_round(**closed(9), answers_due=clock.now().date())
    unit, other = make_unit("traffic"), make_unit("school")
    for answering, count in ((unit, 2), (other, 3)):
        for _ in range(count):
            idea = published_idea(round_)
            assign(idea.id, answering.id)
    person = make_staff(Role.UNIT)
    save(AccountUnit(account_id=person.id, unit_id=unit.id))
    browser = new_client(person)
    page = browser.get("/staff/")
    assert "2 Ideen haben noch keine Antwort" in main_text(page)
    link = f"{path(round_)}?show=open&amp;unit=traffic"
    assert link in page.get_data(as_text=True)
    listed = tree(browser.get(link.replace("&amp;", "&"))).findall(".//tbody/tr")
    assert len(listed) >= 2


@pytest.mark.parametrize("role", ["moderator", "planner", "unit", "auditor"])
def test_an_empty_day_says_so_and_what_comes_next(app: Flask, new_client: Any, role: str) -> None:
    make_round(title={"de": "Stadtpark"})
    text = main_text(new_client(make_staff(role)).get("/staff/"))
    if role == "auditor":
        assert "Ihre Rolle liest und prüft" in text
    else:
        assert "Heute wartet nichts auf Sie" in text
        assert "Als Nächstes: „Stadtpark“ schließt: Ideen und Gewichtung" in text


def test_a_city_without_rounds_is_told_that_nothing_is_planned(app: Flask, new_client: Any) -> None:
    text = main_text(new_client(make_staff(Role.PLANNER)).get("/staff/"))
    assert "In den nächsten drei Monaten steht nichts an" in text


def test_waiting_ideas_are_dots_with_the_same_in_words(app: Flask, new_client: Any) -> None:
    busy_round(make_round())
    page = tree(new_client(make_staff(Role.MODERATOR)).get("/staff/"))
    [picture] = [ul for ul in page.iter("ul") if ul.get("class") == "promise"]
    dots = picture.findall(".//*[@aria-hidden='true']/span")
    words = " ".join(" ".join(p.itertext()) for p in picture.iter("p"))
    assert len(dots) == 4
    assert "4 Ideen" in words or words.count("Idee") >= 2


@pytest.mark.parametrize(
    ("role", "there", "not_there"),
    [
        ("moderator", {"Moderation", "Papier"}, {"Ergebnisse", "Verwaltung", "Strategie"}),
        ("planner", {"Antworten", "Ergebnisse", "Strategie"}, {"Verwaltung", "Papier"}),
        ("unit", {"Antworten", "Berichte"}, {"Moderation", "Strategie", "Runden"}),
        ("auditor", {"Moderation", "Ergebnisse", "Verwaltung"}, {"Berichte"}),
        ("admin", {"Moderation", "Runden", "Verwaltung"}, {"Berichte"}),
    ],
)
def test_the_header_has_the_areas_of_the_role(
    app: Flask, new_client: Any, role: str, there: set[str], not_there: set[str]
) -> None:
    page = tree(new_client(make_staff(role)).get("/staff/"))
    [areas] = [nav for nav in page.iter("nav") if "staff-header__areas" in nav.get("class", "")]
    names = {"".join(a.itertext()).strip() for a in areas.iter("a")}
    assert "Heute" in names
    assert there <= names
    assert not names & not_there
    current = ["".join(a.itertext()) for a in areas.iter("a") if a.get("aria-current")]
    assert current == ["Heute"]


def assign(idea_id: int, unit_id: int) -> None:
    """Give an idea to a unit."""
    save(Assignment(idea_id=idea_id, unit_id=unit_id, assigned_at=clock.now()))


def test_the_page_of_moderation_shows_its_tasks_and_below_them_what_waits(
    app: Flask, new_client: Any
) -> None:
    busy_round(make_round())
    text = main_text(new_client(make_staff(Role.MODERATOR)).get("/moderation/"))
    assert (
        text.index("1 Meldung zu etwas")
        < text.index("5 Ideen sind zu prüfen")
        < text.index("Neu: 4")
    )


def test_an_auditor_reads_the_page_of_moderation(app: Flask, new_client: Any) -> None:
    busy_round(make_round())
    text = main_text(new_client(make_staff(Role.AUDITOR)).get("/moderation/"))
    assert "Ihre Rolle liest und prüft" in text
    assert "5 Ideen sind zu prüfen" in text


def test_who_only_reads_is_offered_no_mail_of_a_list_that_stays_empty(
    app: Flask, new_client: Any
) -> None:
    offer = "auch als E-Mail"
    assert offer not in main_text(new_client(make_staff(Role.AUDITOR)).get("/staff/"))
    assert offer in main_text(new_client(make_staff(Role.PLANNER)).get("/staff/"))
