"""The planners' page that takes a package over."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.packages import views_load
from participation.packages.forms import pack, unpack
from participation.packages.reading import BOUNDS
from participation.projects.models import Project
from participation.strategy.models import Strategy
from tests.factories import make_staff
from tests.packages.making import MOTION, WHOLE
from tests.pages import main_text

PAGE = "/planning/strategies/load-package"


@pytest.fixture
def planner(new_client: Any) -> Any:
    """A browser in which a planner is signed in."""
    return new_client(make_staff("planner"))


def hand_in(browser: Any, text: str, **values: Any) -> Any:
    """Choose a file and have it checked."""
    return browser.submit(PAGE, file=(io.BytesIO(text.encode()), "package.yaml"), **values)


def count(model: Any) -> int:
    """How many rows there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_check_says_what_would_come_and_changes_nothing(planner: Any) -> None:
    before = count(AuditEntry)
    text = main_text(hand_in(planner, MOTION, as_record="y"))
    assert "Noch ist nichts geändert" in text
    assert "sofort öffentlich" in text
    assert "6 Projekte" in text
    assert (count(Strategy), count(Project), count(AuditEntry)) == (0, 0, before)


def test_what_was_shown_is_taken_over_after_a_confirmation(planner: Any) -> None:
    page = hand_in(planner, MOTION, as_record="y")
    answer = planner.submit(page, "/confirm")
    assert answer.status_code == 302
    assert "/planning/projects/?strategy=" in planner.get(answer.location).text
    assert count(Project) == 6
    published = select(func.count()).select_from(Project).where(Project.published_at.is_not(None))
    assert db.session.scalar(published) == 6


def test_without_the_tick_projects_come_as_drafts(planner: Any) -> None:
    page = hand_in(planner, MOTION)
    assert "Öffentlich wird davon nichts" in main_text(page)
    planner.submit(page, "/confirm")
    db.session.rollback()
    assert all(row.published_at is None for row in db.session.scalars(select(Project)))
    assert count(Project) == 6


def test_the_same_file_twice_adds_nothing(planner: Any) -> None:
    page = hand_in(planner, WHOLE, as_record="y")
    for _click in range(2):
        planner.submit(page, "/confirm")
    assert count(Strategy) == 1
    assert "Die Datei ändert nichts" in main_text(hand_in(planner, WHOLE, as_record="y"))


def test_every_error_is_told_with_its_line_and_nothing_is_taken_over(planner: Any) -> None:
    lines = MOTION.splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "kind: motion" in text)
    lines[line - 1] = lines[line - 1].replace("motion", "guessed")
    page = hand_in(planner, "\n".join(lines) + "\n", as_record="y")
    assert f"Zeile {line}, " in main_text(page)
    assert "confirm" not in page.get_data(as_text=True)
    assert count(Strategy) == 0


@pytest.mark.parametrize("text", ["", "\x00\x01", "- a\n", "a" * 300_000])
def test_what_is_no_package_is_refused(planner: Any, text: str) -> None:
    assert hand_in(planner, text).status_code == 200
    assert count(Strategy) == 0


def test_a_file_that_a_page_cannot_carry_is_left_to_the_shell(
    planner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views_load, "LARGEST_PACKED", 100)
    page = hand_in(planner, MOTION)
    assert "flask strategy load" in main_text(page)
    assert "confirm" not in page.get_data(as_text=True)


def test_what_can_no_longer_be_taken_over_changes_nothing(planner: Any) -> None:
    page = hand_in(planner, MOTION, as_record="y")
    other = MOTION.replace("{de: Privat, en: Private}", "{de: Anders, en: Private}", 1)
    planner.submit(hand_in(planner, other, as_record="y"), "/confirm")
    answer = planner.submit(page, "/confirm")
    assert answer.location == PAGE
    assert "nicht mehr so übernehmen" in planner.get(PAGE).get_data(as_text=True)
    assert count(Strategy) == 1


@pytest.mark.parametrize("text", ["", "not base64!", "AAAA", pack(b"x" * (BOUNDS.largest + 99))])
def test_a_confirmation_that_no_page_has_written_takes_nothing_over(
    planner: Any, text: str
) -> None:
    page = hand_in(planner, MOTION)
    assert planner.submit(page, "/confirm", content=text).location == PAGE
    assert count(Strategy) == 0


def test_unpacking_is_bounded() -> None:
    assert len(unpack(pack(b"\0" * (BOUNDS.largest * 20)))) == BOUNDS.largest + 1


def test_a_strategy_that_everybody_may_read_is_downloaded_from_its_versions(planner: Any) -> None:
    page = hand_in(planner, WHOLE, as_record="y")
    versions = planner.submit(page, "/confirm").location
    slug = versions.rstrip("/").rpartition("/")[2]
    assert f'href="/strategy/{slug}/package.yaml"' in planner.get(versions).get_data(as_text=True)
