"""Stages, years, amounts and shares in the reader's language."""

from __future__ import annotations

from participation.kernel.amounts import Unit, figure_in_unit, in_given_unit
from participation.projects.finance.rules import NO_YEAR, STAGE_NAMES, LockKind, Stage
from participation.web.filters import language, percent
from participation.web.translation import _


def stage_name(stage: Stage | str) -> str:
    """Return the word for a stage: 'geplant'."""
    return _(STAGE_NAMES[Stage(stage)])


def year_name(year: int) -> str:
    """Return a year, or that none is given."""
    return _("ohne Jahr") if year == NO_YEAR else str(year)


def figure(cents: int | None, unit: Unit | None, column_unit: Unit | None) -> str:
    """Return the figure of a cell: bare where the caption names the unit of all, else with its
    own; a dash where nothing was said."""
    if cents is None:
        return "—"
    if column_unit is not None:
        return figure_in_unit(cents, column_unit, language())
    return in_given_unit(cents, unit or Unit.EURO, language())


def euros(cents: int, unit: Unit | None) -> str:
    """Return an amount as a sentence names it: '325,64 Millionen Euro'."""
    unit = unit or Unit.EURO
    number = figure_in_unit(cents, unit, language())
    if unit is Unit.THOUSAND:
        return _("%(number)s Tausend Euro", number=number)
    if unit is Unit.MILLION:
        return _("%(number)s Millionen Euro", number=number)
    if unit is Unit.BILLION:
        return _("%(number)s Milliarden Euro", number=number)
    return _("%(number)s Euro", number=number)


def percent_of(hundredths: int) -> str:
    """Return a share in hundredths of a per cent: '8,43 %'."""
    return percent(hundredths / 10_000, 2)


def in_given(cents: int, unit: Unit) -> str:
    """Return an amount in the unit it was given in: '3,40 Mio.'."""
    return in_given_unit(cents, unit, language())


def amount_typed(cents: int, unit: str) -> str:
    """Return an amount as it stands in a form's field: three decimals alone could be thousands, so
    that they get a fourth."""
    figure = figure_in_unit(cents, Unit(unit))
    if len(figure.partition(",")[2]) == len("000"):
        figure += "0"
    return f"{figure} {unit}".rstrip()


def euros_typed(cents: int, unit: str) -> str:
    """Return an amount as a sentence names it, from a row's columns."""
    return euros(cents, Unit(unit))


def lock_kinds() -> dict[str, str]:
    """Return what may happen to a lock, in words."""
    return {
        LockKind.PLACED.value: _("gesperrt"),
        LockKind.RELEASED.value: _("freigegeben"),
        LockKind.CORRECTED.value: _("berichtigt"),
    }
