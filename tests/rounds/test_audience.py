"""A round of organisations: what it cannot have, when that is fixed, and that no key is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.kernel.clock import FixedClock
from participation.kernel.errors import Frozen
from participation.rounds import loading
from participation.rounds.configuration.checking import InvalidSettings, problems
from participation.rounds.configuration.document import rules_document
from participation.rounds.configuration.settings import Settings
from participation.rounds.rules import Audience, GoalRules, Instrument, InstrumentKind, Window
from participation.rounds.thresholds import Thresholds
from participation.strategy.rules import from_document
from tests.factories import FRAME, keys
from tests.rounds.making import BEFORE, CLOSES, NOW, OPENS, SETTINGS, edit, fresh, load, made

NAMED = replace(SETTINGS, audience=Audience.ORGANISATIONS.value)
QUESTION = {
    "key": "age",
    "title": {"de": "Alter"},
    "classes": [{"key": key, "title": {"de": key}, "share": None} for key in "ab"],
}
REFUSED: dict[str, tuple[Any, str]] = {
    "no_opinion": (True, "no_opinion"),
    "goals": (GoalRules(), "goals.points"),
    "paper_double_entry": (True, "paper_double_entry"),
    "show_support": (True, "show_support"),
    "participation": (("email", "code"), "participation"),
    "declaration": ({"de": "Ich wohne hier."}, "declaration"),
    "minimum_age": (16, "minimum_age"),
    "questions": ((QUESTION,), "questions"),
    "publish_ballots": (True, "publish_ballots"),
    "when_stopped": ("destroy", "when_stopped"),
    "publish_results_at": (CLOSES + timedelta(days=1), "publish_results_at"),
    "destroy_key_after_days": (9, "destroy_key_after_days"),
    "key_backstop_days": (60, "key_backstop_days"),
    "thresholds": (Thresholds(ranks=50), "thresholds"),
}


def places(settings: Settings) -> list[str | None]:
    return [problem.field for problem in problems(settings, field_count=3, published=True)]


def document(settings: Settings) -> dict[str, Any]:
    return rules_document(settings, from_document(FRAME))


@pytest.mark.parametrize("name", REFUSED)
def test_what_belongs_to_secret_ballots_is_refused_where_they_are_named(name: str) -> None:
    value, place = REFUSED[name]
    assert places(replace(NAMED, **{name: value})) == [place]
    assert places(replace(SETTINGS, **{name: value})) == []


def test_points_choices_answers_and_both_windows_are_possible() -> None:
    assert places(NAMED) == []
    assert places(replace(NAMED, instrument=Instrument(InstrumentKind.PICK, k=2))) == []
    assert (
        places(replace(NAMED, answers_due=CLOSES.date() + timedelta(days=9), moderation="publish"))
        == []
    )
    assert places(replace(NAMED, weights=Window())) == []


def test_nobody_but_residents_and_organisations_is_asked() -> None:
    assert places(replace(SETTINGS, audience="everybody")) == ["audience"]


def test_rules_of_a_round_of_residents_are_those_of_rounds_before_there_were_others() -> None:
    assert "audience" not in document(SETTINGS)
    assert {"suppression", "stability", "consent"} < set(document(SETTINGS))


def test_rules_say_that_sheets_are_typed_in_twice_only_where_they_are() -> None:
    assert "paper_double_entry" not in document(SETTINGS)
    assert document(replace(SETTINGS, paper_double_entry=True))["paper_double_entry"] is True


def test_rules_say_what_becomes_of_ballots_of_a_stopped_round_where_they_are_not_counted() -> None:
    assert "when_stopped" not in document(SETTINGS)
    assert document(replace(SETTINGS, when_stopped="destroy"))["when_stopped"] == "destroy"


def test_rules_of_a_round_of_organisations_promise_no_secrecy() -> None:
    rules = document(NAMED)
    assert rules["audience"] == "organisations"
    secret = {"suppression", "stability", "consent", "destroy_key_after_days", "key_backstop_days"}
    assert not secret & set(rules)
    assert not {"thresholds", "publish_ballots", "questions", "goals"} & set(rules)
    assert "steht öffentlich, welche Organisation wie gewichtet hat" in rules["named_ballots"]["de"]
    assert "keine Stichprobe" in rules["full_count"]["de"]


def test_a_published_round_stays_for_whom_it_was_published(app: Flask) -> None:
    clock = FixedClock(BEFORE)
    round_ = made(clock, NAMED)
    with pytest.raises(InvalidSettings) as refused:
        edit(round_, clock, audience="residents")
    assert [problem.field for problem in refused.value.problems] == ["audience"]
    assert edit(fresh("runde"), clock, moderation="publish")
    clock.moment = OPENS
    with pytest.raises(Frozen):
        edit(fresh("runde"), clock, audience="residents")
    assert fresh("runde").settings.audience == "organisations"


def test_a_draft_may_still_become_a_round_of_organisations(app: Flask) -> None:
    clock = FixedClock(BEFORE)
    round_ = made(clock, published=False)
    assert edit(round_, clock, audience="organisations")
    assert fresh("runde").audience == "organisations"


def test_a_round_of_organisations_has_no_key(app: Flask) -> None:
    named = made(FixedClock(BEFORE), NAMED)
    secret = made(FixedClock(BEFORE), replace(SETTINGS, slug="geheim"))
    assert named.uid not in keys().round_uids()
    assert named.key_due is None
    assert secret.uid in keys().round_uids()
    assert secret.key_due is not None


def test_the_file_of_a_round_of_organisations_loads_and_is_written_again(app: Flask) -> None:
    made(FixedClock(BEFORE), NAMED)
    text = loading.dump(fresh("runde"))
    assert "audience: organisations" in text
    assert not load(text, FixedClock(BEFORE)).changed
    other = text.replace("slug: runde", "slug: zweite")
    assert loading.dump(load(other, FixedClock(BEFORE)).round) == other
    assert fresh("zweite").is_named


def test_a_file_without_an_audience_is_for_residents(app: Flask) -> None:
    made(FixedClock(BEFORE), replace(SETTINGS, slug="alt"))
    text = loading.dump(fresh("alt")).replace("slug: alt", "slug: neu")
    shortened = "".join(line for line in text.splitlines(keepends=True) if "audience" not in line)
    assert load(shortened, FixedClock(NOW)).round.audience == "residents"
