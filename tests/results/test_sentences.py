"""What the pages of a result say is true in every state, in German and in English."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.results.output.sentences import finding
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from participation.weighting.rules import Answers
from tests.factories import FRAME, make_round
from tests.pages import main_text
from tests.results.sheets import cast_all, closed_round, points, two_level
from tests.results.test_views import pick_ballots, pick_frame
from tests.results.visitors import result

FIVE_KEYS = "abcde"
# A to C give way to each other, D and E get nothing from anybody.
THREE_IN_FRONT = [(8, 7, 5, 0, 0), (5, 8, 7, 0, 0), (7, 5, 8, 0, 0)] * 20
ALIKE = [(20, 0, 0), (0, 20, 0), (0, 0, 20)] * 20


def five_fields() -> dict[str, Any]:
    """Five fields without goals."""
    fields = [
        {
            "key": key,
            "title": {"de": f"Feld {key.upper()}", "en": f"Field {key.upper()}"},
            "text": {},
            "goals": [],
        }
        for key in FIVE_KEYS
    ]
    return FRAME | {"fields": fields}


def published(ballots: list[Any], **values: Any) -> Round:
    """A closed round with these ballots and its result published."""
    round_ = closed_round(**values)
    cast_all(round_, ballots)
    result(round_, published=True)
    return round_


def text_of(client: Any, round_: Round, name: str = "", language: str = "de") -> str:
    """The text of one of the round's result pages."""
    path = f"/rounds/{round_.slug}/results{name}"
    return main_text(client.get(f"{path}?lang={language}"))


def with_goals(top: int, drawn: int) -> list[Answers]:
    """Ballots that went on to the goals of mobility, `top` as their own field, `drawn` by the
    draw."""
    return [
        two_level((20, 0, 0), (1, 0, 0), ((6, 4), None, None), (2, 2, 2)) for _ in range(top)
    ] + [two_level((2, 18, 0), (2, 0, 0), ((3, 7), None, None), (2, 2, 2)) for _ in range(drawn)]


def test_leading_group_of_all_fields_is_no_lead(app: Flask, client: Any) -> None:
    round_ = published(ALIKE)
    for name in ("", "/summary"):
        assert "Kein Handlungsfeld liegt erkennbar vorn" in text_of(client, round_, name)
        assert "No action field is recognisably in front" in text_of(client, round_, name, "en")


def test_leading_group_of_several_is_named_without_saying_which_leads(
    app: Flask, client: Any
) -> None:
    round_ = published(THREE_IN_FRONT, frame_document=five_fields())
    for name in ("", "/summary"):
        german = text_of(client, round_, name)
        assert (
            "Eines dieser Felder liegt vorn: Feld A, Feld B, Feld C. Welches, ist nicht sicher."
        ) in german
        english = text_of(client, round_, name, "en")
        assert (
            "One of these fields is in front: Field A, Field B, Field C. Which one is not certain."
        ) in english
        assert "sicher.." not in german
        assert "nicht unterscheidbar" not in german


def test_only_a_field_alone_in_the_leading_group_leads(app: Flask, client: Any) -> None:
    round_ = published([(12, 5, 3), (11, 4, 5), (13, 4, 3)] * 20)
    assert "Vorn liegt Mobilität" in text_of(client, round_)
    assert "Mobility is in front" in text_of(client, round_, language="en")


def test_summary_names_the_pairs_that_are_apart(app: Flask, client: Any) -> None:
    round_ = published(THREE_IN_FRONT, frame_document=five_fields())
    german = text_of(client, round_, "/summary")
    assert (
        "Wir nennen ein Feld nur vor einem anderen, wenn der Abstand groß genug ist. Ihre Plätze"
        " können sich trotzdem überschneiden."
    ) in german
    assert "Das gilt hier für: Feld A, Feld B, Feld C vor: Feld D, Feld E" in german
    english = text_of(client, round_, "/summary", "en")
    assert "This holds here for: Field A, Field B, Field C before: Field D, Field E" in english


def test_summary_says_when_no_pair_is_apart(app: Flask, client: Any) -> None:
    round_ = published(ALIKE)
    assert "Hier ist bei keinem Paar der Abstand groß genug." in text_of(client, round_, "/summary")
    assert "Here, no two fields are far enough apart." in text_of(client, round_, "/summary", "en")


def test_summary_does_not_take_overlapping_places_for_equal_fields(app: Flask, client: Any) -> None:
    round_ = published(THREE_IN_FRONT, frame_document=five_fields())
    assert "überschneiden, lassen sich nicht" not in text_of(client, round_, "/summary")


CAVEAT = (
    "Grundlage sind 60 freiwillig abgegebene Gewichtungen. Sie stehen nicht für alle Menschen in"
    " Ihre Stadt. Für den Stabilitätsbereich wird daraus 10.000-mal neu gezogen: Jedes Mal fehlt"
    " gut ein Drittel, andere zählen mehrfach. In 95 von 100 Ziehungen lag der Anteil in diesem"
    " Bereich."
)


@pytest.mark.parametrize("name", ["", "/summary", "/chart-finding.svg", "/chart-distribution.svg"])
def test_caveat_says_what_a_resample_leaves_out(app: Flask, client: Any, name: str) -> None:
    round_ = published(ALIKE)
    raw = client.get(f"/rounds/{round_.slug}/results{name}").get_data(as_text=True)
    assert CAVEAT.split(": ")[0] in " ".join(_unwrapped(raw).split())
    assert "einzelne Gewichtungen fehlen" not in raw


def test_caveat_of_a_normal_approximation_draws_nothing(app: Flask, client: Any) -> None:
    round_ = published(ALIKE, thresholds={"normal_from": 60})
    german = text_of(client, round_)
    assert "wird berechnet, wie der Anteil schwankt, wenn" in german
    assert "10.000" not in german
    assert "10,000" not in text_of(client, round_, language="en")


def test_without_figures_no_interval_is_spoken_of(app: Flask, client: Any) -> None:
    round_ = published(points(9))
    for name in ("", "/summary"):
        assert "Stabilitätsbereich" not in text_of(client, round_, name)


def test_answers_of_goals_are_those_the_share_is_made_of(app: Flask, client: Any) -> None:
    round_ = published(with_goals(43, 7), goals_points=10)
    german = text_of(client, round_)
    assert "Von denen, denen das Feld wichtig ist: 43 Antworten." in german
    assert "50 Antworten" not in german
    svg = client.get(f"/rounds/{round_.slug}/results/chart-goals-mobility.svg")
    assert "43 Antworten" in svg.get_data(as_text=True)
    assert "50 Antworten" not in svg.get_data(as_text=True)


def test_choices_are_called_weights_nowhere(app: Flask, client: Any) -> None:
    round_ = published(
        pick_ballots(), frame_document=pick_frame(), instrument_kind="pick", instrument_k=3
    )
    for name in ("", "/summary"):
        page = text_of(client, round_, name)
        assert "100 Stimmabgaben" in page
        assert "100 Gewichtungen" not in page
        assert "abgegebene Gewichtungen" not in page
    svg = client.get(f"/rounds/{round_.slug}/results/chart-finding.svg?lang=de").get_data(
        as_text=True
    )
    assert "100 Stimmabgaben" in svg
    assert "100 Gewichtungen" not in svg


def test_one_decimal_comes_with_a_word_on_rounding(app: Flask, client: Any) -> None:
    round_ = published(ALIKE)
    for name in ("", "/summary"):
        assert "Abweichungen durch Rundung" in text_of(client, round_, name)
        assert "Deviations due to rounding" in text_of(client, round_, name, "en")
    svg = client.get(f"/rounds/{round_.slug}/results/chart-finding.svg?lang=de").get_data(
        as_text=True
    )
    assert "Abweichungen durch Rundung" in _unwrapped(svg)


def test_procedure_says_that_the_list_holds_codes_and_no_points(app: Flask, client: Any) -> None:
    quiet, loud = make_round(), make_round(publish_ballots=True)
    page = main_text(client.get(f"/rounds/{quiet.slug}/procedure"))
    assert "veröffentlichen wir nie" not in page
    assert (
        "Mit dem Ergebnis veröffentlichen wir eine Liste mit einem Code je Gewichtung."
        " Punkte stehen nicht darin."
    ) in page
    english = main_text(client.get(f"/rounds/{quiet.slug}/procedure?lang=en"))
    assert "a list with one code for each ballot. It holds no points." in english
    assert "Ab 100 Gewichtungen veröffentlichen wir" in main_text(
        client.get(f"/rounds/{loud.slug}/procedure?lang=de")
    )


def test_rules_entered_late_are_not_said_to_have_stood_before_the_first_ballot(
    app: Flask, client: Any
) -> None:
    late = closed_round()
    assert late.weights_opens_at is not None
    _entered_after_opening(late)
    cast_all(late, points(40))
    result(late, published=True)
    procedure = main_text(client.get(f"/rounds/{late.slug}/procedure"))
    assert "Nachträglich erfasst" in procedure
    assert "stehen vor der ersten Gewichtung fest" not in procedure
    assert "vor der Öffnung feststanden" not in text_of(client, late)


def _entered_after_opening(round_: Round) -> None:
    session = begin_write()
    stored = session.get_one(Round, round_.id)
    assert stored.weights_opens_at is not None
    stored.created_at = stored.weights_opens_at + timedelta(minutes=1)
    session.commit()


def test_address_is_not_said_to_keep_a_person_to_one_ballot(app: Flask, client: Any) -> None:
    page = main_text(client.get("/sign-in"))
    assert "zählt jede Person nur einmal" not in page
    assert "Je Adresse zählt in einer Runde eine Gewichtung." in page
    english = main_text(client.get("/sign-in?lang=en"))
    assert "Each address counts for one ballot in a round." in english


def test_lowest_size_of_a_group_is_the_rounds_own(app: Flask, client: Any) -> None:
    round_ = closed_round(participation=["email", "open"], thresholds={"group": 20})
    cast_all(round_, points(40))
    cast_all(round_, points(40, seed=2), channel="open", prefix="browser")
    result(round_, published=True)
    assert "Gruppen unter 20 Gewichtungen" in text_of(client, round_)


def test_no_opinion_is_no_column_where_it_was_not_offered(app: Flask, client: Any) -> None:
    without, offered = published(points(40)), published(points(40), no_opinion=True)
    assert "„Keine Angabe“ zählt als 0" not in text_of(client, without)
    assert "„Keine Angabe“ zählt als 0" in text_of(client, offered)


def test_method_names_fields_that_are_not_shown(app: Flask, client: Any) -> None:
    few = published([*[(12, 8, -1)] * 40, *[(5, 5, 10)] * 9], no_opinion=True)
    assert "Felder mit unter 10 Antworten zeigen wir nicht" in text_of(client, few)
    assert "zeigen wir nicht; alles" not in text_of(client, published(points(40)))


def test_method_names_where_telling_fields_apart_errs(app: Flask, client: Any) -> None:
    said = "Geben Einzelne alle Punkte einem Feld, irrt das öfter"
    assert said in text_of(client, published(points(40)))
    assert said not in text_of(client, published(points(29)))
    picked = published(pick_ballots(), instrument_kind="pick", frame_document=pick_frame())
    assert said not in text_of(client, picked)


def test_a_blank_field_is_zero_points_or_not_chosen(app: Flask, client: Any) -> None:
    zero, unchosen = "Ein leeres Feld zählt als 0.", "Ein Feld ohne Kreuz ist nicht gewählt."
    weighted = text_of(client, published(points(30)))
    picked = text_of(
        client, published(pick_ballots(), instrument_kind="pick", frame_document=pick_frame())
    )
    assert (zero in weighted, unchosen in weighted) == (True, False)
    assert (zero in picked, unchosen in picked) == (False, True)


def test_goals_have_their_stability_interval_on_page_and_chart(app: Flask, client: Any) -> None:
    round_ = published(with_goals(40, 35), goals_points=10)
    row = next(row for row in result(round_).tables["goals"] if row["stab_low"] is not None)
    said = f"{row['stab_low']:.1%} bis {row['stab_high']:.1%}".replace(".", ",").replace("%", "")
    low, high = said.split(" bis ")
    assert f"{low} bis {high} %" in text_of(client, round_)
    svg = client.get(f"/rounds/{round_.slug}/results/chart-goals-{row['field']}.svg")
    assert f"{low} bis {high}" in svg.get_data(as_text=True)


def test_receipt_is_said_to_be_listed_not_counted(app: Flask, client: Any) -> None:
    round_ = published(points(40))
    page = main_text(client.get(f"/rounds/{round_.slug}/receipts"))
    assert "in der Liste der gezählten" not in page
    assert "Der Beleg zeigt, dass Ihre Gewichtung in der Liste steht." in page


def test_result_is_announced_for_after_its_publication(app: Flask, client: Any) -> None:
    round_ = make_round()
    page = main_text(client.get(f"/rounds/{round_.slug}/results"))
    assert "Nach dem Ende steht das Ergebnis" not in page
    assert "Nach dem Ende prüft die Stadt das Ergebnis" in page


def _unwrapped(svg: str) -> str:
    """The text of an SVG whose lines were broken into elements."""
    return " ".join(re.sub(r"<[^>]+>", " ", svg).split())


@pytest.mark.parametrize(("leading", "named"), [(4, True), (5, False)])
def test_a_headline_names_up_to_four_fields(app: Flask, leading: int, named: bool) -> None:
    titles = [f"Feld {number}" for number in range(leading)]
    with app.test_request_context():
        assert ("Feld 0" in finding(titles, 10)) is named
