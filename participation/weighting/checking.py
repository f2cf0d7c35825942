"""What was typed into a ballot, turned into answers or into sentences that say what to do. Pure.

A form, a sheet and a line of a file all pass here, so that blank is zero everywhere and the sum is
exact everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from participation.kernel.errors import N_, BadInput
from participation.rounds.rules import Instrument, InstrumentKind
from participation.weighting.rules import NO_OPINION

_WHOLE = re.compile(r"[0-9]{1,6}")
_LONG = re.compile(r"[0-9]{7,}")
_NEGATIVE = re.compile(r"[-\u2212\u2013][0-9]+([.,][0-9]+)?")
_FRACTION = re.compile(r"[0-9]*[.,][0-9]+")
SHOWN = 20
"""How many characters of a wrong input are repeated in its sentence."""


@dataclass(frozen=True)
class Typed:
    """What came in: the text per item key, the items with 'keine Angabe', and keys that came twice
    or are not ours."""

    texts: Mapping[str, str] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    twice: frozenset[str] = frozenset()
    foreign: bool = False


class BadBallot(BadInput):
    """A ballot that is not accepted; `problems` are the reasons, each with the key of its item in
    `field`, or None."""

    def __init__(self, problems: Sequence[BadInput]) -> None:
        first = problems[0]
        super().__init__(first.message, field=first.field, **first.values)
        self.problems = tuple(problems)


def answers(
    typed: Typed, keys: Sequence[str], instrument: Instrument, *, no_opinion: bool
) -> tuple[int, ...]:
    """Return one answer per key in the keys' order. Raises BadBallot with every problem found."""
    if instrument.kind is InstrumentKind.PICK:
        return picks(typed, keys, instrument.k, exactly=instrument.exactly, no_opinion=no_opinion)
    return points(typed, keys, instrument.total, no_opinion=no_opinion)


def points(
    typed: Typed, keys: Sequence[str], total: int, *, no_opinion: bool = False
) -> tuple[int, ...]:
    """Return whole points per key that sum to `total`, NO_OPINION where nothing is said. Raises
    BadBallot."""
    problems = _strange(typed, keys, no_opinion)
    values: list[int] = []
    for key in keys:
        try:
            values.append(_point(typed, key, total))
        except BadInput as problem:
            problems.append(problem)
    if not problems:
        problems = _sum_problems(values, total)
    if problems:
        raise BadBallot(problems)
    return tuple(values)


def picks(
    typed: Typed, keys: Sequence[str], k: int, *, exactly: bool, no_opinion: bool
) -> tuple[int, ...]:
    """Return 1 for what was chosen and 0 for what was not; exactly `k`, or at most `k` and at least
    one. Raises BadBallot."""
    problems = _strange(typed, keys, no_opinion)
    values = []
    for key in keys:
        text = typed.texts.get(key, "").strip()
        if text not in ("", "0", "1"):
            problems.append(
                _about(
                    N_("„%(text)s“ ist hier nicht möglich. Schreiben Sie 1 oder nichts."), key, text
                )
            )
        if key in typed.silent and text == "1":
            problems.append(
                BadInput(
                    N_("Wählen Sie das Handlungsfeld oder „keine Angabe“, nicht beides."), field=key
                )
            )
        values.append(NO_OPINION if key in typed.silent else int(text == "1"))
    problems = problems or _count_problems(values, k, exactly)
    if problems:
        raise BadBallot(problems)
    return tuple(values)


def _strange(typed: Typed, keys: Sequence[str], no_opinion: bool) -> list[BadInput]:
    problems = [
        BadInput(
            N_("Hierfür kam mehr als ein Wert an. Schreiben Sie eine einzige Zahl."), field=key
        )
        for key in keys
        if key in typed.twice
    ]
    if typed.foreign or not set(typed.texts) | typed.silent <= set(keys):
        problems.append(
            BadInput(N_("Ihre Eingabe passt nicht zu dieser Runde. Laden Sie die Seite neu."))
        )
    if typed.silent and not no_opinion:
        problems.append(
            BadInput(
                N_(
                    "„Keine Angabe“ gibt es in dieser Runde nicht. Schreiben Sie Punkte oder"
                    " nichts."
                )
            )
        )
    return problems


def _point(typed: Typed, key: str, total: int) -> int:
    text = typed.texts.get(key, "").strip()
    value = 0 if not text else _number(text, key, total)
    if key not in typed.silent:
        return value
    if value:
        raise BadInput(
            N_("Schreiben Sie Punkte oder wählen Sie „keine Angabe“, nicht beides."), field=key
        )
    return NO_OPINION


def _number(text: str, key: str, total: int) -> int:
    if _WHOLE.fullmatch(text):
        value = int(text)
        if value <= total:
            return value
    if _WHOLE.fullmatch(text) or _LONG.fullmatch(text):
        raise _about(
            N_("„%(text)s“ ist zu viel. Sie können höchstens %(total)s Punkte geben."),
            key,
            text,
            total=total,
        )
    if _NEGATIVE.fullmatch(text):
        raise _about(N_("„%(text)s“ ist weniger als nichts. Schreiben Sie 0 oder mehr."), key, text)
    if _FRACTION.fullmatch(text):
        raise _about(N_("„%(text)s“ ist keine ganze Zahl. Geben Sie nur ganze Punkte."), key, text)
    raise _about(N_("„%(text)s“ ist keine Zahl. Schreiben Sie nur Ziffern von 0 bis 9."), key, text)


def _about(message: str, key: str, text: str, **values: object) -> BadInput:
    return BadInput(
        message, field=key, text=text if len(text) <= SHOWN else text[:SHOWN] + "…", **values
    )


def _sum_problems(values: Sequence[int], total: int) -> list[BadInput]:
    if all(value < 0 for value in values):
        return [
            BadInput(
                N_("Sie haben überall „keine Angabe“ gewählt. Geben Sie mindestens einmal Punkte.")
            )
        ]
    given = sum(max(value, 0) for value in values)
    over = given - total
    if over > 0:
        one = N_("Sie haben %(given)s von %(total)s Punkten verteilt. Nehmen Sie 1 Punkt weg.")
        more = N_(
            "Sie haben %(given)s von %(total)s Punkten verteilt. Nehmen Sie %(over)s Punkte weg."
        )
        return [_counted({1: one}.get(over, more), given=given, total=total, over=over)]
    if over < 0:
        one = N_("Sie haben %(given)s von %(total)s Punkten verteilt. Verteilen Sie noch 1 Punkt.")
        more = N_(
            "Sie haben %(given)s von %(total)s Punkten verteilt. Verteilen Sie noch %(left)s"
            " Punkte."
        )
        return [_counted({-1: one}.get(over, more), given=given, total=total, left=-over)]
    return []


def _count_problems(values: Sequence[int], k: int, exactly: bool) -> list[BadInput]:
    chosen = sum(value > 0 for value in values)
    over = chosen - k
    if over > 0:
        one = N_("Sie haben %(chosen)s statt %(k)s Handlungsfelder gewählt. Nehmen Sie eines weg.")
        more = N_(
            "Sie haben %(chosen)s statt %(k)s Handlungsfelder gewählt. Nehmen Sie %(over)s weg."
        )
        return [_counted({1: one}.get(over, more), chosen=chosen, k=k, over=over)]
    if exactly and over < 0:
        one = N_("Sie haben %(chosen)s von %(k)s Handlungsfeldern gewählt. Wählen Sie noch eines.")
        more = N_(
            "Sie haben %(chosen)s von %(k)s Handlungsfeldern gewählt. Wählen Sie noch %(left)s."
        )
        return [_counted({-1: one}.get(over, more), chosen=chosen, k=k, left=-over)]
    if not chosen:
        return [BadInput(N_("Sie haben nichts gewählt. Wählen Sie mindestens ein Handlungsfeld."))]
    return []


def _counted(message: str, **counts: int) -> BadInput:
    # Only what the sentence names, so that a translation can rely on it.
    named: dict[str, Any] = {
        name: count for name, count in counts.items() if f"%({name})s" in message
    }
    return BadInput(message, **named)
