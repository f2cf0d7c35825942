"""What single cells of a finance file mean."""

from __future__ import annotations

from collections.abc import Sequence

from participation.kernel.amounts import (
    POWERS,
    Amount,
    ColumnRefused,
    Convention,
    Unit,
    column_convention,
    machine,
    parse,
)
from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line, whole_number
from participation.projects.finance.rules import (
    NO_YEAR,
    NO_YEAR_WORD,
    NOTE_LENGTH,
    STAGE_NAMES,
    Stage,
    amount_problem,
    year_problem,
)
from participation.web.csv_writer import unsafe
from participation.web.csvfile import LineProblems

_UNITS = {unit.value.lower(): unit for unit in Unit}


def amounts_of(cells: Sequence[tuple[int, str]], problems: LineProblems) -> dict[int, Amount]:
    """Return the amounts of a column by line, blank ones left out."""
    try:
        convention = column_convention(cells)
    except ColumnRefused as error:
        problems.add(error.line, error)
        return {}
    amounts = {}
    for line, text in cells:
        try:
            amount = _amount(text, convention)
        except BadInput as error:
            problems.add(line, error)
            continue
        if amount is not None:
            amounts[line] = amount
    return amounts


def _amount(text: str, convention: Convention) -> Amount | None:
    amount = parse(text, convention)
    wrong = amount_problem(amount) if amount else None
    if wrong:
        raise wrong
    return amount


def text_of(cell: str) -> str:
    """Return a cell's text on one line, without the mark that keeps it from being a formula."""
    return clean_line(unsafe(cell))


def year_of(text: str) -> int:
    """Return a year, 0 for a blank and for the word that our files have. Raises BadInput."""
    given = text and text.casefold() != NO_YEAR_WORD.casefold()
    year = whole_number(text, digits=4) if given else NO_YEAR
    if year is None:
        sentence = N_("„%(text)s“ ist kein Jahr. Schreiben Sie es mit vier Ziffern.")
        raise BadInput(sentence, text=text[:40])
    wrong = year_problem(year)
    if wrong:
        raise wrong
    return year


def stage_of(text: str) -> Stage:
    """Return a stage by its code or its German name. Raises BadInput."""
    if text.lower() in set(Stage):
        return Stage(text.lower())
    for stage, name in STAGE_NAMES.items():
        if text.lower() == name:
            return stage
    sentence = N_("Die Stufe „%(text)s“ gibt es nicht. Möglich ist: %(known)s")
    raise BadInput(sentence, text=text[:40], known=", ".join(Stage))


def own_unit(amount: Amount | None) -> Unit | None:
    """Return the unit that stands in the cell itself, None where there is none."""
    return amount.unit if amount and amount.unit is not Unit.EURO else None


def unit_beside(text: str, amount: Amount | None) -> Unit:
    """Return the unit of the column beside the amount. The amount itself is in euros there, unless
    it brings its unit; one that would be less than a hundredth of its unit is a slip. Raises
    BadInput."""
    unit = _UNITS.get(text.lower())
    own = own_unit(amount)
    if unit is None:
        sentence = N_("Die Einheit „%(text)s“ gibt es nicht. Möglich ist: %(known)s")
        known = ", ".join(unit.value for unit in Unit if unit.value)
        raise BadInput(sentence, text=text[:40], known=known)
    if amount is None or own is not None:
        if own not in (None, unit) and text:
            sentence = N_(
                "Der Betrag steht in %(own)s, die Spalte „unit_given“ sagt %(told)s. Ändern Sie"
                " eines von beiden."
            )
            raise BadInput(sentence, own=own, told=unit.value)
        return own or unit
    if 0 < amount.cents < 10 ** POWERS[unit]:
        sentence = N_(
            "„amount“ ist in Euro anzugeben, auch wenn „unit_given“ %(unit)s sagt. Dieser Betrag"
            " wäre weniger als ein Hundertstel davon: %(amount)s. Schreiben Sie ihn in Euro aus."
        )
        raise BadInput(sentence, unit=unit.value, amount=machine(amount.cents))
    return unit


def note_of(text: str) -> str:
    """Return a remark. Raises BadInput for one that is too long."""
    note = clean_line(unsafe(text))
    if len(note) > NOTE_LENGTH:
        sentence = N_("Die Bemerkung ist länger als %(most)s Zeichen. Kürzen Sie sie.")
        raise BadInput(sentence, most=NOTE_LENGTH)
    return note
