"""Voluntary questions by form: what buttons do, and what becomes of what was typed."""

from __future__ import annotations

from typing import Any

import pytest

from participation.rounds.editor.questions import (
    EMPTY_ANSWER,
    Rows,
    rearranged,
    shown,
    typed,
    without_empty,
)
from tests.factories import make_round
from tests.pages import main_text
from tests.rounds.making import DRAFT, SOON, actions, fresh


def row(title: str, *answers: str) -> dict[str, Any]:
    return {
        "title_de": title,
        "title_en": "",
        "key": "",
        "answers": [EMPTY_ANSWER | {"title_de": answer} for answer in answers],
    }


def titles(rows: Rows) -> list[Any]:
    return [(r["title_de"], [a["title_de"] for a in r["answers"]]) for r in rows]


A, B = row("A", "1", "2"), row("B", "3")


@pytest.mark.parametrize(
    ("action", "after"),
    [
        ("add", [("A", ["1", "2"]), ("B", ["3"]), ("", ["", ""])]),
        ("remove-0", [("B", ["3"])]),
        ("down-0", [("B", ["3"]), ("A", ["1", "2"])]),
        ("up-1", [("B", ["3"]), ("A", ["1", "2"])]),
        ("up-0", titles([A, B])),
        ("down-1", titles([A, B])),
        ("add-1", [("A", ["1", "2"]), ("B", ["3", ""])]),
        ("remove-0-0", [("A", ["2"]), ("B", ["3"])]),
        ("up-0-1", [("A", ["2", "1"]), ("B", ["3"])]),
        ("down-0-1", titles([A, B])),
        ("remove-7", titles([A, B])),
        ("remove-0-7", titles([A, B])),
        ("add-x", [("A", ["1", "2"]), ("B", ["3"]), ("", ["", ""])]),
        ("nonsense", titles([A, B])),
    ],
)
def test_a_button_changes_what_it_says(action: str, after: list[Any]) -> None:
    assert titles(rearranged([A, B], action)) == after


def test_what_is_empty_is_left_out() -> None:
    assert titles(without_empty([row("A", "1", ""), row("", "")])) == [("A", ["1"])]


def test_keys_are_made_and_differ() -> None:
    questions, wrong = typed([row("Wie alt?", "Über 60", "Über 60"), row("Wie alt?")], ())
    assert not wrong
    assert [question["key"] for question in questions] == ["wie-alt", "wie-alt-2"]
    assert [a["key"] for a in questions[0]["classes"]] == ["ueber-60", "ueber-60-2"]


@pytest.mark.parametrize(
    ("text", "share"), [("12,5", 0.125), ("80 %", 0.8), ("", None), ("0.1", 0.001)]
)
def test_a_share_is_typed_in_per_cent(text: str, share: float | None) -> None:
    rows = [row("A", "1")]
    rows[0]["answers"][0] = rows[0]["answers"][0] | {"share": text}
    assert typed(rows, ())[0][0]["classes"][0]["share"] == share


@pytest.mark.parametrize("text", ["viel", "NaN", "inf"])
def test_what_is_no_share_is_said_at_its_place(text: str) -> None:
    rows = [row("A", "1")]
    rows[0]["answers"][0] = rows[0]["answers"][0] | {"share": text}
    assert [p.field for p in typed(rows, ())[1]] == ["questions.0.classes.0.share"]


def test_what_was_set_comes_back_as_it_was() -> None:
    classes = [
        {"key": "young", "title": {"de": "jung", "fr": "jeune"}, "share": 0.335},
        {"key": "old", "title": {"de": "alt", "en": "old"}, "share": None},
    ]
    before = ({"key": "age", "title": {"de": "Alter", "fr": "Âge"}, "classes": classes},)
    assert typed(shown(before), before) == (before, [])


def path(round_: Any) -> str:
    return f"/admin/rounds/{round_.slug}/questions"


def test_a_question_is_put_together_by_buttons_and_saved(admin: Any) -> None:
    round_ = make_round(**DRAFT)
    page = admin.submit(path(round_), button="do=add")
    assert fresh(round_.slug).settings.questions == ()
    page = admin.submit(page, button="do=add-0", **{"questions-0-title_de": "Wie alt sind Sie?"})
    answers = {f"questions-0-answers-{n}-title_de": t for n, t in enumerate(("jung", "alt", ""))}
    done = admin.submit(page, **answers)
    assert done.status_code == 302, main_text(done)
    [question] = fresh(round_.slug).settings.questions
    assert question["title"] == {"de": "Wie alt sind Sie?"}
    assert [item["key"] for item in question["classes"]] == ["jung", "alt"]
    assert "Wie alt sind Sie?" in main_text(admin.get(done.location))


def test_a_question_with_one_answer_is_refused_and_kept(admin: Any) -> None:
    round_ = make_round(**DRAFT)
    page = admin.submit(path(round_), button="do=add")
    values = {"questions-0-title_de": "Alter", "questions-0-answers-1-title_de": "jung"}
    answer = admin.submit(page, **values)
    assert answer.status_code == 200
    assert "braucht 2 bis 20 Antworten" in main_text(answer)
    assert 'value="jung"' in answer.get_data(as_text=True)


def test_of_two_who_change_the_questions_the_second_overwrites_nothing(admin: Any) -> None:
    round_ = make_round(**SOON)
    page = admin.submit(path(round_), button="do=add")
    admin.submit(f"/admin/rounds/{round_.slug}/steps/people", minimum_age="12")
    values = {"questions-0-title_de": "Alter"}
    values |= {f"questions-0-answers-{n}-title_de": t for n, t in enumerate(("jung", "alt"))}
    answer = admin.submit(page, **values)
    assert answer.status_code == 409
    assert "jung" in main_text(answer)
    assert actions() == ["round.changed"]


def test_a_running_round_keeps_its_questions(admin: Any) -> None:
    assert admin.get(path(make_round())).status_code == 302
