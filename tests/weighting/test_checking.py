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


def test_a_field_of_another_round_is_refused() -> None:
    [(field, sentence)] = refusal(Typed({"mobility": "20"}, foreign=True))
    assert field is None
    assert "passt nicht zu dieser Runde" in sentence
    assert refusal(Typed({"mobility": "10", "culture": "10"}))[0][0] is None


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
        picks(Typed(dict.fromkeys(chosen, "1")), KEYS, 2, exactly=exactly)
    assert part in str(caught.value)


def test_choices_are_ones_and_zeros() -> None:
    instrument = Instrument(InstrumentKind.PICK, k=2)
    assert answers(
        Typed({"mobility": "1", "education": "1"}), KEYS, instrument, no_opinion=False
    ) == (1, 0, 1)
    assert picks(Typed({"energy": "1"}), KEYS, 2, exactly=False) == (0, 1, 0)


@pytest.mark.parametrize("text", ["2", "x", "-", "01"])
def test_a_choice_is_one_or_nothing(text: str) -> None:
    with pytest.raises(BadBallot):
        picks(Typed({"mobility": "1", "energy": text}), KEYS, 2)


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
