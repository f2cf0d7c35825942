"""Forms of the round editor; those of the settings are drawn from `Settings`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from participation.kernel.errors import BadInput
from participation.rounds.configuration.checking import InvalidSettings
from participation.rounds.configuration.organisations import (
    RESIDENTS_ONLY,
    without_residents_only,
)
from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.specs import Section, Spec, specs_of
from participation.rounds.configuration.steps import STEPS, Step
from participation.rounds.editor.fields import Control, Moment, Place, Row, rows
from participation.rounds.editor.values import Typed, shown
from participation.web.forms import BaseForm, choices


@dataclass(frozen=True)
class SectionOfForm:
    """A heading with the rows below it."""

    heading: Any
    intro: Any
    rows: list[Row]


HEADINGS = {
    Section.SUBJECT: _l("Worum es geht"),
    Section.WINDOWS: _l("Wann die Runde läuft"),
    Section.WEIGHTING: _l("Gewichten"),
    Section.PEOPLE: _l("Wer mitmachen kann"),
    Section.IDEAS: _l("Ideen"),
    Section.TEXTS: _l("Texte auf der Seite der Runde"),
    Section.CONTACT: _l("Wen man fragen kann"),
    Section.RESULT: _l("Ergebnis"),
    Section.RETENTION: _l("Aufbewahren und löschen"),
}
INTROS = {
    Section.WINDOWS: _l(
        "Lassen Sie beide Zeiten leer, wenn es ein Zeitfenster nicht gibt. Das Ende zählt nicht"
        " mehr mit: 0:00 Uhr heißt bis 23:59 Uhr am Vortag."
    ),
    Section.RETENTION: _l(
        "So lange bleiben Unterlagen nach dem Ende der Runde. Die Fristen stehen auf der Seite"
        " „Verfahren“ und gelten, sobald die Runde beginnt."
    ),
}


class SettingsForm(BaseForm):
    """A form whose fields are settings of a round."""

    shows: ClassVar[Callable[[Spec], bool]]
    sections: ClassVar[list[SectionOfForm]]
    folded: ClassVar[dict[Place, list[Row]]]
    first: ClassVar[dict[Section, Control]] = {}
    last: ClassVar[dict[Section, Control]] = {}

    version = HiddenField()

    @classmethod
    def filled(cls, settings: Settings, *, version: int | None = None, **values: Any) -> Any:
        """Return the form with the settings in it, under what was typed."""
        return cls(version=str(version or ""), **shown(settings, cls.shows), **values)

    def settings(self, before: Settings) -> Settings:
        """Return what was typed as settings; what the form does not show stays. Raises
        InvalidSettings."""
        typed = Typed(self.data, before)
        settings = replace(before, **typed.settings(type(self).shows))
        if typed.wrong:
            raise InvalidSettings(typed.wrong)
        return without_residents_only(settings)

    def has_errors_in(self, place: Place) -> bool:
        """Tell whether anything is wrong with what is folded away there."""
        return any(self[control.name].errors for row in self.folded[place] for control in row)

    def differing_labels(self, typed: Settings, current: Settings) -> list[str]:
        """Return the labels of the fields in which what was typed is not what there is now."""
        mine, theirs = shown(typed, type(self).shows), shown(current, type(self).shows)
        return [
            str(field.label.text)
            for field in self
            if field.name in mine and mine[field.name] != theirs[field.name]
        ]


F = TypeVar("F", bound=type[SettingsForm])


def with_settings(of: type[Settings], shows: Callable[[Spec], bool]) -> Callable[[F], F]:
    """Give a form the fields of those settings that it shows."""

    def decorate(form: F) -> F:
        form.shows = staticmethod(shows)
        form.sections = []
        form.folded = {Place.ENGLISH: [], Place.EXPERTS: []}
        for section, heading in HEADINGS.items():
            specs = [s for s in specs_of(of).values() if s.section is section and shows(s)]
            found = [row for spec in specs for row in rows(spec)]
            if section in form.first:
                found.insert(0, (form.first[section],))
            if section in form.last and specs:
                found.append((form.last[section],))
            for control in (control for row in found for control in row):
                setattr(form, control.name, control.field)
            for place, folded in form.folded.items():
                folded += _standing_in(place, found)
            if seen := _standing_in(Place.SIGHT, found):
                form.sections.append(SectionOfForm(heading, INTROS.get(section, ""), seen))
        return form

    return decorate


def _standing_in(place: Place, found: list[Row]) -> list[Row]:
    """Return the rows of the fields that stand in a place, without empty ones."""
    partial = (tuple(control for control in row if control.place is place) for row in found)
    return [row for row in partial if row]


@with_settings(Settings, lambda spec: spec.lasting)
class ContactForm(SettingsForm):
    """What may change at any time."""


STRATEGY = Control(
    "strategy",
    SelectField(_l("Worüber wird abgestimmt?")),
    {"width": "medium", "optional": False},
)
TWICE = Control(
    "twice",
    SelectField(
        _l("Falls es eine Uhrzeit zweimal gibt"),
        choices=choices(
            [
                ("", _l("Nachfragen")),
                ("0", _l("Die erste gilt (Sommerzeit)")),
                ("1", _l("Die zweite gilt (Winterzeit)")),
            ]
        ),
        description=_l("In der Nacht der Zeitumstellung im Herbst gibt es eine Stunde doppelt."),
    ),
    {"width": "medium", "optional": False},
    Place.EXPERTS,
)


def _of(step: Step, *, named: bool = False) -> Callable[[Spec], bool]:
    """Return which settings stand in the form of a step; thresholds are in the round file only."""

    def shows(spec: Spec) -> bool:
        if spec.section not in HEADINGS or STEPS[spec.section] is not step:
            return False
        return not (named and spec.path in RESIDENTS_ONLY)

    return shows


@with_settings(Settings, _of(Step.SUBJECT))
class SubjectForm(SettingsForm):
    """What is asked."""

    first: ClassVar = {Section.SUBJECT: STRATEGY}


@with_settings(Settings, _of(Step.PEOPLE))
class PeopleForm(SettingsForm):
    """When and who."""

    last: ClassVar = {Section.WINDOWS: TWICE}


@with_settings(Settings, _of(Step.COUNTING))
class CountingForm(SettingsForm):
    """How residents weight, and how it is counted."""

    last: ClassVar = {Section.RESULT: TWICE}


@with_settings(Settings, _of(Step.COUNTING, named=True))
class NamedCountingForm(SettingsForm):
    """The same in a round of organisations."""


def form_of(step: Step, *, named: bool) -> type[SettingsForm]:
    """Return the form of a step."""
    if step is Step.COUNTING and named:
        return NamedCountingForm
    forms: dict[Step, type[SettingsForm]] = {
        Step.SUBJECT: SubjectForm,
        Step.PEOPLE: PeopleForm,
        Step.COUNTING: CountingForm,
    }
    return forms[step]


class VersionForm(BaseForm):
    """Confirm a step for the version of the round that was looked at."""

    version = HiddenField()


class TakeFrameForm(VersionForm):
    """Confirm that the state of the strategy that was looked at is taken over."""

    seen = HiddenField()


class ExtendForm(BaseForm):
    """A later end of a window, with the reason that every result names."""

    version = HiddenField()
    window = RadioField(
        _l("Zeitfenster"), choices=choices([("ideas", _l("Ideen")), ("weights", _l("Gewichten"))])
    )
    closes = Moment(_l("Neues Ende"), [InputRequired(_l("Geben Sie das neue Ende ein."))])
    reason = TextAreaField(
        _l("Begründung"), [InputRequired(_l("Begründen Sie die Verlängerung.")), Length(max=1000)]
    )


class CopyForm(BaseForm):
    """The address of the new round."""

    slug = StringField(_l("Adresse der neuen Runde"))


class FileForm(BaseForm):
    """A round file from the disk."""

    file = FileField(_l("Rundendatei (YAML)"))
    publish = BooleanField(
        _l("Die Runde auch veröffentlichen, wenn die Datei es sagt"),
        description=_l("Eine veröffentlichte Runde lässt sich nicht mehr zurücknehmen."),
    )


def tell(form: BaseForm, problems: list[BadInput]) -> None:
    """Show each problem at its field."""
    for problem in problems:
        problem.field = form_field(problem.field)
        form.refuse(problem)


def form_field(path: str | None) -> str:
    """Return the form field of a problem's key: `texts.before.de` is `texts_before_de`, a window's
    is its end."""
    name = (path or "").replace(".", "_")
    if name.startswith("questions"):
        return "questions"
    if name in ("windows_ideas", "windows_weights"):
        return f"{name}_closes"
    return "windows_ideas_opens" if name == "windows" else name
