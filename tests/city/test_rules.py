"""What the city may set."""

import pytest

from participation.city.rules import (
    check_accent,
    check_contact,
    contrast,
    has_gaps,
    luminance,
)
from participation.kernel.errors import BadInput


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_contrast_does_not_depend_on_the_order() -> None:
    assert contrast("#0b5394", "#ffffff") == contrast("#ffffff", "#0b5394")


def test_grey_767676_is_the_lightest_that_passes_on_white() -> None:
    # The pair every contrast checker is calibrated with: 4.54 to 1.
    assert check_accent("#767676") == "#767676"
    with pytest.raises(BadInput):
        check_accent("#777777")


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "", "#0b5394;}body{display:none"])
def test_invalid_colour_is_refused(colour: str) -> None:
    with pytest.raises(BadInput):
        check_accent(colour)


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ("#ff0000", 0.2126),
        ("#00ff00", 0.7152),
        ("#0000ff", 0.0722),
        ("#0a0a0a", 10 / 255 / 12.92),
        ("#0b0b0b", ((11 / 255 + 0.055) / 1.055) ** 2.4),
        ("#ffffff", 1),
    ],
)
def test_luminance_is_as_the_guidelines_define_it(colour: str, expected: float) -> None:
    assert luminance(colour) == pytest.approx(expected)


def test_a_refused_colour_is_told_its_contrast() -> None:
    with pytest.raises(BadInput) as refusal:
        check_accent("#ffff00")
    assert (refusal.value.field, refusal.value.values) == ("accent", {"ratio": "1,1"})


def test_no_contact_is_none_to_refuse() -> None:
    assert check_contact("", field="security_contact") == ""


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("", True),
        ("Anschrift: [Straße und Hausnummer]", True),
        ("Rathausplatz 1", False),
        ("Mehr im [Datenschutz](/legal/datenschutz).", False),
        ("[Hier](/x) und [Name der Stadt]", True),
    ],
)
def test_a_legal_text_has_gaps_where_brackets_say_what_to_fill_in(text: str, gaps: bool) -> None:
    assert has_gaps(text) is gaps
