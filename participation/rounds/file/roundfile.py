"""The round file: a strategy and a round as YAML, read with every error named, written in one
canonical form. Pure.

`docs/round-file.md` lists every key with its default.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from participation.kernel.errors import N_, BadInput
from participation.rounds.configuration.checking import problems
from participation.rounds.configuration.people_specs import WAYS_IN
from participation.rounds.configuration.serialisation import nested, values
from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.shapes import CONTACT_LENGTHS, PHASE_TEXTS
from participation.rounds.configuration.specs import Kind, Spec, specs_of
from participation.rounds.file.entry import Entry, add_problems
from participation.rounds.file.yaml_reader import BadFile, Complaint, read
from participation.rounds.file.yaml_writer import write
from participation.rounds.rules import GoalRules, Instrument, InstrumentKind, Window
from participation.rounds.thresholds import Thresholds
from participation.strategy.rules import (
    Field,
    Frame,
    Goal,
    Guideline,
    frame_problems,
    key_problem,
)

S = TypeVar("S", bound=Settings)
FRAME_KEYS = ("title", "guidelines", "fields")


@dataclass(frozen=True)
class Reading:
    """A setting that is to be read: its entry, what is known about it, its default, and the zone
    of times without one."""

    entry: Entry
    spec: Spec
    default: Any
    zone_name: str


@dataclass(frozen=True)
class RoundFile:
    """What a file says: the strategy's slug and content, the round, and whether it is published."""

    strategy: str
    frame: Frame
    settings: Settings
    published: bool
    lines: dict[str, int]


def parse(data: bytes) -> RoundFile:
    """Return what a file says. Raises BadFile with every error, each with its line and key."""
    complaints: list[Complaint] = []
    lines: dict[str, int] = {}
    strategy_entry, round_entry = Entry(read(data), "", complaints, lines).at("strategy", "round")
    for entry in (strategy_entry, round_entry):
        if not entry.given:
            entry.complain(N_("Dieser Abschnitt fehlt."))
    slug, frame = read_strategy(strategy_entry)
    settings, published = _round(round_entry)
    errors = [(f"strategy.{error.field}", error) for error in strategy_problems(slug, frame)]
    wrong = problems(settings, field_count=len(frame.fields), published=published)
    errors += [
        (error.field if error.field == "strategy" else f"round.{error.field}", error)
        for error in wrong
    ]
    add_problems(complaints, ((str(key), error) for key, error in errors), lines)
    if complaints:
        raise BadFile(complaints)
    return RoundFile(slug, frame, settings, published, lines)


def strategy_problems(slug: str, frame: Frame) -> list[BadInput]:
    """Return what is wrong with the block of a strategy."""
    wrong = key_problem(slug, "slug")
    return [*([wrong] if wrong else []), *frame_problems(frame)]


def read_strategy(entry: Entry) -> tuple[str, Frame]:
    """Return the slug and the frame of a strategy's block."""
    slug, *parts = entry.at("slug", *FRAME_KEYS)
    return slug.text(), _frame(*parts)


def read_frame(entry: Entry) -> Frame:
    """Return a frame that stands by itself."""
    return _frame(*entry.at(*FRAME_KEYS))


def _frame(title: Entry, guidelines: Entry, action_fields: Entry) -> Frame:
    return Frame(
        title.texts(),
        tuple(_item(Guideline, *item.at("key", "title", "text")) for item in guidelines.items()),
        tuple(_field(item) for item in action_fields.items()),
    )


def _item(kind: Callable[..., Any], key: Entry, title: Entry, text: Entry, *more: Any) -> Any:
    return kind(key.text(), title.texts(), text.texts(lines=True), *more)


def _field(entry: Entry) -> Field:
    key, title, text, goals = entry.at("key", "title", "text", "goals")
    below = tuple(_item(Goal, *goal.at("key", "title", "text")) for goal in goals.items())
    field: Field = _item(Field, key, title, text, below)
    return field


PATHS = [spec.path for spec in specs_of(Settings).values()]
KEYS = (
    "published",
    *dict.fromkeys(path.partition(".")[0] for path in PATHS),
)


def _round(entry: Entry) -> tuple[Settings, bool]:
    settings, published = read_settings(Settings, entry)
    return settings, published.yes(True)


def read_settings(of: type[S], entry: Entry) -> tuple[S, Entry]:
    """Return the settings of an entry of the file, and the entry of `published` in it."""
    specs = specs_of(of)
    at = _entries(entry, ["published", *(spec.path for spec in specs.values())])
    values: dict[str, Any] = {}
    standard = of()
    for name, spec in specs.items():
        zone_name = values.get("timezone", "")
        reading = Reading(at[spec.path], spec, getattr(standard, name), zone_name)
        values[name] = READERS[spec.kind](reading)
    return of(**values), at["published"]


def _entries(entry: Entry, paths: list[str]) -> dict[str, Entry]:
    """Return the entries of paths of one level (`slug`) or two (`windows.ideas`)."""
    outer = list(dict.fromkeys(path.partition(".")[0] for path in paths))
    entries = dict(zip(outer, entry.at(*outer), strict=True))
    for name in outer:
        inner = [path.partition(".")[2] for path in paths if path.startswith(f"{name}.")]
        for below, place_below in zip(
            inner, entries[name].at(*inner) if inner else [], strict=True
        ):
            entries[f"{name}.{below}"] = place_below
    return entries


def _whole(entry: Entry, spec: Spec, default: int | None) -> int | None:
    # Absent is the default; null is an answer where there may be none.
    if spec.optional and not entry.given and (entry.node is not None or default is None):
        return None
    return entry.integer(default or 0)


def _phase_texts(entry: Entry) -> dict[str, dict[str, str]]:
    below = zip(PHASE_TEXTS, entry.at(*PHASE_TEXTS), strict=True)
    return {name: inner.texts(lines=True) for name, inner in below}


def _window(entry: Entry, zone_name: str) -> Window:
    opens, closes = entry.at("opens", "closes")
    return Window(opens.moment(zone_name), closes.moment(zone_name))


def _ways(entry: Entry, default: tuple[str, ...]) -> tuple[str, ...]:
    if not entry.given:
        return default
    ways = [item.text() for item in entry.items()]
    order = [way.value for way in WAYS_IN]
    return tuple(sorted(ways, key=lambda way: order.index(way) if way in order else len(order)))


def _instrument(entry: Entry) -> Instrument:
    kind, total, k, exactly = entry.at("kind", "total", "k", "exactly")
    name = kind.text(InstrumentKind.POINTS.value)
    if name not in set(InstrumentKind):
        kind.complain(N_("Schreiben Sie points (Punkte) oder pick (Auswahl)."))
        return Instrument()
    others = (k, exactly) if name == InstrumentKind.POINTS else (total,)
    for other in others:
        if other.given:
            other.complain(N_("Diese Angabe passt nicht zu dieser Art der Gewichtung."))
    if name == InstrumentKind.POINTS:
        return Instrument(InstrumentKind.POINTS, total.integer(20))
    return Instrument(InstrumentKind.PICK, k=k.integer(3), exactly=exactly.yes(True))


def _goals(entry: Entry) -> GoalRules | None:
    points, top, drawn = entry.at("points", "top", "drawn")
    if not entry.given:
        return None
    standard = GoalRules()
    return GoalRules(
        points.integer(standard.points), top.integer(standard.top), drawn.integer(standard.drawn)
    )


def _contact(entry: Entry) -> dict[str, Any]:
    unit, *others = entry.at("unit", *CONTACT_LENGTHS)
    return {
        "unit": unit.texts(),
        **{
            name: other.text(lines=name == "address")
            for name, other in zip(CONTACT_LENGTHS, others, strict=True)
        },
    }


def _question(entry: Entry) -> dict[str, Any]:
    key, title, classes = entry.at("key", "title", "classes")
    return {
        "key": key.text(),
        "title": title.texts(),
        "classes": [_class(item) for item in classes.items()],
    }


def _class(entry: Entry) -> dict[str, Any]:
    key, title, share = entry.at("key", "title", "share")
    return {
        "key": key.text(),
        "title": title.texts(),
        "share": share.number(0) if share.given else None,
    }


def _thresholds(entry: Entry) -> Thresholds:
    standard = Thresholds()
    names = list(asdict(standard))
    values: dict[str, Any] = {}
    for name, inner in zip(names, entry.at(*names), strict=True):
        default = getattr(standard, name)
        values[name] = inner.integer(default) if isinstance(default, int) else inner.number(default)
    return Thresholds(**values)


READERS: dict[Kind, Callable[[Reading], Any]] = {
    Kind.KEY: lambda at: at.entry.text(at.default),
    Kind.ZONE: lambda at: at.entry.text(at.default),
    Kind.TITLE: lambda at: at.entry.texts(),
    Kind.TEXT: lambda at: at.entry.texts(lines=True),
    Kind.WHOLE: lambda at: _whole(at.entry, at.spec, at.default),
    Kind.YES: lambda at: at.entry.yes(at.default),
    Kind.CHOICE: lambda at: at.entry.text(at.default),
    Kind.MOMENT: lambda at: at.entry.moment(at.zone_name),
    Kind.DATE: lambda at: at.entry.day(),
    Kind.WINDOW: lambda at: _window(at.entry, at.zone_name),
    Kind.INSTRUMENT: lambda at: _instrument(at.entry),
    Kind.GOALS: lambda at: _goals(at.entry),
    Kind.WAYS: lambda at: _ways(at.entry, at.default),
    Kind.CONTACT: lambda at: _contact(at.entry),
    Kind.PHASE_TEXTS: lambda at: _phase_texts(at.entry),
    Kind.QUESTIONS: lambda at: tuple(map(_question, at.entry.items())),
    Kind.THRESHOLDS: lambda at: _thresholds(at.entry),
}
"""How the value of each kind is read."""


# ---------------------------------------------------------------- writing


def dump(strategy: str, frame: Frame, settings: Settings, *, published: bool) -> str:
    """Return the canonical file: every key, in a fixed order, times in the round's zone."""
    by_path = values(settings, lambda at: local(at, settings.timezone), lambda _: True)
    first = {path: by_path.pop(path) for path in ("slug", "title", "description")}
    round_part = first | {"published": published} | nested(by_path)
    return write({"strategy": {"slug": strategy, **frame.document()}, "round": round_part})


def local(moment: datetime | None, zone_name: str) -> str | None:
    """Return a moment as local ISO text, with its offset only where the local time occurs twice."""
    if moment is None:
        return None
    there = moment.astimezone(ZoneInfo(zone_name))
    precision = "auto" if there.second or there.microsecond else "minutes"
    if there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset():
        return there.isoformat(timespec=precision)
    return there.replace(tzinfo=None).isoformat(timespec=precision)
