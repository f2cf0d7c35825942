"""The round file: a strategy and a round as YAML, read with every error named, written in one
canonical form. Pure.

`docs/round-file.md` lists every key with its default.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line, clean_text
from participation.rounds.rules import (
    GoalRules,
    Instrument,
    InstrumentKind,
    Thresholds,
    Window,
    parse_moment,
)
from participation.rounds.settings import CONTACT_LENGTHS, PHASE_TEXTS, WAYS_IN, Settings, problems
from participation.rounds.yamlfile import BadFile, Complaint, Node, read, write
from participation.strategy.rules import (
    LANGUAGE,
    Field,
    Frame,
    Goal,
    Guideline,
    frame_problems,
    key_problem,
    normal_texts,
)


@dataclass(frozen=True)
class RoundFile:
    """What a file says: the strategy's slug and content, the round, and whether it is published."""

    strategy: str
    frame: Frame
    settings: Settings
    published: bool
    lines: dict[str, int]


def line_of(lines: dict[str, int], key: str) -> int:
    """Return the line of a key, or of the nearest one above it that the file has."""
    while key and key not in lines:
        key = key.rpartition(".")[0]
    return lines.get(key, 1)


class Place:
    """A place in the file. Reading a value of the wrong kind notes a complaint and goes on with the
    default."""

    def __init__(
        self, node: Node | None, key: str, complaints: list[Complaint], lines: dict[str, int]
    ) -> None:
        self.node, self.key, self.complaints, self.lines = node, key, complaints, lines
        if node is not None:
            lines[key] = node.line

    @property
    def given(self) -> bool:
        """Whether the file has a value here (null counts as none)."""
        return self.node is not None and self.node.value is not None

    def complain(self, message: str, **values: Any) -> None:
        """Note what is wrong here."""
        line = self.node.line if self.node else line_of(self.lines, self.key)
        self.complaints.append(Complaint(line, self.key, BadInput(message, **values)))

    def at(self, *known: str) -> list[Place]:
        """Return the places of these keys; every other key is a complaint."""
        value = self.node.value if self.node else None
        if value is not None and not isinstance(value, dict):
            self.complain(N_("Hier müssen Schlüssel und Werte stehen."))
            value = None
        found: dict[str, Node] = value or {}
        for key, node in found.items():
            if key not in known:
                place = self._below(node, key)
                place.complain(N_("Diesen Schlüssel gibt es nicht. Prüfen Sie die Schreibweise."))
        return [self._below(found.get(key), key) for key in known]

    def items(self) -> list[Place]:
        """Return the places of a list's items."""
        if not self.given or self.node is None:
            return []
        if not isinstance(self.node.value, list):
            self.complain(N_("Hier muss eine Liste stehen."))
            return []
        return [self._below(node, str(number)) for number, node in enumerate(self.node.value)]

    def text(self, default: str = "", *, lines: bool = False) -> str:
        """Return text, cleaned as everywhere else."""
        value = self._scalar(
            str, default, N_("Hier muss Text stehen. Setzen Sie ihn in Anführungszeichen.")
        )
        try:
            return clean_text(value) if lines else clean_line(value)
        except BadInput as error:
            self.complain(error.message)
            return default

    def texts(self, *, lines: bool = False) -> dict[str, str]:
        """Return a text in several languages; a bare text is German."""
        if self.given and self.node is not None and isinstance(self.node.value, str):
            return normal_texts({"de": self.text(lines=lines)})
        value = self.node.value if self.node else None
        codes = list(value) if isinstance(value, dict) else []
        places = {place.key.removeprefix(f"{self.key}."): place for place in self.at(*codes)}
        for code, place in places.items():
            # In {de: Once, twice} the second word is a key without a value: half a sentence would
            # be lost in silence.
            if not place.given and not LANGUAGE.match(code):
                place.complain(
                    N_("Hier ist ein Text am Komma zerfallen. Setzen Sie ihn in Anführungszeichen.")
                )
        return normal_texts({code: place.text(lines=lines) for code, place in places.items()})

    def integer(self, default: int) -> int:
        """Return a whole number."""
        value = self._scalar(int, default, N_("Hier muss eine ganze Zahl stehen."))
        return int(value)

    def number(self, default: float) -> float:
        """Return a number."""
        return float(self._scalar((int, float), default, N_("Hier muss eine Zahl stehen.")))

    def yes(self, default: bool) -> bool:
        """Return true or false."""
        return bool(self._scalar(bool, default, N_("Hier muss true oder false stehen.")))

    def moment(self, zone_name: str) -> datetime | None:
        """Return a moment, None where there is none or it is wrong."""
        text = self.text()
        if not text:
            return None
        try:
            return parse_moment(text, zone_name)
        except BadInput as error:
            self.complain(error.message, **error.values)
            return None

    def _scalar(self, kind: Any, default: Any, message: str) -> Any:
        if not self.given or self.node is None:
            return default
        value = self.node.value
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.complain(message)
            return default
        return value

    def _below(self, node: Node | None, key: str) -> Place:
        return Place(node, f"{self.key}.{key}" if self.key else key, self.complaints, self.lines)


def parse(data: bytes) -> RoundFile:
    """Return what a file says. Raises BadFile with every error, each with its line and key."""
    complaints: list[Complaint] = []
    lines: dict[str, int] = {}
    strategy_place, round_place = Place(read(data), "", complaints, lines).at("strategy", "round")
    for place in (strategy_place, round_place):
        if not place.given:
            place.complain(N_("Dieser Abschnitt fehlt."))
    slug, frame = _strategy(strategy_place)
    settings, published = _round(round_place)
    found = [(f"strategy.{error.field}", error) for error in _strategy_problems(slug, frame)]
    wrong = problems(settings, field_count=len(frame.fields), published=published)
    found += [
        (error.field if error.field == "strategy" else f"round.{error.field}", error)
        for error in wrong
    ]
    told = {complaint.key for complaint in complaints}
    for key, error in found:
        # What could not be read was replaced by a default; what follows from that is not told as
        # well.
        if not any(
            key == other or key.startswith(f"{other}.") or other.startswith(f"{key}.")
            for other in told
            if other
        ):
            complaints.append(Complaint(line_of(lines, str(key)), str(key), error))
    if complaints:
        raise BadFile(complaints)
    return RoundFile(slug, frame, settings, published, lines)


def _strategy_problems(slug: str, frame: Frame) -> list[BadInput]:
    wrong = key_problem(slug, "slug")
    return [*([wrong] if wrong else []), *frame_problems(frame)]


def _strategy(place: Place) -> tuple[str, Frame]:
    slug, title, guidelines, action_fields = place.at("slug", "title", "guidelines", "fields")
    frame = Frame(
        title.texts(),
        tuple(_item(Guideline, *item.at("key", "title", "text")) for item in guidelines.items()),
        tuple(_field(item) for item in action_fields.items()),
    )
    return slug.text(), frame


def _item(kind: Callable[..., Any], key: Place, title: Place, text: Place, *more: Any) -> Any:
    return kind(key.text(), title.texts(), text.texts(lines=True), *more)


def _field(place: Place) -> Field:
    key, title, text, goals = place.at("key", "title", "text", "goals")
    below = tuple(_item(Goal, *goal.at("key", "title", "text")) for goal in goals.items())
    field: Field = _item(Field, key, title, text, below)
    return field


KEYS = (
    "published",
    *(item.name for item in fields(Settings) if item.name not in ("ideas", "weights")),
    "windows",
)


def _round(place: Place) -> tuple[Settings, bool]:
    at = dict(zip(KEYS, place.at(*KEYS), strict=True))
    standard = Settings()
    zone_name = at["timezone"].text(standard.timezone)
    ideas, weights = at["windows"].at("ideas", "weights")
    ways = at["participation"]
    settings = Settings(
        slug=at["slug"].text(),
        title=at["title"].texts(),
        description=at["description"].texts(lines=True),
        timezone=zone_name,
        ideas=_window(ideas, zone_name),
        weights=_window(weights, zone_name),
        instrument=_instrument(at["instrument"]),
        no_opinion=at["no_opinion"].yes(standard.no_opinion),
        goals=_goals(at["goals"]),
        moderation=at["moderation"].text(standard.moderation),
        participation=(
            _ways([item.text() for item in ways.items()]) if ways.given else standard.participation
        ),
        declaration=at["declaration"].texts(),
        # Absent is the default; null is an answer: no minimum age.
        minimum_age=(
            at["minimum_age"].integer(16)
            if at["minimum_age"].given or not at["minimum_age"].node
            else None
        ),
        contact=_contact(at["contact"]),
        texts={p.key.rpartition(".")[2]: p.texts(lines=True) for p in at["texts"].at(*PHASE_TEXTS)},
        questions=tuple(_question(item) for item in at["questions"].items()),
        publish_ballots=at["publish_ballots"].yes(standard.publish_ballots),
        publish_results_at=at["publish_results_at"].moment(zone_name),
        destroy_key_after_days=at["destroy_key_after_days"].integer(
            standard.destroy_key_after_days
        ),
        thresholds=_thresholds(at["thresholds"]),
    )
    return settings, at["published"].yes(True)


def _window(place: Place, zone_name: str) -> Window:
    opens, closes = place.at("opens", "closes")
    return Window(opens.moment(zone_name), closes.moment(zone_name))


def _ways(ways: list[str]) -> tuple[str, ...]:
    order = [way.value for way in WAYS_IN]
    return tuple(sorted(ways, key=lambda way: order.index(way) if way in order else len(order)))


def _instrument(place: Place) -> Instrument:
    kind, total, k, exactly = place.at("kind", "total", "k", "exactly")
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


def _goals(place: Place) -> GoalRules | None:
    points, top, drawn = place.at("points", "top", "drawn")
    if not place.given:
        return None
    standard = GoalRules()
    return GoalRules(
        points.integer(standard.points), top.integer(standard.top), drawn.integer(standard.drawn)
    )


def _contact(place: Place) -> dict[str, Any]:
    unit, *others = place.at("unit", *CONTACT_LENGTHS)
    return {
        "unit": unit.texts(),
        **{
            name: other.text(lines=name == "address")
            for name, other in zip(CONTACT_LENGTHS, others, strict=True)
        },
    }


def _question(place: Place) -> dict[str, Any]:
    key, title, classes = place.at("key", "title", "classes")
    return {
        "key": key.text(),
        "title": title.texts(),
        "classes": [_class(item) for item in classes.items()],
    }


def _class(place: Place) -> dict[str, Any]:
    key, title, share = place.at("key", "title", "share")
    return {
        "key": key.text(),
        "title": title.texts(),
        "share": share.number(0) if share.given else None,
    }


def _thresholds(place: Place) -> Thresholds:
    standard = Thresholds()
    names = list(asdict(standard))
    values: dict[str, Any] = {}
    for name, inner in zip(names, place.at(*names), strict=True):
        default = getattr(standard, name)
        values[name] = inner.integer(default) if isinstance(default, int) else inner.number(default)
    return Thresholds(**values)


# ---------------------------------------------------------------- writing


def dump(strategy: str, frame: Frame, settings: Settings, *, published: bool) -> str:
    """Return the canonical file: every key, in a fixed order, times in the round's zone."""
    zone_name = settings.timezone
    content = frame.document()
    strategy_part = {"slug": strategy, **content}
    round_part = {
        "slug": settings.slug,
        "title": settings.title,
        "description": settings.description,
        "published": published,
        "timezone": zone_name,
        "windows": {
            name: (
                None
                if window.absent
                else {
                    "opens": local(window.opens, zone_name),
                    "closes": local(window.closes, zone_name),
                }
            )
            for name, window in (("ideas", settings.ideas), ("weights", settings.weights))
        },
        "instrument": _instrument_part(settings.instrument),
        "no_opinion": settings.no_opinion,
        "goals": asdict(settings.goals) if settings.goals else None,
        "moderation": settings.moderation,
        "participation": list(settings.participation),
        "declaration": settings.declaration,
        "minimum_age": settings.minimum_age,
        "contact": settings.contact,
        "texts": settings.texts,
        "questions": list(settings.questions),
        "publish_ballots": settings.publish_ballots,
        "publish_results_at": local(settings.publish_results_at, zone_name),
        "destroy_key_after_days": settings.destroy_key_after_days,
        "thresholds": settings.thresholds.document(),
    }
    return write({"strategy": strategy_part, "round": round_part})


def local(moment: datetime | None, zone_name: str) -> str | None:
    """Return a moment as local ISO text, with its offset only where the local time occurs twice."""
    if moment is None:
        return None
    there = moment.astimezone(ZoneInfo(zone_name))
    precision = "auto" if there.second or there.microsecond else "minutes"
    if there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset():
        return there.isoformat(timespec=precision)
    return there.replace(tzinfo=None).isoformat(timespec=precision)


def _instrument_part(instrument: Instrument) -> dict[str, Any]:
    if instrument.kind is InstrumentKind.POINTS:
        return {"kind": instrument.kind.value, "total": instrument.total}
    return {"kind": instrument.kind.value, "k": instrument.k, "exactly": instrument.exactly}
