"""What a ballot says and how it is kept."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.rounds.rules import GoalRules
from participation.strategy.rules import from_document
from participation.weighting.derivation import (
    Receipts,
    ballot_key,
    canonical,
    commitment,
    document,
    grouped,
    normalise_code,
    order_of,
)
from participation.weighting.rules import (
    NO_OPINION,
    NOT_REACHED,
    NOT_SHOWN,
    Answers,
    Asked,
    Layout,
    asked_fields,
    drawn_fields,
    layout_of,
    pack,
    reached,
    top_fields,
    unpack,
    with_fields,
    with_goals,
)
from tests.factories import FRAME

GOALS = GoalRules(points=10, top=2, drawn=1)
frame = from_document(FRAME)
values = st.integers(min_value=-3, max_value=100)


@st.composite
def ballots(draw: st.DrawFn) -> tuple[Answers, Layout]:
    goals = tuple(draw(st.lists(st.integers(0, 5), min_size=1, max_size=12)))
    layout = Layout(goals)
    fields = tuple(draw(values) for _ in goals)
    if not layout.two_levels:
        return Answers(fields), layout
    asked = tuple(draw(st.sampled_from(Asked)) for _ in goals)
    return (
        Answers(fields, asked, tuple(tuple(draw(values) for _ in range(count)) for count in goals)),
        layout,
    )


@given(ballots())
def test_packed_answers_are_read_back_unchanged(ballot: tuple[Answers, Layout]) -> None:
    answers, layout = ballot
    data = pack(answers, layout)
    assert len(data) == layout.size
    assert unpack(data, layout) == answers


def test_a_packed_ballot_holds_fields_reasons_and_goals_in_this_order() -> None:
    answers = Answers(
        (19, NO_OPINION, 1),
        (Asked.TOP, Asked.NOT, Asked.DRAWN),
        ((7, 3), (NOT_SHOWN,), (NOT_REACHED,)),
    )
    assert pack(answers, Layout((2, 1, 1))).hex(" ") == "13 ff 01 01 00 02 07 03 fe fd"


@pytest.mark.parametrize("fields", [(20, 0), (20, 0, 0, 0)])
def test_answers_that_do_not_fit_the_layout_are_not_packed(fields: tuple[int, ...]) -> None:
    with pytest.raises(struct.error):
        pack(Answers(fields), Layout((0, 0, 0)))


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.integers(1, 40))
def test_the_order_is_a_permutation_and_the_same_for_a_person_every_time(
    key: bytes, ballot: bytes, size: int
) -> None:
    keys = [f"field-{number}" for number in range(size)]
    order = order_of(key, ballot, keys)
    assert sorted(order) == list(range(size))
    assert order == order_of(key, ballot, keys)


@given(st.binary(min_size=32, max_size=32), st.integers(2, 12), st.randoms(use_true_random=False))
def test_a_person_sees_the_same_items_in_the_same_order_however_the_frame_lists_them(
    ballot: bytes, size: int, shuffler: object
) -> None:
    keys = [f"field-{number}" for number in range(size)]
    other = list(keys)
    shuffler.shuffle(other)  # type: ignore[attr-defined]
    one = [keys[position] for position in order_of(b"k", ballot, keys)]
    assert one == [other[position] for position in order_of(b"k", ballot, other)]


def test_two_people_see_different_orders() -> None:
    keys = [f"field-{number}" for number in range(10)]
    orders = {order_of(b"k", ballot_key(b"k", "open", str(person)), keys) for person in range(50)}
    assert len(orders) == 50


def test_a_key_tells_channels_and_proofs_apart() -> None:
    keys = {
        ballot_key(b"k", channel, proof)
        for channel in ("email", "code")
        for proof in ("a", "b", "ab")
    }
    assert len(keys) == 6


def test_ties_among_the_top_fields_are_broken_by_the_ballots_own_order() -> None:
    points = (5, 5, 5, 5, 0)
    assert top_fields(points, (3, 1, 0, 2, 4), 3) == (3, 1, 0)
    assert top_fields(points, (0, 1, 2, 3, 4), 3) == (0, 1, 2)


def test_a_field_without_points_is_never_a_top_field() -> None:
    assert top_fields((20, 0, 0), (2, 1, 0), 3) == (0,)
    assert top_fields((0, 20, NO_OPINION), (2, 1, 0), 3) == (1,)


def test_a_single_point_makes_a_top_field() -> None:
    assert top_fields((1, 19, 0), (2, 1, 0), 3) == (1, 0)


def test_what_was_drawn_before_is_drawn_first() -> None:
    assert drawn_fields((20, 0, 0, 0), (0,), (1, 2, 3), 2, kept=(3,)) == (3, 1)


def test_a_field_without_goals_is_neither_drawn_nor_asked_as_a_top_field() -> None:
    order, rules = (0, 1, 2), GoalRules(points=10, top=1, drawn=1)
    drawn = with_fields((20, 0, 0), Layout((2, 0, 2)), rules, order=order, draw=(1, 2, 0))
    assert drawn.asked == (Asked.TOP, Asked.NOT, Asked.DRAWN)
    top = with_fields((20, 0, 0), Layout((0, 2, 2)), rules, order=order, draw=(1, 2, 0))
    assert top.asked == (Asked.NOT, Asked.DRAWN, Asked.NOT)


def test_where_no_field_has_goals_fields_alone_are_weighted() -> None:
    layout = Layout((0, 0))
    assert with_fields((20, 0), layout, GOALS, order=(0, 1), draw=(0, 1)) == Answers((20, 0))


def test_the_goals_of_a_newly_asked_field_are_not_reached() -> None:
    layout, rules = Layout((2, 2)), GoalRules(points=10, top=1, drawn=0)
    before = with_fields((20, 0), layout, rules, order=(0, 1), draw=(0, 1))
    after = with_fields((0, 20), layout, rules, order=(0, 1), draw=(0, 1), before=before)
    assert after.goals == ((NOT_SHOWN,) * 2, (NOT_REACHED,) * 2)


def test_goals_are_asked_by_weight_and_the_drawn_ones_last() -> None:
    asked = (Asked.DRAWN, Asked.TOP, Asked.TOP, Asked.NOT)
    assert asked_fields(Answers((1, 9, 10, 5), asked), (0, 1, 2, 3)) == (2, 1, 0)
    assert asked_fields(Answers((1, 9, 10, 0)), (0, 1, 2, 3)) == ()


@pytest.mark.parametrize(
    ("goals", "weighted"),
    [((0, 10), True), ((NO_OPINION, 10), False), ((NOT_REACHED, NOT_REACHED), False)],
)
def test_goals_are_reached_when_each_has_points(goals: tuple[int, ...], weighted: bool) -> None:
    assert reached(Answers((20,), (Asked.TOP,), (goals,)), 0) is weighted


@given(
    st.lists(st.integers(-1, 20), min_size=1, max_size=12),
    st.integers(1, 4),
    st.integers(0, 2),
    st.data(),
)
def test_the_draw_takes_neither_a_top_field_nor_one_with_no_opinion(
    points: list[int], most: int, drawn: int, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(points))))
    draw = data.draw(st.permutations(range(len(points))))
    kept = data.draw(st.lists(st.sampled_from(range(len(points))), unique=True))
    top = top_fields(points, order, most)
    fields_drawn = drawn_fields(points, top, draw, drawn, kept)
    assert len(fields_drawn) == len(set(fields_drawn)) <= drawn
    assert not set(fields_drawn) & set(top)
    assert all(points[field] != NO_OPINION for field in fields_drawn)


def test_a_revision_keeps_the_draw_and_drops_what_is_no_longer_asked() -> None:
    layout = layout_of(frame, GOALS)
    order, draw = (0, 1, 2), (2, 1, 0)
    first = with_fields((10, 10, 0), layout, GOALS, order=order, draw=draw)
    assert first.asked == (Asked.TOP, Asked.TOP, Asked.DRAWN)
    assert first.goals == ((NOT_REACHED,) * 2,) * 3
    filled = with_goals(with_goals(first, 0, (7, 3)), 2, (0, 10))
    second = with_fields((20, 0, 0), layout, GOALS, order=order, draw=(1, 2, 0), before=filled)
    assert second.asked == (Asked.TOP, Asked.NOT, Asked.DRAWN)
    assert second.goals == ((7, 3), (NOT_SHOWN,) * 2, (0, 10))
    assert asked_fields(second, order) == (0, 2)
    assert reached(second, 0)
    assert not reached(first, 0)


def test_a_page_can_be_skipped_again() -> None:
    layout = layout_of(frame, GOALS)
    answers = with_fields((20, 0, 0), layout, GOALS, order=(0, 1, 2), draw=(0, 1, 2))
    assert with_goals(with_goals(answers, 0, (7, 3)), 0, None) == answers


def test_a_round_without_goals_keeps_one_byte_a_field() -> None:
    layout = layout_of(frame, None)
    answers = with_fields((20, 0, 0), layout, None, order=(0, 1, 2), draw=(0, 1, 2))
    assert pack(answers, layout) == b"\x14\0\0"


def test_a_ballot_has_one_canonical_text() -> None:
    layout = layout_of(frame, GOALS)
    answers = with_goals(
        with_fields((15, NO_OPINION, 5), layout, GOALS, order=(0, 1, 2), draw=(0, 1, 2)), 0, (7, 3)
    )
    text = canonical(answers, frame)
    assert (
        text == '{"fields":{"education":5,"energy":"-","mobility":15},'
        '"goals":{"education":{"asked":"top","points":null},'
        '"mobility":{"asked":"top","points":{"mobility-1":7,"mobility-2":3}}}}'
    )
    assert json.loads(text) == document(answers, frame)


def test_a_receipt_is_the_hash_that_the_method_names() -> None:
    import hashlib

    layout = layout_of(frame, None)
    receipts = Receipts(b"k" * 32, "frame-2027", frame, layout)
    packed = b"\x14\0\0"
    nonce = receipts.nonce(b"b" * 32, 1)
    text = '{"fields":{"education":0,"energy":0,"mobility":20}}'
    expected = hashlib.sha256(b"ballot-v1\0frame-2027\0" + text.encode() + nonce).hexdigest()
    assert receipts.code(b"b" * 32, 1, packed) == expected == commitment("frame-2027", text, nonce)
    assert receipts.code(b"b" * 32, 2, packed) != expected


def test_a_receipts_code_is_read_in_any_spacing_and_case() -> None:
    code = "0123456789abcdef" * 4
    assert normalise_code(f"  {grouped(code).upper()} ") == code
    assert normalise_code(code[:-1]) is None
    assert normalise_code("x" * 64) is None
