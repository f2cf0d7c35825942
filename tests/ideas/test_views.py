"""Submitting an idea, with and without a session."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from participation.extensions import db
from participation.ideas.models import Idea, IdeaDraft
from tests.factories import closed, make_resident, make_round, make_staff
from tests.ideas.steps import resident_of
from tests.ideas.submitting import TEXT, close_ideas, filled, next_of, preview_of
from tests.pages import main_text


def test_an_idea_goes_through_preview_to_a_receipt_and_waits(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    client = new_client(resident_of(round_))
    preview = preview_of(client, round_.slug)
    assert "Auch im Schatten." in main_text(preview)
    assert "So wird Ihre Idee aussehen" in main_text(preview)
    assert db.session.query(Idea).count() == 0
    answer = client.submit(preview, button="step=submit")
    assert answer.status_code == 302
    receipt = client.get(answer.location)
    idea = db.session.query(Idea).one()
    assert idea.state == "waiting"
    assert idea.text == TEXT
    assert idea.goal_key == "mobility-1"
    assert idea.number in main_text(receipt)


def test_submit_moderate_published(app: Flask, new_client: Any, client: Any) -> None:
    round_ = make_round()
    slug = round_.slug
    author = new_client(resident_of(round_))
    author.submit(preview_of(author, slug), button="step=submit")
    number = db.session.query(Idea).one().number
    assert client.get(f"/rounds/{slug}/ideas/{number}").status_code == 404
    assert new_client(make_staff()).submit(f"/moderation/{number}", "/publish").status_code == 302
    assert "Bänke" in main_text(client.get(f"/rounds/{slug}/ideas/{number}"))
    assert "Bänke" in main_text(client.get(f"/rounds/{slug}/ideas/"))


def test_the_preview_calls_nothing_submitted_that_still_waits_for_a_sign_in(
    app: Flask, client: Any
) -> None:
    preview = main_text(preview_of(client, make_round().slug))
    assert "Ihre Idee ist noch nicht eingereicht." in preview
    assert "Weiter zur Anmeldung" in preview


def test_sending_the_preview_twice_gives_the_same_receipt(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    client = new_client(resident_of(round_))
    preview = preview_of(client, round_.slug)
    first, second = (client.submit(preview, button="step=submit").location for _ in range(2))
    assert first == second
    assert db.session.query(Idea).count() == 1


def test_sending_the_same_form_with_another_text_says_what_to_do_and_loses_nothing(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    client = new_client(resident_of(round_))
    preview = preview_of(client, round_.slug)
    client.submit(preview, button="step=submit")
    again = client.submit(preview, button="step=submit", text="Etwas ganz anderes.")
    assert again.status_code == 409
    assert "schon mit anderem Inhalt" in main_text(again)
    assert "Etwas ganz anderes." in again.get_data(as_text=True)


def test_changing_goes_back_to_the_form_with_everything_typed(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    client = new_client(resident_of(round_))
    page = client.submit(preview_of(client, round_.slug), button="step=change").get_data(
        as_text=True
    )
    assert 'value="Bänke"' in page
    assert "Auch im Schatten." in page
    assert 'value="mobility-1"' in page


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"title": ""}, "Geben Sie Ihrer Idee einen Titel"),
        ({"title": " \u200b\u202e "}, "Geben Sie Ihrer Idee einen Titel"),
        ({"title": "T" * 121}, "Kürzen Sie ihn um 1 Zeichen"),
        ({"text": "  \n "}, "Beschreiben Sie Ihre Idee"),
        ({"text": "x" * 4001}, "Kürzen Sie ihn um 1 Zeichen"),
        ({"text": "(a+)+" * 10_000}, "Kürzen Sie ihn um 46000 Zeichen"),
        ({"field": ""}, "Wählen Sie ein Handlungsfeld"),
        ({"field": "water\x00"}, "gibt es in der Runde nicht"),
        ({"field": None}, "Wählen Sie ein Handlungsfeld"),
        ({"goal": "energy-1"}, "Dieses Ziel gehört nicht"),
    ],
)
@pytest.mark.parametrize("step", ["preview", "submit"])
def test_invalid_input_is_reported_and_kept(
    app: Flask, new_client: Any, more: dict[str, Any], sentence: str, step: str
) -> None:
    round_ = make_round()
    client = new_client(resident_of(round_))
    page = client.submit(
        f"/rounds/{round_.slug}/ideas/new", **filled(**more), button=f"step={step}"
    )
    assert page.status_code == 200
    assert sentence in main_text(page)
    assert "Fehler:" in page.get_data(as_text=True)
    typed = filled(**more)
    kept = typed["title"].strip(" \u200b\u202e"), typed["text"].strip()
    assert all(value in page.get_data(as_text=True) for value in kept)
    assert db.session.query(Idea).count() == 0


def test_nul_bidi_and_windows_line_ends_are_cleaned_and_markup_stays_text(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round(moderation="publish")
    client = new_client(resident_of(round_))
    preview = preview_of(
        client,
        round_.slug,
        title="A\x00B <b>\u202ex</b>",
        text="1\r\n\r\n\r\n\r\n<script>alert(1)</script>",
    )
    assert "<script>alert" not in preview.get_data(as_text=True)
    answer = client.submit(preview, button="step=submit")
    idea = db.session.query(Idea).one()
    assert (idea.title, idea.text) == ("A B <b>x</b>", "1\n\n<script>alert(1)</script>")
    for path in (
        answer.location,
        f"/rounds/{round_.slug}/ideas/{idea.number}",
        f"/rounds/{round_.slug}/ideas/",
    ):
        page = client.get(path).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "<b>x" not in page


def test_signed_out_the_idea_waits_for_the_persons_return_on_another_device(
    app: Flask, client: Any, new_client: Any
) -> None:
    round_ = make_round()
    slug = round_.slug
    answer = client.submit(preview_of(client, slug), button="step=submit")
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in?")
    back = next_of(answer)
    assert back.startswith(f"/rounds/{slug}/ideas/drafts/")
    assert db.session.query(Idea).count() == 0
    other_device = new_client(resident_of(round_))
    preview = other_device.get(back)
    assert "Auch im Schatten." in main_text(preview)
    assert other_device.submit(preview, button="step=submit").status_code == 302
    assert db.session.query(Idea).one().text == TEXT
    assert db.session.query(IdeaDraft).count() == 0
    assert other_device.get(back).status_code == 404


def test_without_a_pseudonym_or_consent_the_idea_waits_meanwhile(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    slug = round_.slug
    for account, target in (
        (make_resident(pseudonym=None, pseudonym_folded=None), "/account/welcome"),
        (make_resident(), f"/rounds/{slug}/join"),
    ):
        client = new_client(account)
        answer = client.submit(preview_of(client, slug), button="step=submit")
        assert "/ideas/drafts/" in answer.location
        onward = client.get(answer.location)
        assert onward.status_code == 302
        assert urlsplit(onward.location).path == target
        assert next_of(onward) == answer.location
    assert db.session.query(Idea).count() == 0


def test_a_draft_of_another_is_not_found(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    owner = new_client(make_resident())
    path = owner.submit(preview_of(owner, round_.slug), button="step=submit").location
    assert new_client(resident_of(round_)).get(path).status_code == 404
    assert new_client(make_staff("admin")).get(path).status_code == 403
    signed_out = new_client().get(path)
    assert signed_out.status_code == 302
    assert next_of(signed_out) == path


def test_unknown_and_altered_draft_links_are_a_helpful_404(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    client = new_client(resident_of(round_))
    for token in ("x", "x" * 5000, "..%2f"):
        assert client.get(f"/rounds/{round_.slug}/ideas/drafts/{token}").status_code == 404


def test_before_opening_and_without_a_window_the_form_says_so(app: Flask, client: Any) -> None:
    times = closed(days_ago=-30)
    later = make_round(**{name: times[name] for name in ("ideas_opens_at", "ideas_closes_at")})
    absent = make_round(ideas_opens_at=None, ideas_closes_at=None)
    assert "Ab " in main_text(client.get(f"/rounds/{later.slug}/ideas/new"))
    assert "sammeln wir keine Ideen" in main_text(client.get(f"/rounds/{absent.slug}/ideas/new"))


def test_when_the_window_closes_between_form_and_submit_the_text_is_still_there(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    client = new_client(resident_of(round_))
    preview = preview_of(client, round_.slug)
    close_ideas(round_)
    page = client.submit(preview, button="step=submit")
    assert page.status_code == 409
    assert "nicht eingereicht" in main_text(page)
    assert "Auch im Schatten." in main_text(page)
    assert db.session.query(Idea).count() == 0


def test_a_draft_saved_in_time_cannot_be_submitted_after_closing(
    app: Flask, client: Any, new_client: Any
) -> None:
    round_ = make_round()
    back = next_of(client.submit(preview_of(client, round_.slug), button="step=submit"))
    account = resident_of(round_)
    close_ideas(round_)
    page = new_client(account).get(back)
    assert page.status_code == 200
    assert "keine Ideen mehr" in main_text(page)
    assert "Auch im Schatten." in main_text(page)
    assert "step" not in page.get_data(as_text=True)
