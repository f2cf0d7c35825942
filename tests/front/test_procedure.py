"""What the page on the procedure says about the secrecy of a ballot: true in every state, and about
every way of taking part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from participation.kernel.clock import clock
from participation.rounds.models import Round
from tests.factories import closed, make_round
from tests.pages import main_text
from tests.results.making import BAND

LINKS = "lässt sich jede Gewichtung einer E-Mail-Adresse zuordnen"
OF_CHANNEL = {
    "email": "Wer Ihre E-Mails liest",
    "code": "Wer Ihren Code kennt",
    "open": "Wer nach Ihnen denselben Browser benutzt",
}


def said(client: Any, round_: Round) -> str:
    """What the page says."""
    return main_text(client.get(f"/rounds/{round_.slug}/procedure"))


@pytest.fixture
def destroyed() -> Round:
    """A round whose key is destroyed."""
    return make_round(
        **closed(),
        participation=["email", "code", "open"],
        results_published_at=datetime(2026, 2, 1, tzinfo=UTC),
        key_destroyed_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
    )


def test_before_the_result_it_names_the_days_and_the_last_date(app: Flask, client: Any) -> None:
    round_ = make_round(destroy_key_after_days=14)
    text = said(client, round_)
    assert "Der Schlüssel wird 14 Tage nach der Veröffentlichung des Ergebnisses" in text
    assert round_.key_due is not None
    assert f"Spätestens am {round_.key_due.astimezone(ZoneInfo(round_.timezone)).day}." in text
    assert "müssen 30 Tage später gelöscht sein" in text


def test_after_the_result_it_names_the_date(app: Flask, client: Any) -> None:
    text = said(client, make_round(**closed(), results_published_at=clock.now()))
    assert "Der Schlüssel wird am" in text
    assert "Spätestens" not in text


def test_a_date_that_has_passed_is_not_promised_again(app: Flask, client: Any) -> None:
    late = clock.now() - timedelta(days=40)
    text = said(client, make_round(**closed(60), results_published_at=late))
    assert "Das ist noch nicht geschehen." in text
    assert "wird am" not in text


def test_after_the_destruction_it_says_what_remains(
    app: Flask, client: Any, destroyed: Round
) -> None:
    text = said(client, destroyed)
    assert "Er wurde am 1. März 2026 vernichtet." in text
    assert "müssen bis zum 31. März 2026 gelöscht sein" in text
    assert "Wer vor dem 1. März 2026 Schlüssel und Datenbank kopiert hat" in text


def test_what_ended_with_the_key_is_not_said_any_more(
    app: Flask, client: Any, destroyed: Round
) -> None:
    text = said(client, destroyed)
    assert [sentence for sentence in (LINKS, *OF_CHANNEL.values()) if sentence in text] == []


@pytest.mark.parametrize("channel", OF_CHANNEL)
def test_only_the_ways_that_are_offered_are_spoken_of(
    app: Flask, client: Any, channel: str
) -> None:
    text = said(client, make_round(participation=[channel]))
    assert [name for name, start in OF_CHANNEL.items() if start in text] == [channel]
    assert (LINKS in text) == (channel == "email")


@pytest.mark.parametrize(("ways", "spoken"), [(["email", "paper"], True), (["email"], False)])
def test_paper_is_named_among_the_ways_where_it_is_one(
    app: Flask, client: Any, ways: list[str], spoken: bool
) -> None:
    text = said(client, make_round(participation=ways))
    assert ("Wer einen Papierbogen ausfüllt" in text) == spoken


def test_who_could_learn_something_is_said_on_every_ballot(app: Flask, client: Any) -> None:
    round_ = make_round(participation=["open"])
    page = client.get(f"/rounds/{round_.slug}/weights").get_data(as_text=True)
    assert f"/rounds/{round_.slug}/procedure#secrecy" in page


def test_a_round_without_weighting_promises_nothing_about_ballots(app: Flask, client: Any) -> None:
    text = said(client, make_round(weights_opens_at=None, weights_closes_at=None))
    assert "Wie bleibt meine Gewichtung geheim?" not in text


def test_who_reads_answers_to_questions_beside_ballots_is_said_while_they_are_there(
    app: Flask, client: Any, destroyed: Round
) -> None:
    sentence = "Ihre Antworten auf die freiwilligen Fragen bei Ihrer Gewichtung"
    assert sentence in said(client, make_round(slug="asks", questions=[BAND]))
    assert sentence not in said(client, make_round(slug="asks-nothing"))
    assert sentence not in said(client, destroyed)
