"""What a council paper says is true in every state of a round, and is what the page says."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from flask import Flask
from flask_babel import force_locale

from participation.results.council_paper.contents import values_of
from participation.results.council_paper.press import press_text
from participation.results.council_paper.service import council_paper
from participation.results.output import figures
from participation.results.output.presenter import ResultPage
from participation.rounds.models import Deviation, Round
from participation.weighting.rules import NO_OPINION
from tests.factories import make_idea, save
from tests.results.making import late_batch, make, published
from tests.results.sheets import cast_all, closed_round, points, two_level
from tests.results.test_views import pick_ballots, pick_frame

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

CAVEAT = "Sie stehen nicht für alle Menschen in Ihre Stadt."
PICK: dict[str, Any] = {"instrument_kind": "pick", "instrument_k": 3}


def said(round_: Round) -> dict[str, Any]:
    """The texts of the paper of a round's published version."""
    snapshot = published(round_)
    values: dict[str, Any] = values_of(round_, snapshot, datetime.now(UTC))
    return values["texts"] | {"bild": values["pictures"]["bild_ergebnis"]}


def counted(ballots: list[Any], **values: Any) -> Round:
    """A closed round with these ballots."""
    round_ = closed_round(**values)
    cast_all(round_, ballots)
    return round_


def test_paper_says_what_the_page_says(app: Flask) -> None:
    round_ = counted([(12, 5, 3), (11, 4, 5), (13, 4, 3)] * 20)
    texts = said(round_)
    with force_locale("de"):
        page = ResultPage(published(round_))
        assert texts["befund"] == page.finding == "Vorn liegt Mobilität"
        assert texts["vorbehalt"] == page.caveat
        assert texts["gemessen"] == page.measured
        assert texts["methode"] == page.method_sentences
        assert [list(row.values()) for row in texts["felder"]] == page.table().rows
    assert texts["gefragt"] == [
        "20 Punkte waren auf 3 Handlungsfelder zu verteilen.",
        "„Keine Angabe“ wurde nicht angeboten.",
    ]
    assert texts["adresse"].endswith(f"/rounds/{round_.slug}/results?version=1")
    assert "zur Kenntnis." in texts["beschluss"]


def test_the_chart_below_the_finding_draws_it_no_second_time(app: Flask) -> None:
    round_ = counted([(12, 5, 3), (11, 4, 5), (13, 4, 3)] * 20)
    texts = said(round_)
    with force_locale("de"):
        page = ResultPage(published(round_))
        drawn, alone = figures.below_its_finding(page), figures.picture(page, "finding")
    assert drawn.title == alone.title == texts["befund"]
    assert texts["bild"]["alt"].startswith("Vorn liegt Mobilität.")
    assert "Vorn liegt Mobilität" in str(alone.shapes)
    assert "Vorn liegt Mobilität" not in str(drawn.shapes)
    assert drawn.height < alone.height


def test_choices_are_called_weights_nowhere(app: Flask) -> None:
    texts = said(counted(pick_ballots(), frame_document=pick_frame(), **PICK))
    assert texts["anteil_heisst"] == "Gewählt von"
    assert "Das sind keine Gewichte." in texts["gemessen"]
    assert "100 Stimmabgaben" in texts["teilnahme"][0]
    without_ideas = {name: text for name, text in texts.items() if "ideen" not in name}
    assert "Gewichtung" not in str(without_ideas).replace("keine Gewichtung", "")


def test_under_thirty_ballots_no_places_are_named(app: Flask) -> None:
    texts = said(counted(points(20)))
    assert "Unter 30 Gewichtungen nennen wir keine Plätze." in texts["grenzen"][0]
    assert {row["platz"] for row in texts["felder"]} == {"–"}
    assert texts["abstaende"] == []
    assert texts["bild"] is not None


@pytest.mark.parametrize("n", [0, 1, 9])
def test_under_ten_ballots_the_paper_has_no_figures_and_no_result_to_note(
    app: Flask, n: int
) -> None:
    texts = said(counted(points(n)))
    assert texts["felder"] == texts["ziele"] == texts["abstaende"] == []
    assert texts["bild"] is None
    assert texts["befund"] == "Zu wenige Gewichtungen für ein Ergebnis"
    assert "ohne Ergebnis blieb" in texts["beschluss"]
    assert "Stabilitätsbereich" not in str(texts).replace("unter 30 keine Plätze", "")
    assert "Unter 10 Gewichtungen zeigen wir keine Zahlen." in texts["grenzen"][0]


def test_field_that_few_answered_has_the_reason_in_the_place_of_its_share(app: Flask) -> None:
    ballots = [*[(12, 8, NO_OPINION)] * 40, *[(5, 5, 10)] * 9]
    texts = said(counted(ballots, no_opinion=True))
    assert [row["anteil"] for row in texts["felder"]][-1] == "unter 10 Antworten"
    assert "„Keine Angabe“ war möglich." in texts["gefragt"]
    assert "Bildung: unter 10 Antworten" in texts["bild"]["alt"]


def test_goals_stand_in_their_field_with_whose_answers_count(app: Flask) -> None:
    ballots = [two_level((8, 7, 5), (1, 0, 0), ((9, 1), None, None), (2, 2, 2))] * 60
    texts = said(counted(ballots, goals_points=10))
    assert [field["feld"] for field in texts["ziele"]] == ["Mobilität"]
    assert texts["ziele"][0]["hinweis"] == ("Von denen, denen das Feld wichtig ist: 60 Antworten.")
    assert "Danach konnten je Handlungsfeld 10 Punkte" in texts["gefragt"][1]


def test_departures_logged_before_and_after_the_version_are_named(app: Flask) -> None:
    round_ = counted(points(40))
    assert said(round_)["abweichungen"] == [
        "Keine. Die Runde lief nach den Regeln, die vor der Öffnung feststanden."
    ]
    save(
        Deviation(
            round_id=round_.id,
            kind="extended",
            reason="Der Server stand still.",
            at=datetime.now(UTC) + timedelta(seconds=5),
            actor_label="x",
            details={},
        )
    )
    (line,) = said(round_)["abweichungen"]
    assert line.endswith("Uhr: Der Server stand still.")


def test_paper_of_an_older_version_says_that_there_is_a_newer_one(app: Flask) -> None:
    round_ = counted(points(40))
    first = published(round_)
    late_batch(round_, 1, 10)
    make(round_, "Zehn Bögen kamen mit der Post.")
    second = published(round_)
    now = datetime.now(UTC)
    texts = [values_of(round_, one, now)["texts"] for one in (first, second)]
    assert texts[0]["fassung_hinweis"] == "Es gibt eine neuere: Fassung 2."
    assert texts[1]["fassung_hinweis"] == "Grund dieser Fassung: Zehn Bögen kamen mit der Post."


def test_ideas_are_counted_by_field_of_this_round_alone(app: Flask) -> None:
    round_ = counted(points(40))
    for support in (3, 4):
        make_idea(round_, state="published", support=support)
    make_idea(round_, state="rejected", reason="insult", support=50)
    make_idea(closed_round(), state="published")
    texts = said(round_)
    assert [row["anzahl"] for row in texts["ideen"]] == ["2", "0", "0"]
    assert [row["unterstuetzungen"] for row in texts["ideen"]] == ["7", "0", "0"]
    assert "Unterstützung ist kein Gewicht" in " ".join(texts["ideen_hinweise"])


def test_round_without_ideas_says_so(app: Flask) -> None:
    texts = said(counted(points(40), ideas_opens_at=None, ideas_closes_at=None))
    assert texts["ideen_hinweise"] == ["In dieser Runde wurden keine Ideen gesammelt."]
    assert texts["ideen"] == texts["entscheidungen"] == []


def test_support_is_withheld_while_ideas_are_still_collected(app: Flask) -> None:
    later = datetime.now(UTC) + timedelta(days=5)
    round_ = counted(points(40), ideas_closes_at=later)
    make_idea(round_, state="published", support=3)
    texts = said(round_)
    assert {row["unterstuetzungen"] for row in texts["ideen"]} == {"–"}
    assert texts["ideen_hinweise"][0].startswith("Ideen können noch bis")
    assert texts["ideen_hinweise"][-1] == "Unterstützungen zeigt die Runde erst nach ihrem Ende."


def test_press_text_carries_caveat_departures_version_and_address(app: Flask) -> None:
    round_ = counted(points(40))
    text = press_text(round_, published(round_))
    assert text.startswith("Vorn liegt Mobilität\n\n")
    assert f"Grundlage sind 40 freiwillig abgegebene Gewichtungen. {CAVEAT}" in text
    assert "Abweichungen von den Regeln:\n- Keine." in text
    assert f"Fassung 1: http://localhost/rounds/{round_.slug}/results?version=1" in text
    assert "Kontakt: Büro für Beteiligung" in text
    assert ".." not in text


def test_press_text_without_figures_names_no_share(app: Flask) -> None:
    round_ = counted(points(5))
    text = press_text(round_, published(round_))
    assert "%" not in text
    assert "In Klammern" not in text


def test_document_has_headings_header_rows_and_a_picture_with_its_contents_in_words(
    app: Flask,
) -> None:
    round_ = counted([(12, 5, 3), (11, 4, 5), (13, 4, 3)] * 20)
    paper: Any = Document(io.BytesIO(council_paper(round_, published(round_), datetime.now(UTC))))
    headings = [one.text for one in paper.paragraphs if one.style.name == "Heading 1"]
    assert headings == [
        "Betreff",
        "Beschlussvorschlag",
        "Beratungsfolge",
        "Sachverhalt",
        "Finanzielle Auswirkungen",
        "Anlagen",
    ]
    for table in paper.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    alternatives = [one._inline.docPr.get("descr") for one in paper.inline_shapes]
    alternative, beside = alternatives
    assert beside.startswith("Ideen neben Gewichten. ")
    assert alternative.startswith("Vorn liegt Mobilität. ")
    assert "Mobilität: 60,0 %" in alternative
    assert paper.core_properties.language == "de-DE"
    assert "{{" not in "".join(one.text for one in paper.paragraphs)
    gaps = [run.text for one in paper.paragraphs for run in one.runs if run.font.highlight_color]
    assert len(gaps) == 3
    assert all("noch zu ergänzen" in gap for gap in gaps)
