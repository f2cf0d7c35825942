"""Amounts of money: whole cents, read strictly, written back in the unit they were given in. Pure.

No amount ever passes through a binary fraction. What a cell means is decided for its column as a
whole: `1.234` alone may be a thousand or a little more than one, and nobody guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from participation.kernel.errors import N_, BadInput

MOST_CENTS = 10**17
"""The largest amount, either way: a quadrillion euros. It fits a 64-bit column ninety times."""
LONGEST = 60
"""Characters of a cell; the largest amount with its unit needs fewer than forty."""

THOUSANDS_SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


class Convention(StrEnum):
    """Which sign stands before the decimals; the other one groups thousands."""

    COMMA = ","
    POINT = "."


class Unit(StrEnum):
    """What an amount was given in; the value is what stands behind the number."""

    EURO = ""
    THOUSAND = "Tsd."
    MILLION = "Mio."
    BILLION = "Mrd."


POWERS = {Unit.EURO: 0, Unit.THOUSAND: 3, Unit.MILLION: 6, Unit.BILLION: 9}
"""The power of ten of euros that each unit stands for."""

_ENGLISH = {
    Unit.EURO: "",
    Unit.THOUSAND: "thousand",
    Unit.MILLION: "million",
    Unit.BILLION: "billion",
}

_SPELLINGS = {
    "tsd": Unit.THOUSAND,
    "tsd.": Unit.THOUSAND,
    "t€": Unit.THOUSAND,
    "teur": Unit.THOUSAND,
    "mio": Unit.MILLION,
    "mio.": Unit.MILLION,
    "mrd": Unit.BILLION,
    "mrd.": Unit.BILLION,
}
_GAP = rf"[ {THOUSANDS_SPACES}]?"
_CELL = re.compile(
    rf"(?P<sign>[-−]?)(?P<figure>[0-9](?:[0-9.,{THOUSANDS_SPACES}]*[0-9])?)"
    rf"(?:{_GAP}(?P<unit>T€|TEUR|(?:Tsd|Mio|Mrd)\.?))?(?:{_GAP}(?:€|EUR|Euro))?",
    re.IGNORECASE | re.ASCII,
)
_WHOLE = (
    r"(?P<whole>0|[1-9][0-9]*"
    r"|[1-9][0-9]{{0,2}}(?P<group>[{groups}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*)"
)
_FIGURES = {
    Convention.COMMA: re.compile(
        _WHOLE.format(groups="." + THOUSANDS_SPACES) + r"(?:,(?P<decimals>[0-9]+))?"
    ),
    Convention.POINT: re.compile(
        _WHOLE.format(groups="," + THOUSANDS_SPACES) + r"(?:\.(?P<decimals>[0-9]+))?"
    ),
}

_UNREADABLE = N_(
    "„%(text)s“ ist kein Betrag. Schreiben Sie zum Beispiel „1.234,56“ oder „3,40 Mio.“. Lassen"
    " Sie die Zelle leer, wenn es keine Angabe gibt."
)
_UNREADABLE_ALONE = N_(
    "„%(text)s“ ist kein Betrag. Schreiben Sie zum Beispiel „1.234,56“ oder „3,40 Mio.“."
)
_OTHER_CONVENTION = N_(
    "„%(text)s“ passt nicht zu den anderen Beträgen dieser Spalte. Dort steht „%(sign)s“ vor den"
    " Nachkommastellen. Schreiben Sie alle Beträge gleich."
)
_AMBIGUOUS = N_(
    "„%(text)s“ ist nicht eindeutig: Das Zeichen kann Tausender oder Nachkommastellen abtrennen."
    " Schreiben Sie den Betrag mit zwei Nachkommastellen, etwa „1.234,00“."
)
_TOO_FINE = N_("„%(text)s“ ist genauer als ein Cent. Runden Sie den Betrag auf ganze Cent.")
_TOO_LARGE = N_("„%(text)s“ ist zu groß. Der größte Betrag ist eine Billiarde Euro.")


@dataclass(frozen=True)
class Amount:
    """Whole cents and the unit in which they were given."""

    cents: int
    unit: Unit = Unit.EURO


class ColumnRefused(BadInput):
    """The amounts of a column cannot be told; `line` is the first that shows it."""

    def __init__(self, line: int, message: str, **values: str) -> None:
        super().__init__(message, **values)
        self.line = line


def column_convention(cells: Iterable[tuple[int, str]]) -> Convention:
    """Return how the amounts of one column are written, from (line, text) of its cells.

    The unambiguous cells decide: `1,5`, `1.234,56` and `1.234.567` for a comma, `1.5` for a point.
    Blank cells, cells without a separator and what is no amount at all say nothing. Raises
    ColumnRefused where cells contradict one another or where all that have a separator could be
    read either way.
    """
    decided: Convention | None = None
    ambiguous: tuple[int, str] | None = None
    for line, text in cells:
        readings = _readings(text)
        if len(readings) == 1:
            if decided is not None and decided is not readings[0]:
                raise ColumnRefused(line, _OTHER_CONVENTION, text=_shown(text), sign=decided.value)
            decided = readings[0]
        elif readings and ambiguous is None and ("." in _figure(text) or "," in _figure(text)):
            ambiguous = (line, text)
    if decided is None and ambiguous is not None:
        raise ColumnRefused(ambiguous[0], _AMBIGUOUS, text=_shown(ambiguous[1]))
    return decided or Convention.COMMA


def parse(text: str, convention: Convention, *, unreadable: str = _UNREADABLE) -> Amount | None:
    """Return what a cell means under its column's convention; None for a blank one, never 0.

    Raises BadInput for all that is not exactly an amount of whole cents; `unreadable` is what it
    says of what is no amount at all.
    """
    text = text.strip(" ")
    if not text:
        return None
    match = _CELL.fullmatch(text) if len(text) <= LONGEST else None
    figure = _FIGURES[convention].fullmatch(match["figure"]) if match else None
    if match is None or figure is None:
        if _readings(text):
            raise BadInput(_OTHER_CONVENTION, text=_shown(text), sign=convention.value)
        raise BadInput(unreadable, text=_shown(text))
    unit = _SPELLINGS.get((match["unit"] or "").lower(), Unit.EURO)
    digits = 2 + POWERS[unit]
    decimals = figure["decimals"] or ""
    if len(decimals) > digits:
        raise BadInput(_TOO_FINE, text=_shown(text))
    whole = "".join(char for char in figure["whole"] if char.isdigit())
    cents = int(whole + decimals.ljust(digits, "0"))
    if cents > MOST_CENTS:
        raise BadInput(_TOO_LARGE, text=_shown(text))
    return Amount(-cents if match["sign"] else cents, unit)


def parse_alone(text: str) -> Amount | None:
    """Return what somebody typed into a single field. Raises BadInput, also for what only a column
    of amounts could make clear."""
    return parse(text, column_convention([(1, text)]), unreadable=_UNREADABLE_ALONE)


def machine(cents: int) -> str:
    """Return an amount in euros for programs: '-1234.56'."""
    return _written(cents, 2, ".", "")


def in_euros(cents: int, language: str = "de") -> str:
    """Return an amount in euros for people: '1.234,56', in English '1,234.56'."""
    return in_given_unit(cents, Unit.EURO, language)


def in_given_unit(cents: int, unit: Unit, language: str = "de") -> str:
    """Return an amount in a unit, exact and with at least two decimals: '3,40 Mio.', in English
    '3.40 million'. What it returns in German `parse` reads back."""
    figure = figure_in_unit(cents, unit, language)
    name = unit.value if language == "de" else _ENGLISH[unit]
    return f"{figure} {name}" if name else figure


def figure_in_unit(cents: int, unit: Unit, language: str = "de") -> str:
    """Return the figure of `in_given_unit` alone, for tables whose caption names the unit."""
    comma, group = (",", ".") if language == "de" else (".", ",")
    return _written(cents, 2 + POWERS[unit], comma, group)


def _written(cents: int, places: int, separator: str, group: str) -> str:
    """Return cents as a decimal figure with so many places, of which all but the first two are
    dropped where they are zeros."""
    digits = str(abs(cents)).rjust(places + 1, "0")
    whole, decimals = digits[:-places], digits[-places:]
    decimals = decimals[:2] + decimals[2:].rstrip("0")
    grouped = f"{int(whole):,}".replace(",", group)
    return f"{'-' if cents < 0 else ''}{grouped}{separator}{decimals}"


def _readings(text: str) -> list[Convention]:
    """Return the conventions under which a cell is an amount."""
    figure = _figure(text)
    return [name for name, pattern in _FIGURES.items() if figure and pattern.fullmatch(figure)]


def _figure(text: str) -> str:
    text = text.strip(" ")
    match = _CELL.fullmatch(text) if len(text) <= LONGEST else None
    return match["figure"] if match else ""


def _shown(text: str) -> str:
    """Return a cell as its error repeats it: not without end."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
