"""Reporting an idea, by anybody."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.extensions import db, limiter
from participation.ideas.models import Idea
from participation.moderation.reports.models import Report
from participation.rounds.models import Round
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.pages import main_text


def report(client: Any, round_: Round, idea: Idea, **values: Any) -> Any:
    path = f"/rounds/{round_.slug}/ideas/{idea.number}/report"
    return client.submit(
        path, **{"reason": "insult", "text": "Das ist gemein.", "good_faith": "y"} | values
    )


@pytest.mark.parametrize("signed_in", [True, False])
def test_anybody_can_report_a_published_idea(app: Flask, new_client: Any, signed_in: bool) -> None:
    round_ = make_round()
    idea = make_idea(round_, make_resident(), state="published")
    reporter = make_resident() if signed_in else None
    assert report(new_client(reporter), round_, idea).status_code == 302
    row = db.session.query(Report).one()
    assert (row.reason, row.text, row.reporter_id) == (
        "insult",
        "Das ist gemein.",
        reporter.id if reporter else None,
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"reason": None}, "Wählen Sie, was Sie stört"),
        ({"reason": "boring"}, "Wählen Sie, was Sie stört"),
        ({"text": " \u200b"}, "Beschreiben Sie in einem Satz"),
        ({"text": "Gemein! " * 500}, "Kürzen Sie"),
    ],
)
def test_a_report_that_lacks_something_keeps_what_was_typed(
    app: Flask, client: Any, values: dict[str, Any], sentence: str
) -> None:
    round_ = make_round()
    idea = make_idea(round_, None, state="published")
    page = report(client, round_, idea, **values)
    assert page.status_code == 200
    assert sentence in main_text(page)
    assert (values.get("text") or "Das ist gemein.").strip(" \u200b") in page.get_data(as_text=True)
    assert db.session.query(Report).count() == 0


def test_what_is_hidden_cannot_be_reported_not_even_by_its_author(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    author = make_resident()
    idea = make_idea(round_, author)
    for reader in (None, author, make_staff()):
        assert (
            new_client(reader).get(f"/rounds/{round_.slug}/ideas/{idea.number}/report").status_code
            == 404
        )


def test_markup_in_reports_and_reasons_stays_text(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    idea = make_idea(
        round_, make_resident(), state="published", title="<i>T", text="<script>1</script>"
    )
    report(new_client(), round_, idea, text="<script>2</script>")
    moderator = new_client(make_staff(name="<b>M"))
    page = moderator.get(f"/moderation/{idea.number}")
    moderator.submit(page, "/remove", reason="illegal", text="<script>3</script>")
    pages = [
        page,
        *(
            moderator.get(path)
            for path in ("/moderation/", "/moderation/decided", f"/moderation/{idea.number}")
        ),
    ]
    for each in pages:
        assert not [
            bad
            for bad in ("<script>1", "<script>2", "<script>3", "<i>T", "<b>M")
            if bad in each.get_data(as_text=True)
        ]


def test_reports_are_limited(app: Flask, client: Any) -> None:
    limiter.enabled = True
    round_ = make_round()
    idea = make_idea(round_, None, state="published")
    form = client.get(f"/rounds/{round_.slug}/ideas/{idea.number}/report")
    statuses = [
        client.submit(form, reason="other", text="Hm.", good_faith="y").status_code
        for _ in range(21)
    ]
    assert statuses == [302] * 20 + [429]


def test_throttled_person_is_told_for_how_long(app: Flask, client: Any) -> None:
    limiter.enabled = True
    round_ = make_round()
    idea = make_idea(round_, None, state="published")
    form = client.get(f"/rounds/{round_.slug}/ideas/{idea.number}/report")
    for _ in range(20):
        client.submit(form, reason="other", text="Hm.", good_faith="y")
    page = client.submit(form, reason="other", text="Hm.", good_faith="y")
    minutes = int(page.headers["Retry-After"]) // 60
    assert 58 <= minutes <= 60
    assert f"in {minutes} Minuten noch einmal" in main_text(page)
