"""Which field or goal a text names. Pure."""

from __future__ import annotations

import pytest

from participation.kernel.errors import BadInput
from participation.strategy.naming import key_of
from participation.strategy.rules import Field


def field(key: str, **titles: str) -> Field:
    """A field under these titles."""
    return Field(key, titles, {})


FIELDS = (
    field("mobility", de="Mobilität", en="Mobility"),
    field("energy", de="Energie & Klima", en="Energy"),
    field("climate", de="mobility", en="Climate"),
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("mobility", "mobility"),
        ("Mobilität", "mobility"),
        ("  Mobilität ", "mobility"),
        ("MOBILITAT", "mobility"),
        ("Energie  &  Klima", "energy"),
        ("Energy", "energy"),
        ("Wasser", None),
        ("", None),
    ],
)
def test_a_field_goes_by_its_key_or_by_its_title_in_any_language(
    text: str, key: str | None
) -> None:
    assert key_of(text, FIELDS) == key


def test_a_title_of_several_fields_is_refused_with_their_keys() -> None:
    twins = (field("north", de="Park"), field("south", de="Park"), field("west", de="Markt"))
    with pytest.raises(BadInput) as refused:
        key_of("Park", twins)
    assert refused.value.values == {"name": "Park", "known": "north, south"}


def test_of_titles_that_differ_only_in_case_or_accents_the_one_that_is_written_so_counts() -> None:
    twins = (field("baths", de="Bäder"), field("a-name", de="Bader"))
    assert key_of("Bäder", twins) == "baths"
    assert key_of("Bader", twins) == "a-name"
    with pytest.raises(BadInput):
        key_of("BADER", twins)
