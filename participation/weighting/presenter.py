"""A ballot as a page shows it: rows for bars in the person's own order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape

from participation.kernel.scale import Scale, scale_to
from participation.rounds.rules import InstrumentKind
from participation.strategy.rules import Field, Goal
from participation.web.filters import tr
from participation.web.translation import _
from participation.weighting.derivation import canonical
from participation.weighting.rules import NO_OPINION, Answers, Asked, asked_fields, reached
from participation.weighting.voters import Voter

ROOM = 2048
ROOM_OF_A_FIELD = 1024
ROOM_OF_AN_INPUT = 256
"""Bytes that a ballot takes on a page at most: its frame, each field beside its title, each hidden
input beside its key."""
ROOM_OF_A_PAGE = 16_384
ROOM_OF_A_ROW = 2_048
"""Bytes that a page with a form takes at most: around the form, and each of its rows beside its
texts."""

_EMPTY_COMMENT = "<!---->"


@dataclass(frozen=True)
class GoalPage:
    """A field whose goals are asked of this person."""

    key: str
    title: str
    drawn: bool
    done: bool
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class BallotView:
    """A ballot to be shown."""

    voter: Voter
    answers: Answers

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One row per field: label, value and the value in words."""
        fields = self.voter.frame.fields
        return [
            {
                "label": tr(fields[position].title),
                "value": _length(value),
                "text": self._words(value),
            }
            for position in self.voter.order
            for value in (self.answers.fields[position],)
        ]

    @property
    def scale(self) -> Scale:
        """The scale of all bars of the ballot, in points; it ends near the heaviest, so that
        differences can be seen."""
        goals = [value for values in self.answers.goals for value in values]
        return scale_to(max(0, value) for value in (*self.answers.fields, *goals))

    @property
    def room(self) -> int:
        """How many bytes of a page the ballot takes at most, whatever it says."""
        titles = [field.title for field in self.voter.frame.fields]
        return ROOM + sum(ROOM_OF_A_FIELD + 2 * len(escape(tr(title)).encode()) for title in titles)

    @property
    def carried_room(self) -> int:
        """How many bytes of a page the ballot takes at most as hidden inputs."""
        keys = self.voter.frame.field_keys
        return ROOM + sum(ROOM_OF_AN_INPUT + 2 * len(key.encode()) for key in keys)

    @property
    def goals_room(self) -> int:
        """How many bytes of a page the goals take at most, whichever fields they are asked for."""
        rules = self.voter.round_.settings.goals
        if rules is None:
            return ROOM
        sizes = sorted((_room_of_goals(field) for field in self.voter.frame.fields), reverse=True)
        return ROOM + sum(sizes[: rules.top + rules.drawn])

    @property
    def chosen(self) -> list[str]:
        """The titles of the fields with a positive answer, for `pick`."""
        return [row["label"] for row in self.rows if row["value"]]

    @property
    def silent(self) -> list[str]:
        """The titles of the fields with 'keine Angabe'."""
        fields = self.voter.frame.fields
        return [
            tr(fields[position].title)
            for position in self.voter.order
            if self.answers.fields[position] == NO_OPINION
        ]

    @property
    def is_pick(self) -> bool:
        """Whether fields were chosen and not weighted."""
        return self.voter.round_.settings.instrument.kind is InstrumentKind.PICK

    @property
    def canonical(self) -> str:
        """The ballot as the text its receipt is made of."""
        return canonical(self.answers, self.voter.frame)

    @cached_property
    def goal_pages(self) -> list[GoalPage]:
        """The fields whose goals are asked, in the order in which they are."""
        return [self._goal_page(field) for field in asked_fields(self.answers, self.voter.order)]

    @property
    def next_goals(self) -> GoalPage | None:
        """The first field whose goals are asked and not weighted yet."""
        return next((page for page in self.goal_pages if not page.done), None)

    def _goal_page(self, field: int) -> GoalPage:
        frame_field = self.voter.frame.fields[field]
        done = reached(self.answers, field)
        values = self.answers.goals[field]
        rows = [
            {
                "label": tr(frame_field.goals[position].title),
                "value": _length(values[position]),
                "text": self._words(values[position]),
            }
            for position in (self.voter.goal_order(field) if done else ())
        ]
        drawn = self.answers.asked[field] is Asked.DRAWN
        return GoalPage(frame_field.key, tr(frame_field.title), drawn, done, rows)

    def _words(self, value: int) -> str:
        if value == NO_OPINION:
            return _("keine Angabe")
        if value == 1:
            return _("1 Punkt")
        return _("%(count)s Punkte", count=value)


def fields_form_room(fields: Iterable[Field]) -> int:
    """Return how many bytes a page with the form for the fields takes at most, whatever is typed in
    it."""
    return ROOM_OF_A_PAGE + sum(_room_of_a_row(field) for field in fields)


def goals_form_room(fields: Iterable[Field]) -> int:
    """Return how many bytes a page with the form for the goals of a field takes at most, whichever
    field it is."""
    rooms = [
        # Its form, and the way to the next one, hold its title and key several times.
        2 * _room_of_a_row(field) + sum(_room_of_a_row(goal) for goal in field.goals)
        for field in fields
    ]
    return ROOM_OF_A_PAGE + max(rooms)


def _room_of_a_row(item: Field | Goal) -> int:
    texts = 4 * len(escape(tr(item.title)).encode()) + len(escape(tr(item.text)).encode())
    return ROOM_OF_A_ROW + texts + 8 * len(item.key.encode())


def _room_of_goals(field: Field) -> int:
    titles = [field.title, *(goal.title for goal in field.goals)]
    # A field's own title stands in its heading, its line and the link to its goals.
    return sum(ROOM_OF_A_FIELD + 4 * len(escape(tr(title)).encode()) for title in titles)


def _length(value: int) -> int | None:
    """Return what a bar shows of an answer: silence draws none."""
    return None if value < 0 else value


def padded(markup: Markup, room: int) -> Markup:
    """Return markup with a comment behind it that makes it `room` bytes long, or the next multiple
    of `room`.

    Who sees how many bytes go over the wire must not learn from them what the ballot says. That
    holds only for pages that nothing on the way compresses.
    """
    size = len(markup.encode()) + len(_EMPTY_COMMENT)
    missing = -size % room
    return markup + Markup("<!--{}-->").format("x" * missing)
