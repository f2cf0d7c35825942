"""The frame: what a round asks about, as plain values. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from participation.kernel.errors import N_, BadInput

Texts = Mapping[str, str]
KEY = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z")
KEY_LENGTH = 40
TITLE_LENGTH = 120
TEXT_LENGTH = 2000
MOST_FIELDS = 40
MOST_GOALS = 20
LANGUAGE = re.compile(r"^[a-z]{2,3}\Z")
RESERVED_KEYS = frozenset({"ref", "round", "code"})
"""Column names of files that have one column per field."""


@dataclass(frozen=True)
class Goal:
    """A strategic goal within a field."""

    key: str
    title: Texts
    text: Texts


@dataclass(frozen=True)
class Field:
    """An action field with its goals in order."""

    key: str
    title: Texts
    text: Texts
    goals: tuple[Goal, ...] = ()

    def goal(self, key: str | None) -> Goal | None:
        """Return the goal with this key, or None."""
        return next((goal for goal in self.goals if goal.key == key), None)


@dataclass(frozen=True)
class Guideline:
    """A guideline of the strategy."""

    key: str
    title: Texts
    text: Texts


Item = Guideline | Field | Goal
KINDS: dict[str, type[Guideline] | type[Field] | type[Goal]] = {
    "guideline": Guideline,
    "field": Field,
    "goal": Goal,
}


@dataclass(frozen=True)
class Frame:
    """A strategy as a round owns it: guidelines, and fields with goals, each in the order set."""

    title: Texts
    guidelines: tuple[Guideline, ...]
    fields: tuple[Field, ...]

    def field(self, key: str | None) -> Field | None:
        """Return the field with this key, or None."""
        return next((field for field in self.fields if field.key == key), None)

    @property
    def field_keys(self) -> tuple[str, ...]:
        """The keys of the fields in the frame's order."""
        return tuple(field.key for field in self.fields)

    def document(self) -> dict[str, Any]:
        """Return the frame as JSON values; `from_document` reads it back."""
        return {
            "title": dict(self.title),
            "guidelines": [item_document(item) for item in self.guidelines],
            "fields": [item_document(field) for field in self.fields],
        }


def from_document(document: Mapping[str, Any]) -> Frame:
    """Return the frame that `Frame.document` wrote."""
    return Frame(
        title=document["title"],
        guidelines=tuple(_guideline(item) for item in document["guidelines"]),
        fields=tuple(_field(item) for item in document["fields"]),
    )


def item_document(item: Item) -> dict[str, Any]:
    """Return a guideline, a goal, or a field with its goals as JSON values."""
    document: dict[str, Any] = {"key": item.key, "title": dict(item.title), "text": dict(item.text)}
    if isinstance(item, Field):
        document["goals"] = [item_document(goal) for goal in item.goals]
    return document


def item_from(kind: str, document: Mapping[str, Any]) -> Item:
    """Return the item that `item_document` wrote, of a kind named as in `kind_of`."""
    if kind == "field":
        return _field(document)
    return _guideline(document) if kind == "guideline" else _goal(document)


def kind_of(item: Item) -> str:
    """Return "guideline", "field" or "goal"."""
    return type(item).__name__.lower()


def _guideline(document: Mapping[str, Any]) -> Guideline:
    return Guideline(document["key"], document["title"], document["text"])


def _goal(document: Mapping[str, Any]) -> Goal:
    return Goal(document["key"], document["title"], document["text"])


def _field(document: Mapping[str, Any]) -> Field:
    goals = tuple(_goal(goal) for goal in document["goals"])
    return Field(document["key"], document["title"], document["text"], goals)


# ---------------------------------------------------------------- what may stand in a strategy


def normal_texts(texts: Mapping[str, str] | None) -> dict[str, str]:
    """Return the texts without empty ones, German first, the other languages in alphabetical
    order."""
    given = {code: text for code, text in (texts or {}).items() if text}
    return {code: given[code] for code in sorted(given, key=lambda code: (code != "de", code))}


def text_problems(
    texts: Texts, path: str, longest: int, *, required: bool = True
) -> list[BadInput]:
    """Return what is wrong with a text in several languages: no German, a strange language code,
    too long.

    `path` names the text in the errors; German stands at `path.de`.
    """
    problems: list[BadInput] = []
    if not texts.get("de") and (required or any(texts.values())):
        problems.append(
            BadInput(N_("Der deutsche Text fehlt. Tragen Sie ihn ein."), field=f"{path}.de")
        )
    for code, text in texts.items():
        text_path = f"{path}.{code}"
        if not LANGUAGE.match(code):
            problems.append(
                BadInput(
                    N_("„%(code)s“ ist kein Sprachkürzel wie de oder en."),
                    field=text_path,
                    code=code[:20],
                )
            )
        if len(text) > longest:
            problems.append(
                BadInput(
                    N_(
                        "Der Text hat %(length)s Zeichen, erlaubt sind %(longest)s. Kürzen Sie ihn."
                    ),
                    field=text_path,
                    length=len(text),
                    longest=longest,
                )
            )
    return problems


def key_problem(key: str, path: str) -> BadInput | None:
    """Return what is wrong with a key, or None."""
    if not KEY.match(key) or len(key) > KEY_LENGTH:
        return BadInput(
            N_(
                "„%(key)s“ ist kein Kürzel. Erlaubt sind bis zu 40 Kleinbuchstaben, Ziffern und"
                " Bindestriche."
            ),
            field=path,
            key=key[:60],
        )
    if key in RESERVED_KEYS:
        return BadInput(
            N_("Das Kürzel „%(key)s“ ist vergeben. Wählen Sie ein anderes."), field=path, key=key
        )
    return None


def frame_problems(frame: Frame) -> list[BadInput]:
    """Return everything that is wrong with a frame, in reading order; `field` is a path such as
    `fields.0.title.de`."""
    problems = text_problems(frame.title, "title", TITLE_LENGTH)
    seen: set[str] = set()
    for path, item in placed(frame):
        wrong = key_problem(item.key, f"{path}.key")
        if wrong is None and item.key in seen:
            wrong = BadInput(
                N_(
                    "Das Kürzel „%(key)s“ kommt zweimal vor. Jedes Kürzel gilt nur einmal in der"
                    " Strategie."
                ),
                field=f"{path}.key",
                key=item.key,
            )
        seen.add(item.key)
        problems += [wrong] if wrong else []
        problems += text_problems(item.title, f"{path}.title", TITLE_LENGTH)
        problems += text_problems(item.text, f"{path}.text", TEXT_LENGTH)
    return problems + _number_problems(frame)


def placed(frame: Frame) -> Iterator[tuple[str, Item]]:
    """Yield every item of a frame with its path, in reading order."""
    for position, guideline in enumerate(frame.guidelines):
        yield f"guidelines.{position}", guideline
    for position, field in enumerate(frame.fields):
        yield f"fields.{position}", field
        for number, goal in enumerate(field.goals):
            yield f"fields.{position}.goals.{number}", goal


def _number_problems(frame: Frame) -> list[BadInput]:
    problems = []
    if len(frame.guidelines) > MOST_FIELDS or len(frame.fields) > MOST_FIELDS:
        message = N_("Es sind höchstens %(most)s Einträge möglich. Fassen Sie einige zusammen.")
        name = "fields" if len(frame.fields) > MOST_FIELDS else "guidelines"
        problems.append(BadInput(message, field=name, most=MOST_FIELDS))
    for position, field in enumerate(frame.fields):
        if len(field.goals) > MOST_GOALS:
            message = N_(
                "Ein Handlungsfeld hat höchstens %(most)s Ziele. Fassen Sie einige zusammen."
            )
            problems.append(BadInput(message, field=f"fields.{position}.goals", most=MOST_GOALS))
    return problems
