"""The reports of the demo: one that everybody reads, and one that is due and half written."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.progress import gathering, presenter, publishing, queries
from participation.progress.models import ProgressReport
from tests.conftest import CheckingClient
from tests.demo.conftest import NOW
from tests.pages import main_text


def reports() -> list[ProgressReport]:
    """All reports by their numbers."""
    return list(db.session.scalars(select(ProgressReport).order_by(ProgressReport.number)))


def test_one_report_is_published_in_time_and_one_is_due_soon(city: Flask) -> None:
    first, second = reports()
    assert first.published_at is not None
    assert first.published_at.date() <= first.due
    assert second.published_at is None
    assert NOW.date() < second.due <= NOW.date() + timedelta(days=10)


def test_published_report_can_be_read_in_both_languages(visitor: CheckingClient) -> None:
    for language, said in (
        ("de", "Erster Bericht: 12 Projekte, 1 davon verspätet"),
        ("en", "First report: 12 projects, 1 of them late"),
    ):
        location = visitor.get("/reports/newest").location
        assert said in main_text(visitor.get(f"{location}?lang={language}"))


def test_next_report_finds_what_changed_and_has_open_entries(city: Flask) -> None:
    _first, second = reports()
    check = publishing.check(second, FixedClock(NOW))
    shown = presenter.shown(check.content, check.changes)
    assert shown.changed is not None
    assert {one.key for one in shown.changed} == {"schulstrassen", "buergersolar", "lernraeume"}
    written = [entry for entry in gathering.drawn_up(second) if entry.text]
    assert len(written) == len(queries.entries(second.id)) == 4
