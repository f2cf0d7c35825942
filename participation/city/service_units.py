"""What administrators do with the city's units: add, change, switch off and on. Each is audited."""

from __future__ import annotations

from participation.audit.service import Actor, record
from participation.city import queries
from participation.city.models import Unit
from participation.city.rules import check_unit_contact, check_unit_key, check_unit_title
from participation.extensions import Translated
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.web.transactions import begin_write

CHANGED = N_(
    "Jemand hat diese Fachstelle inzwischen geändert. Laden Sie die Seite neu und tragen Sie Ihre"
    " Änderung noch einmal ein."
)


def add_unit(*, key: str, title: Translated, contact: str = "", actor: Actor, clock: Clock) -> Unit:
    """Add a unit. Raises BadInput (`key`, `title_de`, `title_en`, `contact`); a key is given once
    and for all."""
    unit = Unit(
        key=check_unit_key(key), title=check_unit_title(title), contact=check_unit_contact(contact)
    )
    session = begin_write()
    if queries.find_unit(key) is not None:
        raise BadInput(N_("Dieses Kürzel ist vergeben. Wählen Sie ein anderes."), field="key")
    session.add(unit)
    session.flush()
    _record(unit, "unit.added", actor, clock, title=unit.title, contact=unit.contact)
    return unit


def change_unit(
    key: str, *, title: Translated, contact: str, version: int, actor: Actor, clock: Clock
) -> Unit:
    """Change title and contact of a unit.

    Raises NotFound, BadInput (`title_de`, `title_en`, `contact`), and Conflict when `version` is no
    longer the present one.
    """
    after = {"title": check_unit_title(title), "contact": check_unit_contact(contact)}
    unit = _lock(key)
    if unit.version != version:
        raise Conflict(CHANGED)
    before = {name: getattr(unit, name) for name in after}
    if before == after:
        return unit
    for name, value in after.items():
        setattr(unit, name, value)
    unit.version += 1
    begin_write().flush()
    _record(unit, "unit.changed", actor, clock, before=before, after=after)
    return unit


def switch_unit(key: str, *, active: bool, actor: Actor, clock: Clock) -> Unit:
    """Switch a unit off or on; doing it twice changes nothing. Raises NotFound."""
    unit = _lock(key)
    if unit.active != active:
        unit.active = active
        unit.version += 1
        begin_write().flush()
        _record(unit, "unit.switched_on" if active else "unit.switched_off", actor, clock)
    return unit


def _lock(key: str) -> Unit:
    session = begin_write()
    unit = queries.unit(key)
    session.refresh(unit, with_for_update=True)
    return unit


def _record(unit: Unit, action: str, actor: Actor, clock: Clock, **details: object) -> None:
    record(
        actor=actor,
        action=action,
        subject_kind="unit",
        subject_id=unit.key,
        clock=clock,
        **details,
    )
