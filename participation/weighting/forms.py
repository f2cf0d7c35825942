"""Forms of weighting: what comes in as text is handed to `checking`; here it is only gathered and
shown again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SubmitField

from participation.kernel.errors import ParticipationError
from participation.kernel.text import whole_number
from participation.rounds.rules import InstrumentKind
from participation.strategy.rules import Field, Goal
from participation.web.filters import tr, translate_error
from participation.web.forms import BaseForm
from participation.weighting.checking import BadBallot, Typed
from participation.weighting.rules import NO_OPINION

POINTS = "points-"
PICK = "pick-"
NONE = "-none"


@dataclass(frozen=True)
class Item:
    """One row of a ballot on a page: what it is, what was typed, and what is wrong with that."""

    key: str
    title: str
    text: str
    value: str
    no_opinion: bool
    error: str | None = None


class BallotForm(BaseForm):
    """A ballot as a form. The rows are not WTForms fields: their names depend on the round."""

    version = HiddenField(default="0")
    change = SubmitField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.errors_by_key: dict[str, str] = {}
        super().__init__(*args, **kwargs)

    @property
    def base_version(self) -> int:
        """The version of the ballot this form started from; -1 when the form was tampered with."""
        number = whole_number(self.version.data or "0")
        return -1 if number is None else number

    @property
    def errors(self) -> dict[str | None, Any]:
        """What is wrong, the ballot's rows included, so that the page's title can say so."""
        return {**super().errors, **self.errors_by_key}

    def refuse_ballot(self, error: ParticipationError) -> None:
        """Show the problems of a ballot at their items, those of the ballot as a whole on top."""
        for problem in error.problems if isinstance(error, BadBallot) else [error]:
            if problem.field:
                self.errors_by_key.setdefault(problem.field, translate_error(problem))
            else:
                self.form_errors = [*self.form_errors, translate_error(problem)]

    def summary(self, prefix: str, first: str) -> list[tuple[str, str]]:
        """Return (id of an input, sentence) for the error summary; what concerns the whole leads to
        the first row."""
        whole = [(prefix + first, str(message)) for message in self.form_errors]
        return whole + [(prefix + key, message) for key, message in self.errors_by_key.items()]


class GoalsForm(BallotForm):
    """The goals of one field."""

    clear = SubmitField()


class PlainForm(BaseForm):
    """A form that is only a button."""


def prefix_of(kind: InstrumentKind) -> str:
    """Return what the inputs of a ballot's fields are named with before their key."""
    return PICK if kind is InstrumentKind.PICK else POINTS


def typed(data: MultiDict[str, str], prefix: str, keys: Sequence[str]) -> Typed:
    """Gather what came in for these keys: blank is blank, twice is noted, a name of no key of ours
    too."""
    texts: dict[str, str] = {}
    silent: set[str] = set()
    twice: set[str] = set()
    foreign = False
    for name, values in data.lists():
        if not name.startswith(prefix):
            continue
        key = name.removeprefix(prefix)
        if key in keys:
            texts[key] = values[-1].replace("\0", "�")
            if len(values) > 1:
                twice.add(key)
        elif key.endswith(NONE) and key.removesuffix(NONE) in keys:
            silent.add(key.removesuffix(NONE))
        else:
            foreign = True
    return Typed(texts, frozenset(silent), frozenset(twice), foreign)


def stored_as_typed(values: Sequence[int], keys: Sequence[str]) -> Typed:
    """Return a stored answer as it would have been typed, for the form that changes it."""
    texts = {key: str(value) for key, value in zip(keys, values, strict=True) if value > 0}
    return Typed(
        texts,
        frozenset(key for key, value in zip(keys, values, strict=True) if value == NO_OPINION),
    )


def items(
    things: Sequence[Field | Goal],
    order: Sequence[int],
    said: Typed,
    errors: dict[str, str] | None = None,
) -> list[Item]:
    """Return the rows of a ballot in an order, filled in with what was said."""
    ordered = [things[position] for position in order]
    return [
        Item(
            key=thing.key,
            title=tr(thing.title),
            text=tr(thing.text),
            value=said.texts.get(thing.key, ""),
            no_opinion=thing.key in said.silent,
            error=(errors or {}).get(thing.key),
        )
        for thing in ordered
    ]


def hidden(said: Typed, prefix: str) -> list[tuple[str, str]]:
    """Return names and values that carry what was said through a page that has no inputs for it."""
    carried = [(prefix + key, text) for key, text in said.texts.items()]
    return carried + [(prefix + key + NONE, "1") for key in sorted(said.silent)]
