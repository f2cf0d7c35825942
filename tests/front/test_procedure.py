"""What the page on the procedure says about the secrecy of a ballot: true in every state, and about
every way of taking part."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from participation.kernel.clock import clock
from participation.rounds.models import Round
from tests.factories import closed, make_round
from tests.pages import main_text
from tests.results.making import BAND

LINKS = "jede Gewichtung, die jemand mit E-Mail-Adresse abgab, dieser Adresse zuordnen"
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
    assert "bis zum 31. März 2026 gelöscht sein" in text
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


ONLY_ONE = "Kam auf Ihrem Weg nur eine"
LOGS = "Protokolle der Datenbank"


@pytest.mark.parametrize("channel", OF_CHANNEL)
def test_the_only_ballot_of_a_channel_is_said_to_be_recognisable(
    app: Flask, client: Any, channel: str
) -> None:
    assert ONLY_ONE in said(client, make_round(participation=[channel]))


def test_the_only_ballot_of_a_channel_stays_recognisable_without_the_key(
    app: Flask, client: Any, destroyed: Round
) -> None:
    assert ONLY_ONE in said(client, destroyed)
    assert "lässt sich aus der Datenbank nicht mehr sagen" not in said(client, destroyed)


def round_destroyed(days_ago: int, **values: Any) -> Round:
    """A round whose key was destroyed some days ago."""
    return make_round(
        **closed(60), key_destroyed_at=clock.now() - timedelta(days=days_ago), **values
    )


def test_disks_and_logs_are_named_until_old_copies_are_gone(app: Flask, client: Any) -> None:
    text = said(client, round_destroyed(29, questions=[BAND]))
    assert "Wer bis zur Löschung alte Datenträger oder Protokolle der Datenbank liest" in text
    assert "Wer bis zur Löschung zwei alte Sicherungen vergleicht" in text
    assert "Wer bis zur Löschung eine alte Sicherung liest" in text
    assert "müssen bis zum" in text


def test_once_old_copies_must_be_gone_only_kept_ones_are_spoken_of(app: Flask, client: Any) -> None:
    text = said(client, round_destroyed(31, questions=[BAND]))
    assert "bis zur Löschung" not in text
    assert "länger aufbewahrt, als erlaubt war" in text
    assert "mussten bis zum" in text


@pytest.mark.parametrize(
    ("ways", "proof"),
    [
        (["email"], "mit Ihrer E-Mail-Adresse,"),
        (["code"], "mit Ihrem Code,"),
        (["email", "open"], "mit Ihrer E-Mail-Adresse oder Ihrem Browser,"),
    ],
)
def test_the_key_links_a_ballot_to_the_ways_that_are_offered(
    app: Flask, client: Any, ways: list[str], proof: str
) -> None:
    assert f"Ein Schlüssel verbindet sie {proof}" in said(client, make_round(participation=ways))


def test_a_day_of_publication_is_a_plan_until_the_result_is_there(app: Flask, client: Any) -> None:
    planned = clock.now() - timedelta(days=1)
    waiting = make_round(**closed(), publish_results_at=planned)
    assert "Das Ergebnis soll am" in said(client, waiting)
    there = make_round(**closed(), publish_results_at=planned, results_published_at=clock.now())
    assert "Das Ergebnis erschien am" in said(client, there)
    assert "soll am" not in said(client, there)


def test_a_time_limit_for_answers_is_promised_only_where_there_is_one(
    app: Flask, client: Any
) -> None:
    due = said(client, make_round(**closed(), answers_due=date(2027, 3, 31)))
    assert "bekommt bis zum 31. März 2027 eine Antwort" in due.replace("\xa0", " ")
    free = said(client, make_round(**closed()))
    assert "bekommt bis zum" not in free
    assert "ohne Frist" in free


def test_a_round_that_looks_first_promises_within_how_many_working_days(
    app: Flask, client: Any
) -> None:
    usual = said(client, make_round())
    assert "innerhalb von 2 Arbeitstagen zu entscheiden" in usual
    assert "Wochenenden und bundesweite Feiertage zählen nicht mit" in usual
    slower = said(client, make_round(moderation_days=5))
    assert "innerhalb von 5 Arbeitstagen zu entscheiden" in slower
    assert "Arbeitstag" not in said(client, make_round(moderation="publish"))


def test_a_round_from_before_there_was_a_promise_promises_nothing(app: Flask, client: Any) -> None:
    text = said(client, make_round(promises_time=False))
    assert "Arbeitstag" not in text
    assert "bevor sie erscheinen, ohne Frist" in text


def test_the_page_says_after_how_many_days_records_go(app: Flask, client: Any) -> None:
    usual = said(client, make_round())
    assert "Interne Notizen und Fragen an Ämter: nach 365 Tagen." in usual
    assert "Welches Mitglied" not in usual
    sooner = said(client, make_round(keep_notes_days=250))
    assert "Interne Notizen und Fragen an Ämter: nach 250 Tagen." in sooner
    named = said(client, make_round(audience="organisations", keep_members_days=30))
    assert "Welches Mitglied für eine Organisation gewichtet hat: nach 30 Tagen." in named


def test_silence_is_described_as_it_is_counted(app: Flask, client: Any) -> None:
    fills = "gilt der Anteil, den das Feld insgesamt hat"
    left_out = "zählt bei ihrem Feld nicht mit"
    points = said(client, make_round(no_opinion=True))
    pick = said(client, make_round(no_opinion=True, instrument_kind="pick", instrument_k=1))
    assert (fills in points, left_out in points) == (True, False)
    assert (fills in pick, left_out in pick) == (False, True)
    assert "wird vorher herausgenommen" in points
    assert "wird vorher herausgenommen" in pick
    assert "herausgenommen" not in said(client, make_round())


def test_published_ballots_are_no_promise_that_nothing_single_can_be_seen(
    app: Flask, client: Any
) -> None:
    promise = "lässt sich nie ein Ergebnis für weniger Gewichtungen errechnen"
    assert promise in said(client, make_round())
    assert promise not in said(client, make_round(publish_ballots=True))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "von Menschen, denen das Feld wichtig ist, und von ausgelosten"),
        ({"goals_drawn": 0}, "gewichtet, von Menschen, denen das Feld wichtig ist. Sie zählen"),
    ],
)
def test_goals_are_described_as_they_are_counted(
    app: Flask, client: Any, values: dict[str, Any], words: str
) -> None:
    assert words in said(client, make_round(goals_points=10, **values))
