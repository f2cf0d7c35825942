"""Values that a package has and a round file has not: choices, partial dates, amounts. Pure."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TypeVar

from participation.kernel.amounts import Amount, Convention, Unit, parse
from participation.kernel.errors import N_, BadInput
from participation.kernel.partial_dates import PartialDate
from participation.rounds.file.entry import Entry

E = TypeVar("E", bound=StrEnum)
NOT_POSSIBLE = N_("„%(value)s“ ist hier nicht möglich. Möglich ist: %(known)s")
NO_MACHINE_AMOUNT = N_(
    "„%(text)s“ ist kein Betrag. Schreiben Sie Euro mit Punkt und zwei Stellen und in"
    ' Anführungszeichen, zum Beispiel "3400000.00".'
)
MISSING = N_("Diese Angabe fehlt. Tragen Sie sie ein.")
_MACHINE = re.compile(r"-?[0-9]+\.[0-9]{2}")


def required(entry: Entry) -> str:
    """Return a line of text that must be there."""
    if not entry.given:
        entry.complain(MISSING)
    return entry.text()


def choice(entry: Entry, kinds: type[E], default: E | None = None) -> E:
    """Return one of several words; without a default it must be there."""
    fallback = default if default is not None else next(iter(kinds))
    if not entry.given:
        if default is None:
            entry.complain(MISSING)
        return fallback
    name = entry.text(fallback.value)
    if name in set(kinds):
        return kinds(name)
    known = ", ".join(kind.value for kind in kinds if kind.value)
    entry.complain(NOT_POSSIBLE, value=name[:40], known=known)
    return fallback


def whole(entry: Entry) -> int | None:
    """Return a whole number, None where there is none."""
    return entry.integer(0) if entry.given else None


def partial_date(entry: Entry, wording: Entry) -> PartialDate:
    """Return a date as exact as its source, with the words of the source."""
    said = wording.text()
    try:
        return PartialDate(entry.text() or None, said)
    except BadInput as error:
        entry.complain(error.message, **error.values)
        return PartialDate(None, said)


def amount(entry: Entry, unit: Entry) -> Amount | None:
    """Return an amount with the unit in which it was given, None where there is none."""
    given_in = choice(unit, Unit, Unit.EURO)
    text = entry.text()
    if not text:
        return None
    try:
        told = parse(text, Convention.POINT) if _MACHINE.fullmatch(text) else None
    except BadInput as error:
        entry.complain(error.message, **error.values)
        return None
    if told is None:
        entry.complain(NO_MACHINE_AMOUNT, text=text[:40])
        return None
    return Amount(told.cents, given_in)
