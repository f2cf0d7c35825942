"""What was typed into a ballot becomes answers, or a sentence that says what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.rounds.rules import Instrument, InstrumentKind
from participation.weighting.checking import BadBallot, Typed, answers, picks, points
from participation.weighting.rules import NO_OPINION

KEYS = ("mobility", "energy", "education")


def refusal(typed: Typed, **options: bool) -> list[tuple[str | None, str]]:
    """The problems of a ballot of 20 points: (item, sentence)."""
    with pytest.raises(BadBallot) as caught:
        points(typed, KEYS, 20, **options)
    return [(problem.field, str(problem)) for problem in caught.value.problems]


def test_blank_is_zero() -> None:
    assert points(Typed({"mobility": "20", "energy": " "}), KEYS, 20) == (20, 0, 0)


def test_single_points_count() -> None:
    assert points(Typed({"mobility": "18", "energy": "1", "education": "1"}), KEYS, 20) == (
        18,
        1,
        1,
    )


def test_too_many_points_are_counted_in_the_sentence() -> None:
    [(field, sentence)] = refusal(Typed({"mobility": "12", "energy": "11"}))
    assert field is None
    assert sentence == "Sie haben 23 von 20 Punkten verteilt. Nehmen Sie 3 Punkte weg."


@pytest.mark.parametrize(
    ("first", "sentence"),
    [
        ("13", "Sie haben 21 von 20 Punkten verteilt. Nehmen Sie 1 Punkt weg."),
        ("11", "Sie haben 19 von 20 Punkten verteilt. Verteilen Sie noch 1 Punkt."),
        ("", "Sie haben 8 von 20 Punkten verteilt. Verteilen Sie noch 12 Punkte."),
    ],
)
def test_a_wrong_sum_says_what_to_do(first: str, sentence: str) -> None:
    assert refusal(Typed({"mobility": first, "energy": "8"})) == [(None, sentence)]


def test_an_empty_ballot_is_told_to_give_all_points() -> None:
    sentence = "Sie haben 0 von 20 Punkten verteilt. Verteilen Sie noch 20 Punkte."
    assert refusal(Typed()) == [(None, sentence)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("x" * 20, "„xxxxxxxxxxxxxxxxxxxx“"), ("x" * 21, "„xxxxxxxxxxxxxxxxxxxx…“")],
)
def test_of_a_long_input_twenty_characters_are_repeated(text: str, shown: str) -> None:
    [(_, sentence)] = refusal(Typed({"mobility": text, "energy": "20"}))
    assert sentence.startswith(shown)


def test_too_many_points_for_one_item_name_the_most() -> None:
    [(_, sentence)] = refusal(Typed({"mobility": "21"}))
    assert sentence == "„21“ ist zu viel. Sie können höchstens 20 Punkte geben."


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("-3", "weniger als nichts"),
        ("\u22123", "weniger als nichts"),
        ("-0", "weniger als nichts"),
        ("1,5", "keine ganze Zahl"),
        ("1.5", "keine ganze Zahl"),
        (".5", "keine ganze Zahl"),
        ("21", "zu viel"),
        ("1" + "0" * 30, "zu viel"),
        ("9" * 5000, "zu viel"),
        ("1e3", "keine Zahl"),
        ("0x1", "keine Zahl"),
        ("+3", "keine Zahl"),
        ("٣", "keine Zahl"),
        ("３", "keine Zahl"),
        ("²", "keine Zahl"),
        ("1 000", "keine Zahl"),
        ("viel", "keine Zahl"),
        ("<script>", "keine Zahl"),
        ("%(text)s", "keine Zahl"),
    ],
)
def test_anything_but_a_whole_number_is_refused_at_its_item(text: str, part: str) -> None:
    [(field, sentence)] = refusal(Typed({"mobility": text, "energy": "20"}))
    assert field == "mobility"
    assert part in sentence
    assert len(sentence) < 120


def test_all_problems_are_reported_together() -> None:
    problems = refusal(Typed({"mobility": "x", "energy": "-1", "education": "2"}))
    assert [field for field, _ in problems] == ["mobility", "energy"]


def test_a_refused_ballot_speaks_of_its_first_problem() -> None:
    with pytest.raises(BadBallot, match="„x“ ist keine Zahl") as caught:
        points(Typed({"mobility": "x", "energy": "-1"}), KEYS, 20)
    assert caught.value.field == "mobility"


def test_a_field_of_another_round_is_refused() -> None:
    [(field, sentence)] = refusal(Typed({"mobility": "20"}, foreign=True))
    assert field is None
    assert "passt nicht zu dieser Runde" in sentence


@pytest.mark.parametrize(
    ("texts", "silent"),
    [({"culture": "1"}, ()), ({}, ("culture",)), ({"culture": ""}, ("culture",))],
)
def test_an_item_of_another_round_is_refused(texts: dict[str, str], silent: tuple[str]) -> None:
    typed = Typed({"mobility": "20"} | texts, frozenset(silent))
    [(field, sentence)] = refusal(typed, no_opinion=True)
    assert field is None
    assert "passt nicht zu dieser Runde" in sentence


def test_a_field_that_was_sent_twice_is_refused() -> None:
    [(field, sentence)] = refusal(Typed({"mobility": "20"}, twice=frozenset({"mobility"})))
    assert field == "mobility"
    assert "mehr als ein Wert" in sentence


def test_no_opinion_is_taken_only_where_it_is_offered() -> None:
    typed = Typed({"mobility": "20"}, frozenset({"energy"}))
    assert points(typed, KEYS, 20, no_opinion=True) == (20, NO_OPINION, 0)
    assert "gibt es in dieser Runde nicht" in refusal(typed)[0][1]


def test_points_beside_silence_still_have_to_sum() -> None:
    problems = refusal(Typed({"mobility": "15"}, frozenset({"energy"})), no_opinion=True)
    assert problems == [
        (None, "Sie haben 15 von 20 Punkten verteilt. Verteilen Sie noch 5 Punkte.")
    ]


def test_silence_everywhere_is_no_ballot() -> None:
    [(_, sentence)] = refusal(Typed({}, frozenset(KEYS)), no_opinion=True)
    assert "überall" in sentence


def test_points_and_silence_for_the_same_item_are_refused() -> None:
    [(field, sentence)] = refusal(
        Typed({"mobility": "20"}, frozenset({"mobility"})), no_opinion=True
    )
    assert field == "mobility"
    assert "nicht beides" in sentence


def test_silence_beside_a_blank_or_a_zero_is_silence() -> None:
    typed = Typed({"mobility": "0", "energy": "20"}, frozenset({"mobility"}))
    assert points(typed, KEYS, 20, no_opinion=True) == (NO_OPINION, 20, 0)


@pytest.mark.parametrize(
    ("chosen", "exactly", "part"),
    [
        ((), True, "Wählen Sie noch 2."),
        (("mobility",), True, "Wählen Sie noch eines."),
        (KEYS, True, "Nehmen Sie eines weg."),
        (KEYS, False, "Nehmen Sie eines weg."),
        ((), False, "Wählen Sie mindestens ein"),
    ],
)
def test_a_wrong_number_of_choices_says_what_to_do(
    chosen: tuple[str, ...], exactly: bool, part: str
) -> None:
    with pytest.raises(BadBallot) as caught:
        picks(Typed(dict.fromkeys(chosen, "1")), KEYS, 2, exactly=exactly, no_opinion=False)
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("chosen", "k", "sentence"),
    [
        (3, 2, "Sie haben 3 statt 2 Handlungsfelder gewählt. Nehmen Sie eines weg."),
        (3, 1, "Sie haben 3 statt 1 Handlungsfelder gewählt. Nehmen Sie 2 weg."),
        (1, 2, "Sie haben 1 von 2 Handlungsfeldern gewählt. Wählen Sie noch eines."),
        (1, 3, "Sie haben 1 von 3 Handlungsfeldern gewählt. Wählen Sie noch 2."),
    ],
)
def test_a_wrong_number_of_choices_is_counted(chosen: int, k: int, sentence: str) -> None:
    with pytest.raises(BadBallot) as caught:
        picks(Typed(dict.fromkeys(KEYS[:chosen], "1")), KEYS, k, exactly=True, no_opinion=False)
    assert str(caught.value) == sentence


def test_no_opinion_is_no_choice() -> None:
    typed = Typed({"mobility": "1"}, frozenset({"energy"}))
    assert picks(typed, KEYS, 1, exactly=True, no_opinion=True) == (1, NO_OPINION, 0)


def test_a_choice_and_no_opinion_for_the_same_item_are_refused() -> None:
    typed = Typed({"mobility": "1"}, frozenset({"mobility"}))
    with pytest.raises(BadBallot, match="nicht beides") as caught:
        picks(typed, KEYS, 1, exactly=False, no_opinion=True)
    assert caught.value.problems[0].field == "mobility"


def test_choices_are_ones_and_zeros() -> None:
    instrument = Instrument(InstrumentKind.PICK, k=2)
    assert answers(
        Typed({"mobility": "1", "education": "1"}), KEYS, instrument, no_opinion=False
    ) == (1, 0, 1)
    assert picks(Typed({"energy": "1"}), KEYS, 2, exactly=False, no_opinion=False) == (0, 1, 0)


@pytest.mark.parametrize("text", ["2", "x", "-", "01"])
def test_a_choice_is_one_or_nothing(text: str) -> None:
    with pytest.raises(BadBallot, match="ist hier nicht möglich") as caught:
        picks(Typed({"energy": text}), KEYS, 2, exactly=True, no_opinion=False)
    assert [problem.field for problem in caught.value.problems] == ["energy"]


@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=12)), st.sets(st.sampled_from(KEYS)))
def test_whatever_is_typed_is_a_whole_ballot_or_a_sentence(
    texts: dict[str, str], silent: set[str]
) -> None:
    try:
        values = points(Typed(texts, frozenset(silent)), KEYS, 20, no_opinion=True)
    except BadBallot as bad:
        assert all(str(problem) for problem in bad.problems)  # noqa: PT017 (either end is right)
    else:
        assert sum(value for value in values if value > 0) == 20
        assert {
            key for key, value in zip(KEYS, values, strict=True) if value == NO_OPINION
        } == silent
