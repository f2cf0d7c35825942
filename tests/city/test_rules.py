"""What the city may set."""

import pytest

from participation.city.rules import check_accent, contrast
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
