"""The pages and files of figures."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas.rules import Action
from participation.kernel.clock import FixedClock, clock
from participation.moderation import service
from participation.moderation.complaints.models import Complaint
from participation.moderation.remedies import Side
from participation.moderation.reports.models import Report
from participation.moderation.rules import Reason
from participation.moderation.statistics import figures, queries
from participation.rounds.models import Round
from tests.factories import make_idea, make_round, make_staff, save
from tests.moderation.complaining import complaint, kept
from tests.pages import main_text

LAST_WEEK = datetime.now(UTC) - timedelta(days=8)


def decided(by: Account, reasons: list[Reason | None], at: datetime = LAST_WEEK) -> Round:
    """A round with an idea for each reason, published where there is none, six hours after it came
    in."""
    round_ = make_round(title={"de": "Unsere Stadt", "en": "Our city"})
    for reason in reasons:
        idea = make_idea(round_, None, submitted_at=at - timedelta(hours=6))
        action = Action.REJECT if reason else Action.PUBLISH
        service.decide(
            idea.id,
            action,
            by=by,
            version=idea.version,
            clock=FixedClock(at),
            reason=reason,
            text="So ist es." if reason else "",
        )
        db.session.commit()
    return round_


def rows_of(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))


@pytest.fixture
def round_(app: Flask) -> Round:
    return decided(
        make_staff(), [None] * 4 + [Reason.ADVERT] * 4 + [Reason.UNCLEAR] * 4 + [Reason.INSULT] * 2
    )


def test_everybody_reads_decisions_by_ground_and_no_small_number(
    round_: Round, client: Any
) -> None:
    for path in ("/decisions", f"/rounds/{round_.slug}/decisions"):
        text = main_text(client.get(path))
        assert "Veröffentlicht 4" in " ".join(text.split())
        assert "Beleidigt oder verletzt" not in text
        assert "Nicht nach Gründen aufgeteilt" in text
    assert "6 Stunden" in main_text(client.get(f"/rounds/{round_.slug}/decisions"))


def test_what_was_decided_this_week_is_not_counted_yet(app: Flask, client: Any) -> None:
    round_ = decided(make_staff(), [None] * 4, datetime.now(UTC))
    text = " ".join(main_text(client.get(f"/rounds/{round_.slug}/decisions")).split())
    assert "Veröffentlicht 0" in text


def test_the_file_for_programs_has_one_figure_a_row(round_: Round, client: Any) -> None:
    for path in ("/decisions.csv", f"/rounds/{round_.slug}/decisions.csv"):
        rows = rows_of(client.get(path))
        assert list(rows[0]) == ["round", "figure", "part", "value", "note"]
        found = {(row["figure"], row["part"]): row["value"] for row in rows if row["round"]}
        assert found["published", ""] == "4"
        assert found["not_shown", ""] == "10"
        assert found["not_shown", "unclear"] == "4"
        assert found["not_shown", "other"] == "6"
        assert found["median_hours", ""] == "6.0"


def test_small_totals_say_that_they_are_small(app: Flask, client: Any) -> None:
    round_ = decided(make_staff(), [Reason.INSULT])
    [row] = [
        row
        for row in rows_of(client.get(f"/rounds/{round_.slug}/decisions.csv"))
        if row["figure"] == "not_shown"
    ]
    assert (row["value"], row["note"]) == ("", "under_10")
    assert "unter 10" in main_text(client.get(f"/rounds/{round_.slug}/decisions"))


def test_a_city_never_says_that_there_were_none_where_a_round_shows_too_few(
    app: Flask, client: Any
) -> None:
    decided(make_staff(), [Reason.INSULT])
    text = " ".join(main_text(client.get("/decisions")).split())
    assert "Abgelehnt oder entfernt zu wenige, um sie zu zeigen" in text


def test_rejections_that_are_counted_in_steps_are_at_least_as_many(
    round_: Round, client: Any
) -> None:
    for path in ("/decisions", f"/rounds/{round_.slug}/decisions"):
        text = " ".join(main_text(client.get(path)).split())
        assert "Abgelehnt oder entfernt mindestens 10" in text
        rows = [row for row in rows_of(client.get(f"{path}.csv")) if row["round"]]
        [note] = [row["note"] for row in rows if (row["figure"], row["part"]) == ("not_shown", "")]
        assert note == "at_least"


def test_the_file_for_excel_has_semicolons(round_: Round, client: Any) -> None:
    body = client.get("/decisions.csv?format=excel").get_data()
    assert body.startswith(b"\xef\xbb\xbfround;figure;part;value;note")
    assert client.get("/decisions.csv?format=pdf").status_code == 404


def test_on_monday_nothing_is_counted_that_can_still_be_undone() -> None:
    monday = datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert figures.until(monday + timedelta(minutes=9)) == monday - timedelta(weeks=1)
    assert figures.until(monday + timedelta(minutes=10)) == monday


def test_what_was_settled_this_week_counts_as_open(app: Flask) -> None:
    end = figures.until(clock.now())
    idea = make_idea(make_round(), state="published")
    for settled_at in (end - timedelta(hours=1), end, None):
        about = {"idea_id": idea.id, "text": "Nein.", "at": LAST_WEEK}
        outcome = "kept" if settled_at else None
        save(Report(reason="other", settled_at=settled_at, outcome=outcome, **about))
        report = save(Report(reason="other", **about))
        about |= {"report_id": report.id, "outcome": settled_at and "rejected"}
        save(Complaint(decided_at=settled_at, **about))
    assert queries.reports(end)[idea.round_id] == {"kept": 1, "open": 5}
    assert queries.complaints(end)[idea.round_id] == {"rejected": 1, "open": 2}


def test_complaints_are_counted_once_there_are_three(app: Flask, client: Any) -> None:
    for _number in range(3):
        report = kept(make_staff())
        made = complaint(Side.REPORTER, report.id)
        made.at = LAST_WEEK
        db.session.commit()
    rows = [row for row in rows_of(client.get("/decisions.csv")) if row["figure"] == "complaints"]
    assert {row["note"] for row in rows if row["round"]} == {"under_3"}


def test_staff_read_backlog_and_durations_by_week_and_nobodys_name(
    round_: Round, new_client: Any, statements: list[str]
) -> None:
    moderator = make_staff(name="Frau Beispiel")
    make_idea(round_, None)
    browser = new_client(moderator)
    assert "Unsere Stadt" in main_text(browser.get("/moderation/statistics/"))
    statements.clear()
    page = browser.get(f"/moderation/statistics/{round_.slug}")
    assert len(statements) <= 10
    text = " ".join(main_text(page).split())
    assert "Ideen, die warten 1" in text
    assert "Wirbt für etwas 4" in text
    assert "Frau Beispiel" not in text


def test_the_file_of_weeks_has_stable_columns(round_: Round, new_client: Any) -> None:
    rows = rows_of(new_client(make_staff()).get(f"/moderation/statistics/{round_.slug}.csv"))
    assert list(rows[0]) == [
        "monday",
        "submitted",
        "published",
        "rejected",
        "asked",
        "removed",
        "waiting",
        "median_hours",
        "p90_hours",
    ]
    assert sum(int(row["published"]) for row in rows) == 4
    assert len(rows) == 12
