"""What states, kinds and delays are called, in the reader's language."""

from __future__ import annotations

from flask_babel import ngettext

from participation.projects.rules import Kind, State
from participation.projects.schedule import Delay, Unit
from participation.web.translation import _


def state_names() -> dict[str, str]:
    """Return what the states are called, in their order."""
    return {
        State.PROPOSED: _("Vorgeschlagen"),
        State.PLANNED: _("In Vorbereitung"),
        State.DECIDED: _("Beschlossen"),
        State.RUNNING: _("In Arbeit"),
        State.DONE: _("Abgeschlossen"),
        State.STOPPED: _("Eingestellt"),
    }


def kind_names() -> dict[str, str]:
    """Return what the kinds are called, in their order."""
    return {
        Kind.PRIORITY: _("Vorrangiges Projekt"),
        Kind.REGULAR: _("Weiteres Projekt"),
        Kind.POOL: _("Ideenpool"),
    }


def delay(late: Delay | None) -> str:
    """Return the length of a delay in words, empty without one."""
    if late is None:
        return ""
    return _overdue(late) if late.overdue else _later(late)


def _later(late: Delay) -> str:
    number = late.number
    if late.unit is Unit.DAYS:
        return str(ngettext("%(num)s Tag später", "%(num)s Tage später", number))
    if late.unit is Unit.MONTHS:
        return str(ngettext("%(num)s Monat später", "%(num)s Monate später", number))
    if late.unit is Unit.QUARTERS:
        return str(ngettext("%(num)s Quartal später", "%(num)s Quartale später", number))
    return str(ngettext("%(num)s Jahr später", "%(num)s Jahre später", number))


def _overdue(late: Delay) -> str:
    if late.unit is Unit.DAYS:
        return str(
            ngettext("seit %(num)s Tag überfällig", "seit %(num)s Tagen überfällig", late.number)
        )
    return str(
        ngettext("seit %(num)s Monat überfällig", "seit %(num)s Monaten überfällig", late.number)
    )
