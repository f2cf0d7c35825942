"""Lineage: what became of a key from one version of a strategy to a later one. Pure.

A line says that a key of the earlier version was renamed, split or merged into a key of the later
one. A split has several lines with one key to the left, a merger several with one to the right.
What keeps its key and meaning has no line. Weights are carried over where a key stayed or was
renamed, never where it was split or merged: what people weighed was another thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from participation.kernel.errors import N_, BadInput
from participation.strategy.rules import Frame, kind_of, placed

MOST_LINES = 400


class Kind(StrEnum):
    """What happened to a key."""

    RENAMED = "renamed"
    SPLIT = "split"
    MERGED = "merged"


@dataclass(frozen=True)
class Line:
    """One step from a key of the earlier version to one of the later."""

    kind: str
    from_key: str
    to_key: str

    def document(self) -> dict[str, str]:
        """Return the line as JSON values."""
        return {"kind": self.kind, "from_key": self.from_key, "to_key": self.to_key}


@dataclass(frozen=True)
class Origin:
    """Where an item of the later version comes from.

    `kind` is "same", "new", or that of the lines; `keys` are those of the earlier version.
    """

    kind: str
    keys: tuple[str, ...]

    @property
    def comparable_key(self) -> str | None:
        """The earlier key whose weights may stand beside the later item; None where they may
        not."""
        return self.keys[0] if self.kind in ("same", Kind.RENAMED) else None


def origin(key: str, earlier_keys: Iterable[str], lines: Iterable[Line]) -> Origin:
    """Return where a key of the later version comes from.

    A key that is still there after it was split, or after another was merged into it, no longer
    means the same.
    """
    steps = [line for line in lines if line.to_key == key]
    if steps:
        return Origin(steps[0].kind, tuple(line.from_key for line in steps))
    return Origin("same", (key,)) if key in set(earlier_keys) else Origin("new", ())


def line_problems(
    lines: Sequence[Line], earlier: Frame | None, later: Frame, before: Iterable[Line] = ()
) -> list[BadInput]:
    """Return what is wrong with a version's lines, in their order; `field` is a line's index.

    `earlier` is the version that the draft was begun from, None for the first one. `before` are the
    lines of all versions on the way to that one.
    """
    if not lines:
        return []
    if len(lines) > MOST_LINES:
        return [BadInput(N_("Es sind höchstens %(most)s Zeilen möglich."), most=MOST_LINES)]
    if earlier is None:
        message = N_("Die erste Fassung hat keine Herkunft. Nehmen Sie die Zeilen heraus.")
        return [BadInput(message, field="0")]
    old, new = _kinds(earlier), _kinds(later)
    problems = []
    for number, line in enumerate(lines):
        wrong = _line_problem(line, lines, old, new)
        if wrong is not None:
            wrong.field = str(number)
            problems.append(wrong)
    return problems or _circles([*before, *lines], lines)


def _line_problem(
    line: Line, lines: Sequence[Line], old: Mapping[str, str], new: Mapping[str, str]
) -> BadInput | None:
    values = {"old": line.from_key[:60], "new": line.to_key[:60]}
    if line.kind not in set(Kind):
        return BadInput(
            N_("Wählen Sie, was geschehen ist: umbenannt, geteilt oder zusammengelegt.")
        )
    if line.from_key not in old:
        message = N_("„%(old)s“ steht nicht in der früheren Fassung. Wählen Sie ein Kürzel daraus.")
        return BadInput(message, **values)
    if line.to_key not in new:
        message = N_("„%(new)s“ steht nicht in dieser Fassung. Wählen Sie ein Kürzel daraus.")
        return BadInput(message, **values)
    if old[line.from_key] != new[line.to_key]:
        message = N_(
            "„%(old)s“ und „%(new)s“ sind Verschiedenes. Aus einem Feld wird ein Feld, aus einem"
            " Ziel ein Ziel, aus einer Leitlinie eine Leitlinie."
        )
        return BadInput(message, **values)
    if lines.count(line) > 1:
        message = N_("„%(old)s“ zu „%(new)s“ steht zweimal da. Nehmen Sie eine Zeile heraus.")
        return BadInput(message, **values)
    return _contradiction(line, lines) or _shape(line, lines, old, new)


def _contradiction(line: Line, lines: Sequence[Line]) -> BadInput | None:
    for other in lines:
        shared = other.from_key == line.from_key or other.to_key == line.to_key
        if shared and other.kind != line.kind:
            key = line.from_key if other.from_key == line.from_key else line.to_key
            message = N_(
                "Für „%(key)s“ steht zweierlei da. Ein Kürzel ist entweder umbenannt, geteilt oder"
                " zusammengelegt."
            )
            return BadInput(message, key=key)
    return None


def _shape(
    line: Line, lines: Sequence[Line], old: Mapping[str, str], new: Mapping[str, str]
) -> BadInput | None:
    """Renamed is one to one, split one to many, merged many to one."""
    sources = {other.from_key for other in lines if other.to_key == line.to_key}
    targets = {other.to_key for other in lines if other.from_key == line.from_key}
    # A key that stays is part of what it was split into, or merged from.
    source_stays = line.from_key in new and line.from_key not in targets
    target_was_there = line.to_key in old and line.to_key not in sources
    message = None
    if line.kind == Kind.RENAMED:
        if len(sources | targets) > 2 or line.from_key in new or line.to_key in old:
            message = N_(
                "„%(old)s“ zu „%(new)s“ ist keine Umbenennung. Das alte Kürzel gibt es danach nicht"
                " mehr, das neue gab es vorher nicht, und jedes steht in einer Zeile."
            )
    elif line.kind == Kind.SPLIT and (len(targets) < 2 or len(sources) > 1):
        message = N_(
            "„%(old)s“ ist geteilt. Dazu gehören mindestens zwei Zeilen mit verschiedenen neuen"
            " Kürzeln, die in keiner anderen Teilung stehen."
        )
    elif line.kind == Kind.MERGED and (len(sources) < 2 or len(targets) > 1):
        message = N_(
            "In „%(new)s“ ist mehreres zusammengelegt. Dazu gehören mindestens zwei Zeilen mit"
            " verschiedenen alten Kürzeln, die in keiner anderen Zusammenlegung stehen."
        )
    elif source_stays:
        message = N_(
            "„%(old)s“ gibt es in dieser Fassung noch. Nennen Sie es auch als neues Kürzel."
        )
    elif target_was_there:
        message = N_(
            "„%(new)s“ gab es in der früheren Fassung schon. Nennen Sie es auch als altes Kürzel"
            " oder wählen Sie ein neues."
        )
    return BadInput(message, old=line.from_key, new=line.to_key) if message else None


def _circles(every: Iterable[Line], lines: Sequence[Line]) -> list[BadInput]:
    """Return the lines that lead back to a key of an earlier version: it would mean two things."""
    steps: dict[str, set[str]] = {}
    for line in every:
        if line.from_key != line.to_key:
            steps.setdefault(line.from_key, set()).add(line.to_key)
    message = N_(
        "Von „%(new)s“ führt die Herkunft zurück zu „%(old)s“. Ein Kürzel stünde dann für"
        " zweierlei. Wählen Sie ein neues."
    )
    return [
        BadInput(message, field=str(number), old=line.from_key, new=line.to_key)
        for number, line in enumerate(lines)
        if line.from_key != line.to_key and line.from_key in _reached(line.to_key, steps)
    ]


def _reached(start: str, steps: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += steps.get(key, ())
    return reached


def _kinds(frame: Frame) -> dict[str, str]:
    return {item.key: kind_of(item) for _, item in placed(frame)}
