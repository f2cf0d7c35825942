"""The table of roles and permissions, and what a role for one round opens."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import AccountRole
from participation.accounts.permissions import (
    GRANTS,
    STAFF,
    Grant,
    Permission,
    Role,
    allowed,
    rounds_allowed,
)
from tests.conftest import CheckingClient
from tests.factories import (
    closed,
    make_idea,
    make_resident,
    make_round,
    make_staff,
    make_strategy,
)
from tests.moderation.steps import take
from tests.pages import main_text


def test_table_lists_every_role_and_gives_every_permission_to_some_role() -> None:
    assert set(GRANTS) == set(Role)
    assert frozenset().union(*GRANTS.values()) == set(Permission)


def test_all_staff_see_the_staff_home_and_nobody_else_does() -> None:
    assert {role for role in Role if Permission.STAFF_HOME in GRANTS[role]} == set(STAFF)


def test_a_role_for_one_round_gives_nothing_for_others_or_for_all() -> None:
    grants = {Grant(Role.PLANNER, 7)}
    assert allowed(grants, Permission.PLAN_RESULTS, 7)
    assert not allowed(grants, Permission.PLAN_RESULTS, 8)
    assert not allowed(grants, Permission.PLAN_RESULTS)
    assert rounds_allowed(grants, Permission.PLAN_RESULTS) == frozenset({7})
    assert rounds_allowed(grants, Permission.ADMINISTER) == frozenset()


def test_a_role_for_all_rounds_gives_each_of_them() -> None:
    grants = {Grant(Role.PLANNER), Grant(Role.MODERATOR, 7)}
    assert allowed(grants, Permission.PLAN_RESULTS, 8)
    assert allowed(grants, Permission.PLAN_RESULTS)
    assert rounds_allowed(grants, Permission.PLAN_RESULTS) is None
    assert rounds_allowed(grants, Permission.MODERATE_IDEAS) == frozenset({7})


def test_roles_add_up() -> None:
    grants = {Grant(Role.PLANNER), Grant(Role.MODERATOR)}
    assert allowed(grants, Permission.PLAN_RESULTS)
    assert allowed(grants, Permission.MODERATE_IDEAS)
    assert not allowed(grants, Permission.ADMINISTER)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("planner", "/planning/{}/"),
        ("planner", "/planning/{}/publish"),
        ("admin", "/admin/rounds/{}"),
        ("admin", "/admin/rounds/{}/edit"),
        ("admin", "/admin/rounds/{}/codes"),
        ("moderator", "/paper/{}/"),
        ("auditor", "/planning/{}/"),
        ("auditor", "/admin/rounds/{}/edit"),
        ("auditor", "/paper/{}/"),
    ],
)
def test_a_role_for_one_round_opens_the_pages_of_that_round_alone(
    app: Flask, new_client: Any, role: str, path: str
) -> None:
    mine, other = make_round(slug="mine"), make_round(slug="other")
    browser = new_client(make_staff(role, round_=mine))
    # An open round has no result to publish yet; what counts is that access is not what it lacks.
    assert browser.get(path.format("mine")).status_code != 403
    assert browser.get(path.format("other")).status_code == 403
    assert browser.get(path.format("no-such-round")).status_code == 404
    assert other.id != mine.id


@pytest.mark.parametrize("role", ["planner", "admin", "auditor"])
@pytest.mark.parametrize(
    "path",
    [
        "/admin/people",
        "/admin/audit",
        "/admin/city",
        "/admin/new-round",
        "/admin/legal",
        "/planning/strategies/",
    ],
)
def test_a_role_for_one_round_opens_nothing_that_is_for_all(
    app: Flask, new_client: Any, role: str, path: str
) -> None:
    assert new_client(make_staff(role, round_=make_round())).get(path).status_code == 403


def test_a_moderator_of_one_round_sees_the_ideas_of_that_round_alone(
    app: Flask, new_client: Any
) -> None:
    mine, other = make_round(), make_round()
    author = make_resident()
    seen = make_idea(mine, author, title="Aus meiner Runde")
    hidden = make_idea(other, author, title="Aus der anderen Runde")
    browser = new_client(make_staff("moderator", round_=mine))
    queue = main_text(browser.get("/moderation/queue"))
    assert "Aus meiner Runde" in queue
    assert "Aus der anderen Runde" not in queue
    assert "1 Idee wartet" in queue
    decisions = main_text(browser.get("/moderation/decided?q=Runde"))
    assert "Aus meiner Runde" in decisions
    assert "Aus der anderen Runde" not in decisions
    assert browser.get(f"/moderation/{seen.number}").status_code == 200
    assert browser.get(f"/moderation/{hidden.number}").status_code == 403
    assert browser.submit(take(browser), "/publish").status_code == 302
    assert browser.get(f"/rounds/{other.slug}/ideas/{hidden.number}").status_code == 404


def test_a_planner_of_one_round_sees_no_result_of_another(app: Flask, new_client: Any) -> None:
    mine, other = make_round(slug="mine", **closed()), make_round(slug="other", **closed())
    browser = new_client(make_staff("planner", round_=mine))
    listing = browser.get("/planning/").get_data(as_text=True)
    assert f"/planning/{mine.slug}/" in listing
    assert f"/planning/{other.slug}/" not in listing
    waiting = make_idea(other, make_resident(), title="Noch nicht geprüft")
    ideas = browser.get("/rounds/other/results/ideas.csv").get_data(as_text=True)
    assert waiting.title not in ideas


def test_an_administrator_of_one_round_is_shown_no_other(app: Flask, new_client: Any) -> None:
    mine, other = make_round(slug="mine"), make_round(slug="other")
    browser = new_client(make_staff("admin", round_=mine))
    for path in ("/admin/", "/admin/rounds"):
        page = browser.get(path).get_data(as_text=True)
        assert f"/admin/rounds/{mine.slug}" in page
        assert f"/admin/rounds/{other.slug}" not in page
    assert "/admin/people" not in browser.get("/admin/").get_data(as_text=True)


def test_an_auditor_reads_a_form_without_its_buttons_and_is_told_so(
    app: Flask, new_client: Any
) -> None:
    browser = new_client(make_staff("auditor"))
    page = browser.get("/admin/city")
    assert "Sie lesen hier nur" in main_text(page)
    assert 'type="submit"' not in page.get_data(as_text=True).partition("<main")[2]
    assert "Sie lesen hier nur" not in main_text(new_client(make_staff("admin")).get("/admin/city"))


def test_an_auditor_who_also_moderates_may_decide(app: Flask, new_client: Any) -> None:
    make_idea(make_round(), make_resident())
    both = [AccountRole(role="auditor"), AccountRole(role="moderator")]
    browser = new_client(make_staff(roles=both))
    assert browser.submit(take(browser), "/publish").status_code == 302
    assert browser.get("/admin/audit").status_code == 200


def test_the_staff_home_names_each_role_and_its_round(app: Flask, new_client: Any) -> None:
    round_ = make_round(title={"de": "Runde Nord"})
    roles = [AccountRole(role="planner", round_id=round_.id), AccountRole(role="moderator")]
    browser = new_client(make_staff(roles=roles))
    own, text = (main_text(browser.get(path)) for path in ("/staff/own", "/staff/"))
    assert "Runde Nord" in own
    assert "Alle Runden" in own
    assert "Ideen prüfen" in text
    assert "Ergebnisse der Runden" in text


def test_the_staff_home_leads_a_planner_to_the_strategies(app: Flask, new_client: Any) -> None:
    browser = new_client(make_staff("planner"))
    assert 'href="/planning/strategies/"' in browser.get("/staff/").get_data(as_text=True)
    page = browser.get("/planning/strategies/")
    assert page.status_code == 200
    assert 'href="/admin/"' not in page.get_data(as_text=True)


def test_there_is_one_list_of_strategies_that_leads_to_editor_and_versions(
    app: Flask, new_client: Any
) -> None:
    slug = make_strategy().slug
    browser = new_client(make_staff("admin"))
    assert 'href="/planning/strategies/"' in browser.get("/admin/").get_data(as_text=True)
    page = browser.get("/planning/strategies/").get_data(as_text=True)
    assert f'href="/admin/strategies/{slug}"' in page
    assert f'href="/planning/strategies/{slug}/"' in page


def test_a_planner_of_one_round_is_led_to_no_strategies(app: Flask, new_client: Any) -> None:
    browser = new_client(make_staff("planner", round_=make_round()))
    assert "/strategies" not in browser.get("/staff/").get_data(as_text=True)


def test_a_unit_signs_in_to_the_staff_home(app: Flask, new_client: Any) -> None:
    browser = new_client(make_staff("unit"))
    assert browser.get("/staff/sign-in").location == "/staff/"
    assert browser.get("/staff/").status_code == 200


def test_a_round_is_told_from_those_made_before_and_after_it() -> None:
    grants = {Grant(Role.PLANNER, int("7000"))}
    given = [allowed(grants, Permission.PLAN_RESULTS, int(f"{n}")) for n in (6999, 7000, 7001)]
    assert given == [False, True, False]


def test_a_page_whose_access_is_not_declared_is_closed(
    app: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/").status_code == 200
    monkeypatch.setitem(app.view_functions, "front.home", lambda: "undeclared")
    assert client.get("/").status_code == 403
