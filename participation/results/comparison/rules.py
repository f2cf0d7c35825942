"""When two rounds can be compared: the same question, asked of the same people in the same way, and
counted alike. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from participation.kernel.errors import N_
from participation.rounds.rules import Instrument, InstrumentKind
from participation.rounds.thresholds import Thresholds
from participation.strategy.rules import Frame

ORIGIN = N_("Nur eine der beiden Runden ist echt. Die andere ist ein Probelauf oder ein Beispiel.")
AUDIENCE = N_(
    "Die Runden richteten sich nicht an dieselben Menschen: Erklärung, Mindestalter oder Kreis der"
    " Teilnehmenden sind verschieden."
)
FRAME = N_(
    "Die Runden fragten nicht dasselbe: Handlungsfelder oder Ziele sind nicht die gleichen oder"
    " anders beschrieben."
)
KIND = N_("In der einen Runde wurden Punkte verteilt, in der anderen Handlungsfelder gewählt.")
TOTAL = N_("In den Runden waren verschieden viele Punkte zu verteilen.")
CHOICES = N_("In den Runden waren verschieden viele Handlungsfelder zu wählen.")
SILENCE = N_("„Keine Angabe“ gab es nur in einer der Runden, oder sie zählt verschieden.")
THRESHOLDS = N_("Die Ergebnisse sind nach verschiedenen Schwellen gerechnet.")
WITHHELD = N_(
    "In den Ergebnissen fehlen verschiedene Felder, weil zu wenige dazu geantwortet haben. Die"
    " Anteile der übrigen sind deshalb nicht dieselben."
)
TOO_FEW = N_(
    "Eines der Ergebnisse hat zu wenige Teilnehmende für Zahlen. Sonst ließe sich auf einzelne"
    " Menschen schließen."
)


@dataclass(frozen=True)
class Asked:
    """What a round asks, whom, and how it counts, as far as two rounds must agree in it."""

    origin: str
    audience: tuple[str, int | None, str]
    frame: Mapping[str, tuple[str, str]]
    instrument: Instrument
    no_opinion: bool
    thresholds: tuple[float, ...]


@dataclass(frozen=True)
class Counted:
    """What a result turned out to be, as far as two must agree in it."""

    pick: bool
    figures: bool
    silence_as_zero: bool
    withheld: frozenset[str]


def wording(frame: Frame) -> dict[str, tuple[str, str]]:
    """Return what each field and goal says in German, which is the original, in no order: forms
    show them in another one to everybody."""
    found = {}
    for field in frame.fields:
        found[field.key] = (field.title.get("de", ""), field.text.get("de", ""))
        for goal in field.goals:
            found[f"{field.key}/{goal.key}"] = (
                goal.title.get("de", ""),
                goal.text.get("de", ""),
            )
    return found


def counting(limits: Thresholds) -> tuple[float, ...]:
    """Return the thresholds that make a field's share, its interval and what is said of it."""
    return (
        limits.figures,
        limits.ranks,
        limits.given,
        limits.level,
        limits.percentile_low,
        limits.percentile_high,
    )


def differently_asked(one: Asked, other: Asked) -> list[str]:
    """Return why two rounds cannot be compared, nothing when they can."""
    return list(_differently_asked(one, other))


def _differently_asked(one: Asked, other: Asked) -> Iterator[str]:
    if one.origin != other.origin:
        yield ORIGIN
    if one.audience != other.audience:
        yield AUDIENCE
    if one.frame != other.frame:
        yield FRAME
    ours, theirs = one.instrument, other.instrument
    if ours.kind is not theirs.kind:
        yield KIND
    elif ours.kind is InstrumentKind.POINTS:
        if ours.total != theirs.total:
            yield TOTAL
    elif (ours.k, ours.exactly) != (theirs.k, theirs.exactly):
        yield CHOICES
    if one.no_opinion != other.no_opinion:
        yield SILENCE
    if one.thresholds != other.thresholds:
        yield THRESHOLDS


def differently_counted(one: Counted, other: Counted) -> list[str]:
    """Return why two results of comparable rounds cannot be compared, nothing when they can.

    Shares of points are made without the fields that are withheld, so the others are shares of
    something else; that a field was chosen says nothing of other fields.
    """
    if not (one.figures and other.figures):
        return [TOO_FEW]
    found = []
    if one.silence_as_zero != other.silence_as_zero:
        found.append(SILENCE)
    if one.withheld != other.withheld and not one.pick:
        found.append(WITHHELD)
    return found
