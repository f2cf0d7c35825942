"""What is known about a setting of a round besides its value: a `Spec` at each field of `Settings`.

Column, hashed rules, round file, checks and form each know the kinds of values, not the settings.
Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cache
from typing import Any, cast


class Kind(StrEnum):
    """What a setting's value is."""

    KEY = "key"
    ZONE = "zone"
    TITLE = "title"
    TEXT = "text"
    WHOLE = "whole"
    YES = "yes"
    CHOICE = "choice"
    MOMENT = "moment"
    DATE = "date"
    WINDOW = "window"
    INSTRUMENT = "instrument"
    GOALS = "goals"
    WAYS = "ways"
    CONTACT = "contact"
    PHASE_TEXTS = "phase_texts"
    QUESTIONS = "questions"
    THRESHOLDS = "thresholds"


class Section(StrEnum):
    """The part of the round form in which a setting stands, in the form's order."""

    SUBJECT = "subject"
    WINDOWS = "windows"
    WEIGHTING = "weighting"
    PEOPLE = "people"
    IDEAS = "ideas"
    TEXTS = "texts"
    CONTACT = "contact"
    RESULT = "result"
    QUESTIONS = "questions"
    RETENTION = "retention"
    FILE_ONLY = "file_only"


Words = str | Mapping[str, str]
"""A sentence of the message catalogue, or one for each part of a setting."""


@dataclass(frozen=True)
class Spec:
    """What is known about a setting apart from its value. Raises ValueError without a label.

    `name` is what the setting is called as a whole where it has several labels; `expert` ones are
    folded away, because their defaults are right nearly always. `path` is its place in the round
    file, its name unless given. `low` and `high` bound a whole number, `longest` a text. `required`
    is what the form says when it is missing; an `optional` number may be none at all. `in_rules`
    puts it into the document that is hashed; `lasting` settings may change after the first window
    has opened; a `column` stands beside the JSON. A rule that came after the first rounds is
    `omitted_by_default`, so that theirs keep their hash.
    """

    kind: Kind
    section: Section
    label: Words = ""
    hint: Words = ""
    name: str = ""
    path: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    required: str = ""
    optional: bool = False
    low: int = 0
    high: int = 0
    longest: int = 0
    in_rules: bool = True
    lasting: bool = False
    column: bool = False
    omitted_by_default: bool = False
    expert: bool = False

    def __post_init__(self) -> None:
        """Refuse a setting that the form could not name."""
        if not self.label and self.section is not Section.FILE_ONLY:
            raise ValueError("a setting needs the label under which the form shows it")
        if not isinstance(self.label, str) and not self.name:
            raise ValueError("a setting with several labels needs a name for the whole")

    @property
    def form_name(self) -> str:
        """The name of its form field, or what the names of its form fields begin with."""
        return self.path.replace(".", "_")

    @property
    def called(self) -> str:
        """What the setting is called as a whole."""
        return self.name or (self.label if isinstance(self.label, str) else "")

    def label_of(self, part: str = "") -> str:
        """Return the form's label for one part of the setting."""
        return self.label if isinstance(self.label, str) else self.label[part]

    def hint_of(self, part: str = "") -> str:
        """Return the form's hint for one part of the setting, or nothing."""
        return self.hint if isinstance(self.hint, str) else self.hint.get(part, "")


def setting(default: Any, spec: Spec) -> Any:
    """Return a dataclass field for a setting; `default` may be a function that makes one."""
    if callable(default):
        return field(default_factory=default, metadata={"spec": spec})
    return field(default=default, metadata={"spec": spec})


def specs_of(settings: type[Any]) -> dict[str, Spec]:
    """Return what is known about each field of a class of settings by its name, in its order."""
    known: dict[str, Spec] = _specs_of(cast("Any", settings))
    return known


@cache
def _specs_of(settings: Any) -> dict[str, Spec]:
    return {
        item.name: replace(item.metadata["spec"], path=item.metadata["spec"].path or item.name)
        for item in fields(settings)
    }
