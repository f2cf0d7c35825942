"""One home for a round's settings: column, hashed rules, round file, checks and form follow it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from participation.rounds.configuration import checking, serialisation
from participation.rounds.configuration.document import rules_document
from participation.rounds.configuration.settings import Settings, differences
from participation.rounds.configuration.shapes import normal_contact
from participation.rounds.configuration.specs import Kind, Section, Spec, setting, specs_of
from participation.rounds.configuration.steps import STEPS
from participation.rounds.editor import fields, summary, values
from participation.rounds.editor.forms import CountingForm, SettingsForm, form_of, with_settings
from participation.rounds.editor.values import Typed, shown
from participation.rounds.file import roundfile
from participation.rounds.file.entry import Entry
from participation.rounds.file.yaml_reader import read
from participation.rounds.file.yaml_writer import write
from participation.rounds.rules import GoalRules, Instrument, InstrumentKind, Window
from participation.rounds.thresholds import Thresholds
from participation.strategy.rules import from_document
from tests.factories import FRAME, closed, make_round

START, END = datetime(2027, 3, 1, 8, tzinfo=UTC), datetime(2027, 3, 21, 23, tzinfo=UTC)
OTHER: dict[str, Any] = {
    "slug": "andere",
    "title": {"de": "Titel", "en": "Title"},
    "description": {"de": "Eins\n\nZwei"},
    "timezone": "Atlantic/Azores",
    "ideas": Window(START, END),
    "weights": Window(START, END),
    "instrument": Instrument(InstrumentKind.PICK, k=2, exactly=False),
    "no_opinion": True,
    "goals": GoalRules(12, 2, 0),
    "paper_double_entry": True,
    "moderation": "publish",
    "moderation_days": 3,
    "show_support": True,
    "answers_due": date(2027, 5, 31),
    "audience": "organisations",
    "participation": ("email", "open"),
    "declaration": {"de": "Ich wohne hier."},
    "minimum_age": 16,
    "contact": normal_contact({"unit": {"de": "Amt"}, "address": "Weg 1\nOrt"}),
    "texts": {"before": {"de": "Bald."}, "during": {}, "after": {"de": "Vorbei.", "en": "Over."}},
    "questions": (
        {
            "key": "age",
            "title": {"de": "Alter"},
            "classes": [{"key": k, "title": {"de": k}, "share": None} for k in "ab"],
        },
    ),
    "publish_ballots": True,
    "when_stopped": "destroy",
    "publish_results_at": datetime(2027, 4, 1, 10, tzinfo=UTC),
    "destroy_key_after_days": 9,
    "key_backstop_days": 60,
    "keep_drafts_days": 7,
    "keep_texts_days": 200,
    "keep_notes_days": 201,
    "keep_reports_days": 202,
    "keep_members_days": 0,
    "keep_audit_days": 366,
    "thresholds": Thresholds(ranks=50),
}
PLAIN = Settings(slug="runde", title={"de": "Runde"})
ELSEWHERE = (Section.FILE_ONLY, Section.QUESTIONS)
ON_FORM = [name for name, s in specs_of(Settings).items() if s.section not in ELSEWHERE]


@dataclass(frozen=True)
class WithBudget(Settings):
    """Settings with one more, declared as a new setting would be."""

    budget: int = setting(5, Spec(Kind.WHOLE, Section.RESULT, label="Wie viel Geld", low=1, high=9))


def varied(name: str) -> Settings:
    """Settings of which one differs from the default."""
    return replace(PLAIN, **{name: OTHER[name]})


def through_column(settings: Settings) -> Settings:
    return serialisation.from_column(
        type(settings),
        serialisation.to_column(settings),
        slug=settings.slug,
        ideas=settings.ideas,
        weights=settings.weights,
        audience=settings.audience,
    )


def through_file(settings: Settings) -> Settings:
    by_path = serialisation.values(
        settings, lambda moment: roundfile.local(moment, settings.timezone), lambda _: True
    )
    node = read(write(serialisation.nested(by_path)).encode())
    settings_, _ = roundfile.read_settings(type(settings), Entry(node, "", [], {}))
    return settings_


def through_form(settings: Settings, form: type[SettingsForm]) -> Settings:
    """What a browser sends back when the form is submitted as it was shown, over the defaults."""
    data: MultiDict[str, str] = MultiDict()
    for name, value in shown(settings, form.shows).items():
        for one in value if isinstance(value, list) else [value]:
            if one is not False:
                data.add(name, str(one))
    typed = form(data, meta={"csrf": False})
    unseen = {
        name: getattr(settings, name)
        for name, spec in specs_of(type(settings)).items()
        if not form.shows(spec)
    }
    return typed.settings(replace(type(settings)(), **unseen))


def test_every_setting_has_a_value_to_try() -> None:
    assert set(OTHER) == set(specs_of(Settings))
    assert all(differences(PLAIN, varied(name)) == [name] for name in OTHER)


@pytest.mark.parametrize("name", OTHER)
def test_every_setting_is_read_back_from_the_column(name: str) -> None:
    assert through_column(varied(name)) == varied(name)


@pytest.mark.parametrize("name", OTHER)
def test_every_setting_is_read_back_from_the_round_file(name: str) -> None:
    assert through_file(varied(name)) == varied(name)


@pytest.mark.parametrize("name", ON_FORM)
def test_every_setting_is_read_back_from_the_form(app: Flask, name: str) -> None:
    with app.test_request_context():
        step = STEPS[specs_of(Settings)[name].section]
        assert through_form(varied(name), form_of(step, named=False)) == varied(name)


@pytest.mark.parametrize("name", OTHER)
def test_each_setting_but_the_contact_is_among_the_hashed_rules(name: str) -> None:
    frame = from_document(FRAME)
    same = rules_document(varied(name), frame) == rules_document(PLAIN, frame)
    assert same == (name == "contact")


def test_rules_without_a_time_limit_for_answers_are_those_of_rounds_before_it_existed() -> None:
    frame = from_document(FRAME)
    without, limited = rules_document(PLAIN, frame), rules_document(varied("answers_due"), frame)
    assert "answers_due" not in without
    assert limited.pop("answers_due") == "2027-05-31"
    assert limited == without


def test_rules_with_the_usual_promise_of_moderation_are_those_of_rounds_before_it_existed() -> None:
    frame = from_document(FRAME)
    usual, slower = rules_document(PLAIN, frame), rules_document(varied("moderation_days"), frame)
    assert "moderation_days" not in usual
    assert slower.pop("moderation_days") == 3
    assert slower == usual


def test_rules_with_the_usual_times_of_keeping_are_those_of_rounds_before_they_existed() -> None:
    frame = from_document(FRAME)
    usual, sooner = rules_document(PLAIN, frame), rules_document(varied("keep_notes_days"), frame)
    assert "retention" not in usual
    assert sooner.pop("retention") == {"notes": 201}
    assert sooner == usual


def test_a_setting_on_the_form_cannot_be_declared_without_a_label() -> None:
    with pytest.raises(ValueError, match="label"):
        Spec(Kind.WHOLE, Section.PEOPLE)


def test_a_field_without_a_spec_is_noticed() -> None:
    @dataclass(frozen=True)
    class Careless(Settings):
        budget: int = field(default=5)

    with pytest.raises(KeyError):
        specs_of(Careless)


def test_a_new_setting_takes_one_field_with_its_label(app: Flask) -> None:
    @with_settings(WithBudget, lambda spec: spec.section is Section.RESULT)
    class Form(SettingsForm):
        pass

    settings = WithBudget(slug="runde", title={"de": "Runde"}, budget=7)
    assert through_column(settings) == settings
    assert through_file(settings) == settings
    assert rules_document(settings, from_document(FRAME))["budget"] == 7
    with app.test_request_context():
        assert through_form(settings, Form) == settings
        assert str(Form()["budget"].label.text) == "Wie viel Geld"
    [problem] = checking.problems(replace(settings, budget=10), field_count=3, published=False)
    assert problem.field == "budget"


def test_a_round_stored_before_a_setting_existed_has_its_default() -> None:
    column = serialisation.to_column(PLAIN)
    assert serialisation.from_column(WithBudget, column).budget == 5


def test_every_kind_of_value_is_known_everywhere() -> None:
    assert set(roundfile.READERS) == set(Kind)
    assert set(checking.CHECKS) == set(Kind) - {Kind.YES, Kind.MOMENT, Kind.DATE}
    for table in (fields.ROWS, values.SHOWN, values.TYPED):
        assert set(table) == set(Kind) - {Kind.THRESHOLDS, Kind.QUESTIONS}
    assert set(summary.WORDS) == set(Kind) - {Kind.PHASE_TEXTS}


def test_every_section_stands_in_a_step() -> None:
    assert set(STEPS) == set(Section)


def test_unreadable_value_is_reported_at_its_field(app: Flask) -> None:
    with app.test_request_context():
        form = CountingForm(MultiDict({"instrument_total": "zwanzig"}), meta={"csrf": False})
        typed = Typed(form.data, PLAIN)
        typed.settings(type(form).shows)
    assert [problem.field for problem in typed.wrong] == [
        "instrument_total",
        "moderation_days",
        "destroy_key_after_days",
        "key_backstop_days",
        "retention_drafts",
        "retention_texts",
        "retention_notes",
        "retention_reports",
        "retention_members",
        "retention_audit",
    ]


@pytest.mark.parametrize("typed", ["morgen", "31.05.2027", "2027-02-30", "20270531"])
def test_what_is_no_date_is_reported_at_its_field(app: Flask, typed: str) -> None:
    with app.test_request_context():
        form = CountingForm(MultiDict({"answers_due": typed}), meta={"csrf": False})
        reading = Typed(form.data, PLAIN)
        assert reading.day("answers_due") is None
    assert [problem.field for problem in reading.wrong] == ["answers_due"]


def test_settings_are_parsed_once_per_row_that_was_read(app: Flask) -> None:
    with app.app_context():
        round_ = make_round()
        assert round_.settings is round_.settings


@pytest.mark.parametrize(("days", "allowed"), [(29, False), (30, True), (180, True), (181, False)])
def test_the_latest_date_of_a_key_may_be_earlier_but_never_later(days: int, allowed: bool) -> None:
    settings = replace(PLAIN, key_backstop_days=days)
    wrong = checking.problems(settings, field_count=3, published=False)
    assert [problem.field for problem in wrong] == ([] if allowed else ["key_backstop_days"])


def test_a_key_is_due_without_any_result(app: Flask) -> None:
    with app.app_context():
        round_ = make_round(**closed(), key_backstop_days=60)
        closes = round_.settings.weights.closes
        assert closes
        assert round_.key_due == closes + timedelta(days=60)


def test_the_key_of_a_record_is_not_due_before_its_ballots_can_be_brought_in(app: Flask) -> None:
    with app.app_context():
        created = datetime.now(UTC).replace(microsecond=0)
        round_ = make_round(**closed(days_ago=2000) | {"created_at": created})
        assert round_.key_due == created + timedelta(days=180)
