"""Amounts are read exactly or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel import amounts
from participation.kernel.amounts import Amount, ColumnRefused, Convention, Unit
from participation.kernel.errors import BadInput

COMMA, POINT = Convention.COMMA, Convention.POINT
CENTS = st.integers(-amounts.MOST_CENTS, amounts.MOST_CENTS)
UNITS = st.sampled_from(Unit)


@pytest.mark.parametrize(
    ("text", "convention", "cents", "unit"),
    [
        ("3,40 Mio.", COMMA, 340_000_000, Unit.MILLION),
        ("3.40 Mio.", POINT, 340_000_000, Unit.MILLION),
        ("163,20 Mio.", COMMA, 16_320_000_000, Unit.MILLION),
        ("163,20 Mio. €", COMMA, 16_320_000_000, Unit.MILLION),
        ("163,20 mio EUR", COMMA, 16_320_000_000, Unit.MILLION),
        ("1,234567 Mio.", COMMA, 123_456_700, Unit.MILLION),
        ("1,5 Mrd.", COMMA, 150_000_000_000, Unit.BILLION),
        ("250 Tsd.", COMMA, 25_000_000, Unit.THOUSAND),
        ("250 T€", COMMA, 25_000_000, Unit.THOUSAND),
        ("250 TEUR", POINT, 25_000_000, Unit.THOUSAND),
        ("1.234,56", COMMA, 123_456, Unit.EURO),
        ("1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,8", COMMA, 123_456_780, Unit.EURO),
        ("1,234.56", POINT, 123_456, Unit.EURO),
        ("1234.56", POINT, 123_456, Unit.EURO),
        ("5.000", COMMA, 500_000, Unit.EURO),
        ("5,000", POINT, 500_000, Unit.EURO),
        ("0", COMMA, 0, Unit.EURO),
        ("0,00", COMMA, 0, Unit.EURO),
        ("-1.234,5 €", COMMA, -123_450, Unit.EURO),
        ("−2", COMMA, -200, Unit.EURO),
        ("1000000000000000", COMMA, 10**17, Unit.EURO),
    ],
)
def test_an_amount_is_whole_cents_and_the_unit_it_was_given_in(
    text: str, convention: Convention, cents: int, unit: Unit
) -> None:
    assert amounts.parse(text, convention) == Amount(cents, unit)


@pytest.mark.parametrize("text", ["", "  "])
def test_a_blank_cell_is_none_and_not_zero(text: str) -> None:
    assert amounts.parse(text, COMMA) is None


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "inf",
        "Infinity",
        "1e9",
        "1E9",
        "0x10",
        "1_000",
        "５",
        "٣",
        "²",
        "=1+1",
        "-1+1",
        "@1",
        "+5",
        "--5",
        "- 5",
        "5-",
        "(5)",
        "1.23,4",
        "1.2345,6",
        "12.34.567",
        "0.123.456,00",
        "007",
        "1 234",
        "1.234\N{NO-BREAK SPACE}567",
        "1,2\N{NO-BREAK SPACE}3",
        ",5",
        "5,",
        "5,-",
        "1,2,3",
        "1'234",
        "5 $",
        "5 %",
        "5 Mio. Mrd.",
        "5 Mio. 3",
        "5 Trillionen",
        "€",
        "Mio.",
        "—",
        "5\n6",
        "5\n",
        "5\x00",
        "\N{ZERO WIDTH SPACE}5",
        "9" * 5000,
        "1," + "0" * 5000,
    ],
)
@pytest.mark.parametrize("convention", Convention)
def test_what_is_not_exactly_an_amount_is_refused(text: str, convention: Convention) -> None:
    with pytest.raises(BadInput):
        amounts.parse(text, convention)


@pytest.mark.parametrize("text", ["1,234 €", "0,001", "1,000000001 Mio.", "0,123456 Tsd."])
def test_what_is_finer_than_a_cent_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="genauer als ein Cent"):
        amounts.parse(text, COMMA)


@pytest.mark.parametrize("text", ["1000000000000000,01", "1000000,00000000001 Mrd.", "9" * 30])
def test_what_is_above_a_quadrillion_euros_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="zu groß"):
        amounts.parse(text, COMMA)


@pytest.mark.parametrize(
    ("cells", "convention"),
    [
        (["3,40 Mio.", "1.234"], COMMA),
        (["1.234", "3,4"], COMMA),
        (["1.234.567", "5.000"], COMMA),
        (["1,234", "5.25"], POINT),
        (["0.250 Mio."], POINT),
        (["1234.567 Mio."], POINT),
        (["1\N{NO-BREAK SPACE}234.50", "1,234.00"], POINT),
        (["", "12", "7 Mio."], COMMA),
        (["abc", "1.5"], POINT),
        ([], COMMA),
    ],
)
def test_the_unambiguous_cells_decide_for_their_column(
    cells: list[str], convention: Convention
) -> None:
    assert amounts.column_convention(enumerate(cells, start=2)) is convention


@pytest.mark.parametrize(
    ("cells", "line", "part"),
    [
        (["", "1.234", "5.000"], 3, "nicht eindeutig"),
        (["12", "1,234 Mio."], 3, "nicht eindeutig"),
        (["1,5", "1.234", "2.5"], 4, "steht „,“ vor den Nachkommastellen"),
        (["1.5", "1,5"], 3, "steht „.“ vor den Nachkommastellen"),
    ],
)
def test_an_ambiguous_or_contradictory_column_is_refused_with_its_line(
    cells: list[str], line: int, part: str
) -> None:
    with pytest.raises(ColumnRefused) as refused:
        amounts.column_convention(enumerate(cells, start=2))
    assert refused.value.line == line
    assert part in str(refused.value)


def test_a_cell_of_the_other_convention_is_refused_by_itself_too() -> None:
    with pytest.raises(BadInput, match="passt nicht zu den anderen"):
        amounts.parse("1.5", COMMA)


@pytest.mark.parametrize(("text", "cents"), [("1.234,00", 123_400), ("0.5", 50), ("12", 1200)])
def test_a_single_field_is_read_as_a_column_of_its_own(text: str, cents: int) -> None:
    assert amounts.parse_alone(text) == Amount(cents)


def test_a_single_field_that_can_be_read_two_ways_is_refused() -> None:
    with pytest.raises(BadInput, match="nicht eindeutig"):
        amounts.parse_alone("1.234")


def test_the_sentence_about_a_single_field_speaks_of_no_cell() -> None:
    with pytest.raises(BadInput, match="ist kein Betrag") as refused:
        amounts.parse_alone("1e9")
    assert "Zelle" not in str(refused.value)


def test_an_error_repeats_only_the_beginning_of_an_endless_cell() -> None:
    with pytest.raises(BadInput) as refused:
        amounts.parse("x" * 100_000, COMMA)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("cents", "unit", "german", "english"),
    [
        (340_000_000, Unit.MILLION, "3,40 Mio.", "3.40 million"),
        (123_456_700, Unit.MILLION, "1,234567 Mio.", "1.234567 million"),
        (0, Unit.EURO, "0,00", "0.00"),
        (-5, Unit.EURO, "-0,05", "-0.05"),
        (123_456_789, Unit.EURO, "1.234.567,89", "1,234,567.89"),
        (1, Unit.BILLION, "0,00000000001 Mrd.", "0.00000000001 billion"),
        (10**15, Unit.THOUSAND, "10.000.000.000,00 Tsd.", "10,000,000,000.00 thousand"),
    ],
)
def test_an_amount_is_written_exactly_in_the_unit_it_was_given_in(
    cents: int, unit: Unit, german: str, english: str
) -> None:
    assert amounts.in_given_unit(cents, unit) == german
    assert amounts.in_given_unit(cents, unit, "en") == english


@given(CENTS, UNITS)
def test_what_is_written_in_a_unit_is_read_back_the_same(cents: int, unit: Unit) -> None:
    assert amounts.parse(amounts.in_given_unit(cents, unit), COMMA) == Amount(cents, unit)


@given(CENTS)
def test_the_forms_for_programs_and_pages_are_read_back_the_same(cents: int) -> None:
    assert amounts.parse_alone(amounts.machine(cents)) == Amount(cents)
    assert amounts.parse_alone(amounts.in_euros(cents)) == Amount(cents)
    assert amounts.parse(amounts.in_euros(cents, "en"), POINT) == Amount(cents)


@given(st.lists(st.tuples(CENTS, UNITS), min_size=1), st.sampled_from(["de", "en"]))
def test_a_column_written_in_one_language_is_never_read_the_other_way(
    given: list[tuple[int, Unit]], language: str
) -> None:
    cells = [amounts.figure_in_unit(cents, unit, language) for cents, unit in given]
    expected = COMMA if language == "de" else POINT
    # Two decimals settle what three leave open.
    assert amounts.column_convention(enumerate([*cells, amounts.in_euros(1, language)])) is expected


@given(st.text(alphabet="0123456789.,- \N{NO-BREAK SPACE}+eE€MioTsd", max_size=14))
def test_whatever_is_read_is_what_it_looks_like(text: str) -> None:
    for convention in Convention:
        try:
            amount = amounts.parse(text, convention)
        except BadInput:
            continue
        if amount is not None:
            again = amounts.in_given_unit(amount.cents, amount.unit)
            assert amounts.parse(again, COMMA) == amount


def test_floats_would_have_been_wrong_where_cents_are_right() -> None:
    column = ["3,40 Mio.", "0,25 Mio.", "1,60 Mio.", "5,97 Mio."]
    assert sum(map(float, ("3.4", "0.25", "1.6", "5.97"))) != 11.22
    total = 0
    for cell in column:
        amount = amounts.parse(cell, COMMA)
        assert amount
        total += amount.cents
    assert total == 1_122_000_000
    assert int(163.20 * 100) == 16_319
    assert amounts.parse("163,20", COMMA) == Amount(16_320)
