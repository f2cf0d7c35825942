"""What a project may contain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from participation.kernel.text import slug_of
from participation.projects.rules import Draft, State, next_states, problems, searchable

DRAFT = Draft("solar-roofs", {"de": "Solardächer"}, {"de": "Gemeinsam bestellen."})
FIELDS = ("mobility", "energy")


def fields_refused(draft: Draft) -> list[str | None]:
    """The form fields that are named as wrong."""
    return [problem.field for problem in problems(draft, fields=FIELDS)]


def test_a_project_needs_no_more_than_key_and_german_title() -> None:
    assert fields_refused(replace(DRAFT, text={})) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"key": "Solar Roofs"}, "key"),
        ({"title": {}}, "title.de"),
        ({"title": {"de": "x" * 121}}, "title.de"),
        ({"text": {"en": "Only English."}}, "text.de"),
        ({"kind": "huge"}, "kind"),
        ({"state": "cancelled"}, "state"),
        ({"place": "x" * 81}, "place"),
        ({"main_field": "housing"}, "main_field"),
        ({"aliases": ("x" * 81,)}, "aliases"),
        ({"partners": tuple(f"Partner {number}" for number in range(21))}, "partners"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(change: dict[str, object], field: str) -> None:
    assert fields_refused(replace(DRAFT, **change)) == [field]  # type: ignore[arg-type]


def test_every_state_can_be_left_for_every_other() -> None:
    assert all(set(next_states(state)) == set(State) - {state} for state in State)


def test_a_project_is_found_by_its_aliases_and_its_place() -> None:
    words = searchable(replace(DRAFT, aliases=("Sonnenstraße",), place="Nordstadt"))
    assert "solardacher" in words
    assert "sonnenstrasse" in words
    assert "nordstadt" in words


@pytest.mark.parametrize(
    ("name", "slug"),
    [("KI im Bau", "ki-im-bau"), ("Fläche (Süd)", "flache-sud"), ("Straße 7", "strasse-7")],
)
def test_a_name_stands_in_an_address_without_accents(name: str, slug: str) -> None:
    assert slug_of(name) == slug
