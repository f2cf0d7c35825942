"""What a pasted table would add to a strategy. Pure: the page shows it, then the service stores its
frame. What is there already stays as it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from participation.kernel.errors import N_, BadInput
from participation.kernel.text import fold
from participation.strategy import edits
from participation.strategy.keys import key_from
from participation.strategy.pasting.reading import PastedLine, PastedTable
from participation.strategy.rules import (
    KINDS,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Field,
    Frame,
    Item,
    frame_problems,
    normal_texts,
    text_problems,
)

MOST_PROBLEMS = 20


@dataclass
class Plan:
    """The frame with everything added, what is added by field (fields that were there included, for
    their new goals), what was there, and the problems, each sentence with its line."""

    frame: Frame
    taken: set[str]
    present_field: Field | None = None
    is_field_refused: bool = False
    fields: list[Item] = field(default_factory=list)
    goals: dict[str, list[Item]] = field(default_factory=dict)
    guidelines: list[Item] = field(default_factory=list)
    present: list[Item] = field(default_factory=list)
    problems: list[BadInput] = field(default_factory=list)

    @property
    def goal_count(self) -> int:
        """How many goals are added."""
        return sum(len(goals) for goals in self.goals.values())

    @property
    def new_keys(self) -> set[str]:
        """The keys of the fields that are added."""
        return {item.key for item in self.fields}

    @property
    def adds(self) -> bool:
        """Whether anything is added."""
        return bool(self.fields or self.goal_count or self.guidelines)


def plan(table: PastedTable, frame: Frame, taken: Collection[str]) -> Plan:
    """Return what a table would add to a frame; `taken` are keys of what was deleted."""
    made = Plan(frame, {*taken, *edits.keys(frame)})
    for line in table.lines:
        _line(made, line)
    if not made.problems:
        made.problems += frame_problems(made.frame)
    del made.problems[MOST_PROBLEMS:]
    return made


def _line(made: Plan, line: PastedLine) -> None:
    if line.cells.keys() & {"guideline_de", "guideline_en"}:
        _add(made, line, "guideline", made.frame.guidelines)
    if line.cells.keys() & {"field_de", "field_en"}:
        _field(made, line)
    elif "field_text_de" in line.cells:
        _refuse(made, line, N_("Zeile %(line)s: Vor der Erklärung fehlt das Handlungsfeld."))
    if line.cells.keys() & {"goal_de", "goal_en"}:
        _goal(made, line)
    elif "goal_text_de" in line.cells:
        _refuse(made, line, N_("Zeile %(line)s: Vor der Erklärung fehlt das Ziel."))


def _field(made: Plan, line: PastedLine) -> None:
    """Add a field unless it is there; goals of this line and the next ones belong to it."""
    before = len(made.frame.fields)
    item = _add(made, line, "field", made.frame.fields)
    made.present_field = item if isinstance(item, Field) else None
    made.is_field_refused = item is None
    if len(made.frame.fields) > before:
        made.fields.append(made.frame.fields[-1])


def _goal(made: Plan, line: PastedLine) -> None:
    known = made.frame.field(made.present_field.key) if made.present_field else None
    if known is not None:
        _add(made, line, "goal", known.goals, known.key)
    elif not made.is_field_refused:
        message = N_("Zeile %(line)s: Vor dem Ziel fehlt das Handlungsfeld, zu dem es gehört.")
        _refuse(made, line, message)


def _add(
    made: Plan, line: PastedLine, kind: str, among: Collection[Item], field_key: str = ""
) -> Item | None:
    """Add an item of a line unless its list has one of its title; return it, or the one there."""
    title = _texts(line, kind)
    there = next((item for item in among if _same(item, title)), None)
    if there is not None:
        _note_present(made, line, there, kind)
        return there
    text = _texts(line, f"{kind}_text")
    if _wrong(made, line, kind, title, text):
        return None
    key = key_from(title["de"], made.taken, otherwise=kind)
    item = KINDS[kind](key, title, text)
    made.taken.add(key)
    made.frame = edits.added(made.frame, item, field_key or None)
    if kind == "goal":
        made.goals.setdefault(field_key, []).append(item)
    elif kind == "guideline":
        made.guidelines.append(item)
    return item


def _note_present(made: Plan, line: PastedLine, there: Item, kind: str) -> None:
    """Note what was in the strategy before; a field named again only brings further goals."""
    new = [*made.fields, *made.guidelines, *(g for goals in made.goals.values() for g in goals)]
    if there.key not in {item.key for item in [*new, *made.present]}:
        made.present.append(there)
    text = line.cells.get(f"{kind}_text_de", "")
    is_new = there.key in {item.key for item in new}
    if is_new and text and text != there.text.get("de"):
        message = N_("Zeile %(line)s: „%(title)s“ ist weiter oben anders erklärt.")
        _refuse(made, line, message, title=there.title["de"])


_NO_TEXT = {
    "field": N_("Zeile %(line)s: „%(title)s“ hat keine Erklärung. Ein Satz genügt."),
    "goal": N_("Zeile %(line)s: Das Ziel „%(title)s“ hat keine Erklärung. Ein Satz genügt."),
    "guideline": N_(
        "Zeile %(line)s: Die Leitlinie „%(title)s“ hat keine Erklärung. Ein Satz genügt."
    ),
}


def _wrong(
    made: Plan, line: PastedLine, kind: str, title: dict[str, str], text: dict[str, str]
) -> bool:
    """Say what is wrong with an item's words, if anything is."""
    before = len(made.problems)
    if "de" not in title:
        _refuse(made, line, N_("Zeile %(line)s: Der deutsche Titel fehlt."))
    elif "de" not in text:
        _refuse(made, line, _NO_TEXT[kind], title=title["de"])
    else:
        long = [*text_problems(title, "", TITLE_LENGTH), *text_problems(text, "", TEXT_LENGTH)]
        message = N_(
            "Zeile %(line)s: „%(begin)s …“ hat %(length)s Zeichen, erlaubt sind %(longest)s."
            " Kürzen Sie den Text."
        )
        for problem in long:
            code = (problem.field or "").removeprefix(".")
            longest = problem.values["longest"]
            whole = title[code] if longest == TITLE_LENGTH else text[code]
            _refuse(made, line, message, begin=whole[:30], length=len(whole), longest=longest)
    return len(made.problems) > before


def _same(item: Item, title: dict[str, str]) -> bool:
    return fold(item.title.get("de", "")) == fold(title.get("de", ""))


def _texts(line: PastedLine, name: str) -> dict[str, str]:
    return normal_texts({code: line.cells.get(f"{name}_{code}", "") for code in ("de", "en")})


def _refuse(made: Plan, line: PastedLine, message: str, **values: object) -> None:
    made.problems.append(BadInput(message, field="table", line=line.number, **values))
