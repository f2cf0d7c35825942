"""Fields, goals and guidelines out of a pasted table. Pure."""

from __future__ import annotations

import pytest

from participation.kernel.errors import BadInput
from participation.strategy.keys import key_from
from participation.strategy.pasting.plan import Plan, plan
from participation.strategy.pasting.reading import read
from participation.strategy.rules import Frame, from_document
from tests.factories import FRAME

EMPTY = Frame({"de": "Strategie"}, (), ())


def pasted(text: str, frame: Frame = EMPTY) -> Plan:
    return plan(read(text), frame, taken=())


def sentences(made: Plan) -> list[str]:
    return [str(problem.message) % problem.values for problem in made.problems]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Mobilität & Straßen", "mobilitaet-und-strassen"),
        ("Über Öl", "ueber-oel"),
        ("Crème brûlée", "creme-brulee"),
        ("Миръ", "field"),
        ("Code", "code-2"),
        ("Wärme", "waerme-2"),
        (
            "Gesundheit und Teilhabe für alle Menschen in der Stadt",
            "gesundheit-und-teilhabe-fuer-alle",
        ),
        ("x" * 50, "x" * 40),
    ],
)
def test_a_key_is_made_from_a_title(title: str, key: str) -> None:
    assert key_from(title, {"waerme"}, otherwise="field") == key


def test_a_numbered_key_is_as_long_as_a_key_may_be() -> None:
    assert key_from("x" * 50, {"x" * 40}, otherwise="field") == "x" * 38 + "-2"


@pytest.mark.parametrize("between", ["\t", ";"])
def test_a_line_without_a_field_belongs_to_the_one_above(between: str) -> None:
    rows = [
        ("Energie", "Strom und Wärme.", "Solar", "Auf jedes Dach."),
        ("", "", "Netze", "Für alle."),
        ("Bildung", "Lernen.", "", ""),
    ]
    made = pasted("\n".join(between.join(row) for row in rows))
    assert not made.problems
    assert [f.key for f in made.frame.fields] == ["energie", "bildung"]
    assert [g.key for g in made.frame.fields[0].goals] == ["solar", "netze"]
    assert made.frame.fields[0].goals[1].text == {"de": "Für alle."}


def test_a_field_repeated_in_each_line_is_one_field() -> None:
    made = pasted("Energie\tStrom.\tSolar\tDächer.\nEnergie\tStrom.\tNetze\tFür alle.")
    assert [(f.key, len(f.goals)) for f in made.frame.fields] == [("energie", 2)]
    assert made.present == []


def test_headings_say_what_stands_where() -> None:
    made = pasted(
        "Nr.\tLeitlinie\tErklärung der Leitlinie\tHandlungsfeld (Englisch)\tHandlungsfeld\t"
        "Erklärung\tZiel\tBeschreibung des Ziels\n"
        "1\tMenschen zuerst\tTechnik dient.\tEnergy\tEnergie\tStrom.\tSolar\tDächer."
    )
    assert not made.problems
    assert made.frame.guidelines[0].text == {"de": "Technik dient."}
    assert made.frame.fields[0].title == {"de": "Energie", "en": "Energy"}
    assert made.frame.fields[0].goals[0].text == {"de": "Dächer."}


def test_columns_that_nothing_is_read_from_are_named() -> None:
    table = read("Nr.\tHandlungsfeld\tErklärung\tAmt\n1\tEnergie\tStrom.\tUmwelt")
    assert table.passed_over == ("Nr.", "Amt")


def test_an_explanation_is_of_what_was_named_before_it() -> None:
    made = pasted("Handlungsfeld;Erklärung;Ziel;Erklärung\nEnergie;Strom.;Solar;Dächer.")
    assert made.frame.fields[0].goals[0].text == {"de": "Dächer."}


def test_a_cell_with_line_breaks_counts_its_lines() -> None:
    made = pasted('Energie\t"Strom\nund Wärme."\t\t\nBildung\t\t\t')
    assert sentences(made) == ["Zeile 3: „Bildung“ hat keine Erklärung. Ein Satz genügt."]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\tText.\t\t", "Zeile 1: Vor der Erklärung fehlt das Handlungsfeld."),
        ("\t\tSolar\tText.", "Zeile 1: Vor dem Ziel fehlt das Handlungsfeld, zu dem es gehört."),
        ("A\tB.\t\tText.", "Zeile 1: Vor der Erklärung fehlt das Ziel."),
        ("A\tB.\tSolar\t", "Zeile 1: Das Ziel „Solar“ hat keine Erklärung. Ein Satz genügt."),
        ("A\tB.\t\t\nA\tC.\t\t", "Zeile 2: „A“ ist weiter oben anders erklärt."),
        (
            "A" * 121 + "\tB.\t\t",
            f"Zeile 1: „{'A' * 30} …“ hat 121 Zeichen, erlaubt sind 120. Kürzen Sie den Text.",
        ),
        ("Handlungsfeld (en)\nEnergy", "Zeile 2: Der deutsche Titel fehlt."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, sentence: str) -> None:
    assert sentences(pasted(text)) == [sentence]


def test_goals_of_a_refused_field_are_not_complained_about_as_well() -> None:
    assert len(pasted("A\t\tSolar\tText.\n\t\tNetze\tText.").problems) == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [("", None), ("Handlungsfeld\tZiel", None), ("a;b;c;d;e", 1), ('A\tB.\n"B\tC.', 2)],
)
def test_what_is_no_table_is_refused(text: str, line: int | None) -> None:
    with pytest.raises(BadInput) as caught:
        read(text)
    assert caught.value.values.get("line") == line


def test_what_is_there_stays_and_only_new_goals_come() -> None:
    frame = from_document(FRAME)
    made = pasted("Energie\tAnders.\tEnergie: Ziel 1\tAnders.\n\t\tSolar\tDächer.", frame)
    assert not made.problems
    assert [item.key for item in made.present] == ["energy", "energy-1"]
    assert [g.key for g in made.goals["energy"]] == ["solar"]
    assert made.frame.fields[1].text == frame.fields[1].text
    assert not made.fields


def test_pasting_the_same_again_adds_nothing() -> None:
    text = "Energie\tStrom.\tSolar\tDächer."
    assert not pasted(text, pasted(text).frame).adds


def test_more_fields_than_a_strategy_has_are_refused() -> None:
    made = pasted("\n".join(f"Feld {n}\tText.\t\t" for n in range(41)))
    assert sentences(made) == ["Es sind höchstens 40 Einträge möglich. Fassen Sie einige zusammen."]
