"""States, documents, digests and decisions of versions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from participation.strategy.lineage import Line
from participation.strategy.rules import Frame, from_document
from participation.strategy.rules_versions import (
    CONCEPT_LENGTH,
    Contents,
    Decision,
    State,
    contents_problems,
    decision_problem,
    digest,
    frame_digest,
    may_become,
    require_citation,
)
from tests.factories import FRAME
from tests.strategy.making import CITATION

CONTENTS = Contents(
    frame=from_document(FRAME),
    preface={"de": "Vorwort"},
    concept={"de": "Konzept", "en": "Concept"},
    citations=[{"round": "r", "n": 12}],
    lineage=[Line("renamed", "a", "b")],
)
ADOPTED = Decision("Gemeinderat", "2021-07-14", "118/2021", "adopted")


def test_states_follow_one_another_in_one_direction() -> None:
    ways = {(a, b) for a in State for b in State if may_become(a, b)}
    assert ways == {
        ("draft", "consultation"),
        ("consultation", "adopted"),
        ("consultation", "withdrawn"),
        ("consultation", "superseded"),
        ("adopted", "superseded"),
    }


def test_the_document_holds_all_that_a_version_says() -> None:
    assert CONTENTS.document() == {
        "frame": FRAME,
        "preface": {"de": "Vorwort"},
        "concept": {"de": "Konzept", "en": "Concept"},
        "citations": [{"round": "r", "n": 12}],
        "lineage": [{"kind": "renamed", "from_key": "a", "to_key": "b"}],
    }


@pytest.mark.parametrize(
    "change",
    [
        {"preface": {"de": "Anderes"}},
        {"concept": {}},
        {"citations": []},
        {"lineage": []},
        {"frame": replace(CONTENTS.frame, fields=CONTENTS.frame.fields[::-1])},
    ],
)
def test_every_part_of_a_version_changes_its_digest(change: dict[str, Any]) -> None:
    assert digest(replace(CONTENTS, **change).document()) != digest(CONTENTS.document())


def test_the_order_of_languages_and_empty_texts_do_not_change_a_digest() -> None:
    turned = replace(CONTENTS, concept={"fr": "", "en": "Concept", "de": "Konzept"})
    assert digest(turned.document()) == digest(CONTENTS.document())
    title = dict(reversed(FRAME["title"].items())) | {"fr": ""}
    assert frame_digest(replace(CONTENTS.frame, title=title)) == frame_digest(CONTENTS.frame)


def test_the_digest_is_that_of_canonical_json() -> None:
    # printf '{"a":"ä","b":[1]}' | sha256sum
    expected = "495fe349932ab73f6e55e0d831dcca383cc80b19ba66b3806bfc72e61e89c97e"
    assert digest({"b": [1], "a": "ä"}) == expected


def test_a_number_that_json_does_not_have_is_in_no_document() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        digest({"share": float("nan")})


def test_a_whole_citation_is_taken() -> None:
    require_citation(CITATION)


FIGURES = CITATION["fields"][0]


@pytest.mark.parametrize(
    "change",
    [
        {"round": None},
        {"round_title": "Gewichtung"},
        {"version": 0},
        {"version": True},
        {"n": -1},
        {"fields": [FIGURES | {"share": 1.1}]},
        {"fields": [FIGURES | {"share": float("nan")}]},
        {"fields": [FIGURES | {"share": "0.5"}]},
        {"fields": [FIGURES | {"low": 0.1}]},
        {"fields": [{"key": "mobility"}]},
        {"fields": ["mobility"]},
        {"goals": [FIGURES]},
    ],
)
def test_what_has_not_the_shape_of_a_citation_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="shape"):
        require_citation(CITATION | change)


@pytest.mark.parametrize("missing", sorted(CITATION))
def test_a_citation_misses_nothing(missing: str) -> None:
    with pytest.raises(ValueError, match="shape"):
        require_citation({name: value for name, value in CITATION.items() if name != missing})


def test_a_version_without_a_field_is_not_put_forward() -> None:
    empty = replace(CONTENTS, frame=Frame({"de": "Titel"}, (), ()))
    assert [problem.field for problem in contents_problems(empty)] == ["fields"]


def test_preface_and_concept_may_be_missing_but_are_never_without_german() -> None:
    assert contents_problems(replace(CONTENTS, preface={}, concept={})) == []
    english = contents_problems(replace(CONTENTS, preface={"en": "Preface"}))
    assert [problem.field for problem in english] == ["preface.de"]


def test_a_text_that_is_too_long_is_named() -> None:
    long = contents_problems(replace(CONTENTS, concept={"de": "x" * (CONCEPT_LENGTH + 1)}))
    assert [problem.field for problem in long] == ["concept.de"]
    assert contents_problems(replace(CONTENTS, concept={"de": "x" * CONCEPT_LENGTH})) == []


def test_a_decision_that_adopts_names_its_body_and_source() -> None:
    assert decision_problem(ADOPTED) is None
    assert decision_problem(replace(ADOPTED, on="")) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": "adopted_with_changes"}, "outcome"),
        ({"outcome": "recommended"}, "outcome"),
        ({"outcome": ""}, "outcome"),
        ({"body": " "}, "reference"),
        ({"reference": ""}, "reference"),
    ],
)
def test_any_other_decision_adopts_nothing(change: dict[str, str], field: str) -> None:
    problem = decision_problem(replace(ADOPTED, **change))
    assert problem is not None
    assert problem.field == field
