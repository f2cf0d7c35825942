"""The office's form for a sheet: one text input for each number on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, SelectField, StringField, SubmitField
from wtforms.validators import InputRequired

from participation.kernel.errors import BadInput
from participation.rounds.models import Round
from participation.rounds.rules import InstrumentKind
from participation.web.filters import tr, translate_error
from participation.web.forms import BaseForm, choices
from participation.web.translation import _
from participation.weighting import checking
from participation.weighting.checking import BadBallot, Typed
from participation.weighting.forms import BallotForm, prefix_of, typed
from participation.weighting.paper.reading import (
    INVALID_NAMES,
    Invalid,
    invalid_reasons,
)

DASHES = frozenset("-–—−")
CROSSES = frozenset("xX")
GOALS = "goals"
"""The stage of the form in which the goals are typed in."""


@dataclass(frozen=True)
class Row:
    """One number of a sheet: the input's name, what it is about, what was typed, what is wrong."""

    name: str
    title: str
    value: str
    number: int = 0
    error: str | None = None


@dataclass(frozen=True)
class Block:
    """The goals of one field."""

    number: int
    title: str
    drawn: bool
    rows: tuple[Row, ...]


class SheetForm(BallotForm):
    """One sheet; its numbers are not WTForms fields."""

    ref = StringField(
        _l("Nummer des Bogens"), [InputRequired(_l("Schreiben Sie die Nummer des Bogens."))]
    )
    code = StringField(_l("Code, falls einer auf dem Bogen steht"))
    correct = BooleanField(_l("Diesen Bogen berichtigen"))
    invalid = SelectField(_l("Ungültig, weil"), default="")
    stage = HiddenField(default="")
    back = SubmitField()

    def offer_reasons(self, *, pick: bool) -> None:
        """Offer the reasons why a sheet of this kind can be invalid."""
        named = [(reason.value, _(INVALID_NAMES[reason])) for reason in invalid_reasons(pick=pick)]
        self.invalid.choices = choices([("", _("Der Bogen ist gültig")), *named])

    @property
    def is_invalid(self) -> Invalid | None:
        """Why the office says that the sheet is invalid."""
        return Invalid(self.invalid.data) if self.invalid.data else None

    def problems(self) -> list[tuple[str | None, str]]:
        """Return (id of an input or None, sentence) for the error summary."""
        own = [self.ref, self.code, self.invalid, self.correct]
        of_fields = [(field.id, str(field.errors[0])) for field in own if field.errors]
        whole = [(None, str(message)) for message in self.form_errors]
        return [*of_fields, *whole, *self.errors_by_key.items()]


class AgainForm(BaseForm):
    """A sheet that waits, and what is to be done with it."""

    ref = HiddenField()
    correct = HiddenField()
    discard = SubmitField()


def fields_typed(round_: Round, data: MultiDict[str, str]) -> Typed:
    """Return what was typed for the fields, a dash being no opinion and a cross a choice."""
    kind = round_.settings.instrument.kind
    said = typed(data, prefix_of(kind), round_.frame.field_keys)
    dashed = frozenset(key for key, text in said.texts.items() if text.strip() in DASHES)
    crossed = CROSSES if kind is InstrumentKind.PICK else frozenset()
    texts = {
        key: "" if key in dashed else "1" if text.strip() in crossed else text
        for key, text in said.texts.items()
    }
    return replace(said, texts=texts, silent=said.silent | dashed)


def read_fields(round_: Round, data: MultiDict[str, str]) -> tuple[int, ...]:
    """Return the answers to the fields. Raises BadBallot, its problems at the inputs' names."""
    settings = round_.settings
    try:
        return checking.answers(
            fields_typed(round_, data),
            round_.frame.field_keys,
            settings.instrument,
            no_opinion=settings.no_opinion,
        )
    except BadBallot as bad:
        prefix = prefix_of(settings.instrument.kind)
        raise BadBallot([_at(problem, prefix) for problem in bad.problems]) from bad


def goals_prefix(position: int) -> str:
    """Return what the inputs of a field's goals are named with before their key."""
    return f"goal-{position}-"


def read_goals(
    round_: Round, asked: Sequence[int], data: MultiDict[str, str]
) -> dict[int, tuple[int, ...]]:
    """Return the points for the goals of the asked fields, without fields where nothing was typed.
    Raises BadBallot, its problems at the inputs' names."""
    rules = round_.settings.goals
    found: dict[int, tuple[int, ...]] = {}
    problems: list[BadInput] = []
    for position in asked if rules else ():
        assert rules is not None
        names = [goal.key for goal in round_.frame.fields[position].goals]
        prefix = goals_prefix(position)
        said = typed(data, prefix, names)
        if not any(text.strip() for text in said.texts.values()):
            continue
        try:
            found[position] = checking.points(said, names, rules.points)
        except BadBallot as bad:
            problems += [_at(problem, prefix, names[0]) for problem in bad.problems]
    if problems:
        raise BadBallot(problems)
    return found


def refuse_reading(form: SheetForm, error: BadBallot) -> None:
    """Show what is wrong with a reading at its inputs."""
    for problem in error.problems:
        if problem.field:
            form.errors_by_key.setdefault(problem.field, translate_error(problem))
        else:
            form.form_errors = [*form.form_errors, translate_error(problem)]


def field_rows(
    round_: Round, data: Mapping[str, str], errors: Mapping[str, str]
) -> tuple[Row, ...]:
    """Return the rows of the fields in the order of the sheet, filled in as typed."""
    prefix = prefix_of(round_.settings.instrument.kind)
    return tuple(
        _row(prefix + field.key, tr(field.title), data, errors, number)
        for number, field in enumerate(round_.frame.fields, 1)
    )


def goal_blocks(
    round_: Round,
    asked: Sequence[int],
    drawn: frozenset[int],
    data: Mapping[str, str],
    errors: Mapping[str, str],
) -> tuple[Block, ...]:
    """Return the blocks of goals that are asked, in the order of the sheet."""
    fields = round_.frame.fields
    return tuple(
        Block(
            position + 1,
            tr(fields[position].title),
            position in drawn,
            tuple(
                _row(goals_prefix(position) + goal.key, tr(goal.title), data, errors)
                for goal in fields[position].goals
            ),
        )
        for position in asked
    )


def carried(data: MultiDict[str, str], prefix: str) -> list[tuple[str, str]]:
    """Return names and values that carry numbers through the stage that has no inputs for them."""
    return [(name, data[name]) for name in data if name.startswith(prefix)]


def _row(
    name: str, title: str, data: Mapping[str, str], errors: Mapping[str, str], number: int = 0
) -> Row:
    return Row(name, title, data.get(name, ""), number, errors.get(name))


def _at(problem: BadInput, prefix: str, first: str | None = None) -> BadInput:
    """Return a problem at the name of its input; one of a block as a whole at its first."""
    key = problem.field or first
    place = prefix + key if key else None
    return BadInput(problem.message, field=place, **problem.values)
