"""The form fields of a setting, by the kind of its value.

A field is named after the setting's place in the round file, with underscores between levels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, DateInput, DateTimeLocalInput, ListWidget

from participation.rounds.configuration.organisations import RESIDENTS_ONLY
from participation.rounds.configuration.readiness import WANTED
from participation.rounds.configuration.shapes import PHASE_TEXTS
from participation.rounds.configuration.specs import Kind, Spec
from participation.web.forms import choices


class Moment(StringField):
    """A local time in the round's zone; the service's own sentences say what is wrong with it."""

    widget = DateTimeLocalInput()


class Day(StringField):
    """A date; the service's own sentences say what is wrong with it."""

    widget = DateInput()


class Ways(SelectMultipleField):
    """Several choices as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Place(StrEnum):
    """Where a form field stands: in sight, or folded away with others of its kind."""

    SIGHT = "sight"
    ENGLISH = "english"
    EXPERTS = "experts"


@dataclass(frozen=True)
class Control:
    """A form field with its name, and further arguments of the macro that draws it; `only` names
    the instrument or audience without which it says nothing."""

    name: str
    field: Any
    drawing: dict[str, Any] = field(default_factory=dict)
    place: Place = Place.SIGHT
    only: str = ""


Row = tuple[Control, ...]
"""Form fields that stand side by side."""

GERMAN, ENGLISH = "de", "en"
LANGUAGES = (GERMAN, ENGLISH)
NUMERIC = {"width": "short", "inputmode": "numeric"}


def rows(spec: Spec) -> list[Row]:
    """Return the form fields of a setting, row by row."""
    return ROWS[spec.kind](spec)


def _control(kind: type[Any], spec: Spec, part: str = "", *drawing: Any, **values: Any) -> Control:
    name = f"{spec.form_name}_{part}" if part else spec.form_name
    made = kind(_l(spec.label_of(part)), description=_hint(spec, part), **values)
    place = Place.EXPERTS if spec.expert else Place.SIGHT
    return Control(name, made, drawing[0] if drawing else {}, place, _only(spec, part))


def _only(spec: Spec, part: str) -> str:
    """Return without which instrument or audience a field says nothing."""
    if spec.kind is Kind.INSTRUMENT:
        return {"total": "points", "k": "pick", "exactly": "pick"}.get(part, "")
    if spec.kind is Kind.GOALS:
        return "points"
    return "residents" if spec.path in RESIDENTS_ONLY else ""


def _hint(spec: Spec, part: str) -> Any:
    hint = spec.hint_of(part)
    return _l(hint) if hint else ""


def _line(spec: Spec) -> list[Row]:
    validators = [InputRequired(_l(spec.required))] if spec.required else []
    drawing = {"width": "medium", "optional": False}
    return [(_control(StringField, spec, "", drawing, validators=validators),)]


def _texts(spec: Spec, part: str = "", *, long: bool, rows: int = 6) -> Row:
    """A text in German and English; other languages are in the round file only."""
    name = f"{spec.form_name}_{part}" if part else spec.form_name
    kind = TextAreaField if long else StringField
    label, hint = _l(spec.label_of(part)), _hint(spec, part)
    checks = [Length(max=spec.longest)] if long else []
    needed = [InputRequired(_l(spec.required))] if spec.required else []
    german = kind(label, [*needed, *checks], description=hint)
    english = kind(_l("%(label)s (Englisch)", label=label), checks)
    path = f"{spec.path}.{part}.{GERMAN}" if part else f"{spec.path}.{GERMAN}"
    drawing = {"rows": rows} | ({"optional": False} if path in WANTED else {})
    only = _only(spec, part)
    return (
        Control(f"{name}_{GERMAN}", german, drawing, Place.SIGHT, only),
        Control(f"{name}_{ENGLISH}", english, {"rows": rows}, Place.ENGLISH, only),
    )


def _whole(spec: Spec) -> list[Row]:
    drawing = NUMERIC if spec.optional else NUMERIC | {"optional": False}
    return [(_control(StringField, spec, "", drawing),)]


def _choice(spec: Spec) -> list[Row]:
    return [(_control(RadioField, spec, "", {"optional": False}, choices=_choices(spec)),)]


def _ways(spec: Spec) -> list[Row]:
    return [(_control(Ways, spec, "", {"optional": False}, choices=_choices(spec)),)]


def _choices(spec: Spec) -> Any:
    return choices((str(value), _l(label)) for value, label in spec.choices.items())


def _instrument(spec: Spec) -> list[Row]:
    number = NUMERIC | {"optional": False}
    return [
        (_control(RadioField, spec, "kind", {"optional": False}, choices=_choices(spec)),),
        (_control(StringField, spec, "total", number),),
        (_control(StringField, spec, "k", number),),
        (_control(BooleanField, spec, "exactly"),),
    ]


def _goals(spec: Spec) -> list[Row]:
    number = NUMERIC | {"optional": False}
    return [
        (_control(StringField, spec, "points", NUMERIC),),
        (
            _control(StringField, spec, "top", number),
            _control(StringField, spec, "drawn", number),
        ),
    ]


def _contact(spec: Spec) -> list[Row]:
    medium = {"width": "medium", "optional": False}
    return [
        _texts(spec, "unit", long=False),
        (_control(TextAreaField, spec, "address", {"rows": 3}),),
        (_control(StringField, spec, "telephone", medium | {"inputmode": "tel"}),),
        (_control(StringField, spec, "email", medium | {"inputmode": "email"}),),
    ]


ROWS: dict[Kind, Callable[[Spec], list[Row]]] = {
    Kind.KEY: _line,
    Kind.ZONE: _line,
    Kind.TITLE: lambda spec: [_texts(spec, long=False)],
    Kind.TEXT: lambda spec: [_texts(spec, long=True, rows=5)],
    Kind.WHOLE: _whole,
    Kind.YES: lambda spec: [(_control(BooleanField, spec),)],
    Kind.CHOICE: _choice,
    Kind.MOMENT: lambda spec: [(_control(Moment, spec),)],
    Kind.DATE: lambda spec: [(_control(Day, spec),)],
    Kind.WINDOW: lambda spec: [
        (
            _control(Moment, spec, "opens", {"optional": False}),
            _control(Moment, spec, "closes", {"optional": False}),
        ),
    ],
    Kind.INSTRUMENT: _instrument,
    Kind.GOALS: _goals,
    Kind.WAYS: _ways,
    Kind.CONTACT: _contact,
    Kind.PHASE_TEXTS: lambda spec: [_texts(spec, name, long=True, rows=4) for name in PHASE_TEXTS],
}
