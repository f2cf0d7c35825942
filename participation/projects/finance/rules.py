"""What money is called, and how much of it is locked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from participation.kernel.amounts import Amount, Unit, in_euros
from participation.kernel.errors import N_, BadInput
from participation.strategy.rules import TITLE_LENGTH, Texts, key_problem, text_problems

NO_YEAR = 0
"""Stands for a year that is not given, so that a unique index works on both databases."""
NO_YEAR_WORD = "ohne Jahr"
"""Stands for it in files that people read."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
NOTE_LENGTH = 500
REASON_LENGTH = 1000
PROGRAMME_LENGTH = 120
COSTS_LENGTH = 1000
MOST_SOURCES = 40
"""Of one strategy: each is a column of its table."""
ALL_OF_IT = 10_000
"""100 per cent in basis points."""

LONG_COLUMNS = ("project", "source", "year", "stage", "amount", "unit_given", "note")
"""Of a file that names one amount a line."""
PLACE, PROJECT, TOTAL = "place", "project", "total"
"""Columns of a pivot that are no source."""
TOTAL_ROW = "Gesamt"


class SourceKind(StrEnum):
    """Whose money it is; `unassigned` for a source of a file whose kind nobody has said yet."""

    EU = "EU"
    FEDERAL = "federal"
    STATE = "state"
    REGIONAL = "regional"
    MUNICIPAL = "municipal"
    PRIVATE = "private"
    UNASSIGNED = "unassigned"


PUBLIC_KINDS = frozenset(
    {
        SourceKind.EU,
        SourceKind.FEDERAL,
        SourceKind.STATE,
        SourceKind.REGIONAL,
        SourceKind.MUNICIPAL,
    }
)

KIND_TITLES: dict[SourceKind, Texts] = {
    SourceKind.EU: {"de": "Europäische Union", "en": "European Union"},
    SourceKind.FEDERAL: {"de": "Bund", "en": "Federal government"},
    SourceKind.STATE: {"de": "Land", "en": "State"},
    SourceKind.REGIONAL: {"de": "Region", "en": "Region"},
    SourceKind.MUNICIPAL: {"de": "Kommunen", "en": "Municipalities"},
    SourceKind.PRIVATE: {"de": "Privat", "en": "Private"},
    SourceKind.UNASSIGNED: {"de": "Nicht zugeordnet", "en": "Unassigned"},
}
"""What a source is called that a file names by its kind alone."""


class Stage(StrEnum):
    """How far an amount has come. Amounts of different stages are never added."""

    PLANNED = "planned"
    REQUESTED = "requested"
    APPROVED = "approved"
    BUDGETED = "budgeted"
    CALLED = "called"
    SPENT = "spent"


STAGE_NAMES = {
    Stage.PLANNED: N_("geplant"),
    Stage.REQUESTED: N_("beantragt"),
    Stage.APPROVED: N_("bewilligt"),
    Stage.BUDGETED: N_("veranschlagt"),
    Stage.CALLED: N_("abgerufen"),
    Stage.SPENT: N_("verausgabt"),
}
PAID_STAGES = (Stage.CALLED, Stage.SPENT)
"""Stages at which money has left its source."""
BASE_STAGES = (Stage.BUDGETED, Stage.APPROVED, Stage.REQUESTED, Stage.PLANNED)
"""What a lock is taken from: the first of these stages that has amounts."""


class LockKind(StrEnum):
    """What happened to a lock. An event is never changed; a mistake is mended by `corrected`."""

    PLACED = "placed"
    RELEASED = "released"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Lock:
    """What is locked of a source in a year: so many cents, or all of it where no amount is known.
    `shared` is whether drafts have amounts there too, which a public page does not count."""

    cents: int = 0
    unknown: bool = False
    shared: bool = False

    @property
    def holds(self) -> bool:
        """Whether anything is locked."""
        return self.unknown or self.cents > 0

    def of(self, total: int) -> int:
        """Return how much of the source's amounts of that year is locked."""
        return total if self.unknown else min(self.cents, total)

    def covers(self, total: int) -> bool:
        """Whether these amounts are locked as a whole for certain."""
        return self.unknown or (self.cents >= total and not self.shared)


@dataclass(frozen=True)
class LockStep:
    """One event of a lock; None is an amount that is not known, in a release all of it."""

    kind: LockKind
    cents: int | None


def lock_after(steps: Iterable[LockStep]) -> Lock:
    """Return what is locked after these events, in their order.

    Raises BadInput where an event does not fit what was locked before it.
    """
    lock = Lock()
    for step in steps:
        lock = _after(lock, step)
    return lock


def lock_told(steps: Iterable[LockStep]) -> Lock:
    """Return what is locked as far as some of its events tell, in their order: those that rest on
    papers behind closed doors may be missing.

    With all of them it is what `lock_after` returns. A release beyond what is known to be locked
    releases that; of a lock of unknown amount a part changes nothing that could be told.
    """
    lock = Lock()
    for step in steps:
        if step.kind is LockKind.PLACED:
            lock = _after(lock, step)
        elif step.kind is LockKind.CORRECTED or step.cents is None:
            released = step.kind is LockKind.RELEASED
            lock = Lock(step.cents or 0, unknown=step.cents is None and not released)
        elif not lock.unknown:
            lock = Lock(max(0, lock.cents - step.cents))
    return lock


def _after(lock: Lock, step: LockStep) -> Lock:
    if step.kind is LockKind.PLACED:
        if step.cents is None or lock.unknown:
            return Lock(unknown=True)
        return Lock(lock.cents + step.cents)
    if not lock.holds:
        raise BadInput(
            N_("Hier ist nichts gesperrt. Tragen Sie zuerst einen Sperrvermerk ein."), field="kind"
        )
    if step.kind is LockKind.CORRECTED:
        return Lock(unknown=True) if step.cents is None else Lock(step.cents)
    return _released(lock, step.cents)


def _released(lock: Lock, cents: int | None) -> Lock:
    if cents is None:
        return Lock()
    if lock.unknown:
        raise BadInput(
            N_(
                "Die Höhe der Sperre ist nicht bekannt. Geben Sie alles frei, oder berichtigen Sie"
                " zuerst den gesperrten Betrag."
            ),
            field="amount",
        )
    if cents > lock.cents:
        raise BadInput(
            N_(
                "Gesperrt sind %(locked)s Euro. Sie können nicht %(released)s Euro freigeben."
                " Verringern Sie die Freigabe."
            ),
            field="amount",
            locked=euros_of(lock.cents),
            released=euros_of(cents),
        )
    return Lock(lock.cents - cents)


def euros_of(cents: int) -> Texts:
    """Return an amount as a sentence names it, in each language."""
    return {language: in_euros(cents, language) for language in ("de", "en")}


def beyond_release(paid: int, base: int, lock: Lock) -> int:
    """Return by how many cents what was called or spent exceeds what is not locked."""
    return max(0, paid - (base - lock.of(base)))


def source_problems(
    key: str, title: Texts, kind: str, programme: str, taken: Iterable[str]
) -> list[BadInput]:
    """Return what has to be corrected before a source can be stored; `taken` are other keys."""
    wrong = key_problem(key, "key")
    errors = [wrong] if wrong else []
    if key in RESERVED_COLUMNS or key in set(taken):
        sentence = N_("Das Kürzel „%(key)s“ ist vergeben. Wählen Sie ein anderes.")
        errors.append(BadInput(sentence, field="key", key=key))
    errors += text_problems(title, "title", TITLE_LENGTH)
    if kind not in set(SourceKind):
        errors.append(BadInput(N_("Wählen Sie, wessen Geld es ist."), field="kind"))
    if len(programme) > PROGRAMME_LENGTH:
        sentence = N_("Kürzen Sie den Namen des Programms auf %(most)s Zeichen.")
        errors.append(BadInput(sentence, field="programme", most=PROGRAMME_LENGTH))
    return errors


RESERVED_COLUMNS = frozenset({PLACE, PROJECT, TOTAL, "gesamt", "summe", "zusammen"})
"""Columns of a file that are no source."""


def too_many_sources(count: int) -> BadInput | None:
    """Return what is wrong with so many sources of one strategy, if anything."""
    if count <= MOST_SOURCES:
        return None
    sentence = N_("Eine Strategie hat höchstens %(most)s Quellen. Fassen Sie einige zusammen.")
    return BadInput(sentence, most=MOST_SOURCES)


def rate_problem(basis_points: int) -> BadInput | None:
    """Return what is wrong with a rate, if anything."""
    if 0 <= basis_points <= ALL_OF_IT:
        return None
    return BadInput(N_("Ein Fördersatz liegt zwischen 0 und 100 Prozent."), field="rate")


def year_problem(year: int) -> BadInput | None:
    """Return what is wrong with a year, if anything; 0 is a year that is not given."""
    if year == NO_YEAR or FIRST_YEAR <= year <= LAST_YEAR:
        return None
    sentence = N_(
        "Das Jahr %(year)s ist hier nicht möglich. Nennen Sie ein Jahr von %(first)s bis %(last)s,"
        " oder lassen Sie es leer."
    )
    return BadInput(sentence, field="year", year=year, first=FIRST_YEAR, last=LAST_YEAR)


def amount_problem(amount: Amount) -> BadInput | None:
    """Return what is wrong with the amount of a line, if anything."""
    if amount.cents >= 0:
        return None
    return BadInput(
        N_("Ein Betrag ist nie negativ. Nehmen Sie das Minuszeichen weg."), field="amount"
    )


def common_unit(units: Iterable[str]) -> Unit | None:
    """Return the unit in which all of these were given, None where they differ or there is none."""
    different = set(units)
    return _UNITS[different.pop()] if len(different) == 1 else None


_UNITS: dict[str, Unit] = {unit.value: unit for unit in Unit}
