"""What a finance table says: its finding, what that means, and the notes below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from participation.kernel.amounts import Unit
from participation.projects.finance.gathering import Money, SourceYear
from participation.projects.finance.rules import Lock, SourceKind, Stage
from participation.projects.finance.table import (
    WHOLE,
    FinanceTable,
    Hatch,
    PaperName,
    Rate,
    Row,
    share,
    source_sums,
)
from participation.projects.finance.wording import euros, figure, percent_of, year_name
from participation.web.filters import tr
from participation.web.translation import _


@dataclass(frozen=True)
class Note:
    """A sentence below the table, and the paper it rests on where everybody may see it."""

    text: str
    paper: PaperName | None = None


@dataclass(frozen=True)
class RateView:
    """A rate in words."""

    project: str
    source: str
    share: str
    said: Rate


def heading(table: FinanceTable) -> str:
    """Return the finding as a heading: how much there is, and how much of it is public."""
    total, public = table.total.cents, table.public_cents
    if total is None:
        return _("Noch keine Beträge")
    amount, unassigned = euros(total, table.unit), table.sum_of(SourceKind.UNASSIGNED)
    if not public:
        if unassigned:
            return _("%(amount)s, nicht gesagt ist, wie viel davon öffentlich ist", amount=amount)
        return _("%(amount)s, nichts davon öffentlich", amount=amount)
    if public == total:
        return _("%(amount)s, alles öffentlich", amount=amount)
    told = figure(public, None, table.unit or Unit.EURO)
    if unassigned:
        return _("Von %(amount)s sind mindestens %(public)s öffentlich", amount=amount, public=told)
    return _("Von %(amount)s sind %(public)s öffentlich", amount=amount, public=told)


def lead(table: FinanceTable, stage: Stage) -> list[str]:
    """Return what the finding means, and what it does not."""
    total = table.total.cents
    if not total:
        return [_stage_sentence(stage)]
    public, private = table.public_cents or 0, table.sum_of(SourceKind.PRIVATE) or 0
    unassigned = table.sum_of(SourceKind.UNASSIGNED)
    sentences = []
    rows = [row for place in table.places for row in place.rows]
    told = sum(row.cents is not None for row in rows)
    if told < len(rows):
        sentences.append(
            _(
                "Beträge stehen erst bei %(told)s von %(projects)s Projekten.",
                told=told,
                projects=len(rows),
            )
        )
    if 0 < public < total:
        sentences.append(_share_sentence(public, total, is_least=bool(unassigned)))
        if public + private == total:
            hoped = stage in (Stage.PLANNED, Stage.REQUESTED)
            sentences.append(
                _("Der Rest soll von Privaten kommen.")
                if hoped
                else _("Der Rest kommt von Privaten.")
            )
    if unassigned:
        amount = euros(unassigned, table.unit)
        sentences.append(_("Bei %(amount)s ist nicht gesagt, wessen Geld es ist.", amount=amount))
    return [*sentences, _stage_sentence(stage)]


def shares_in_words(row: Row) -> str:
    """Return the shares of a sum: '3,02 / 3,02 / 93,96 Prozent', with „Rundung" where the rounded
    ones miss the whole."""
    if not row.cents:
        return ""
    parts = " / ".join("—" if part is None else percent_of(part) for part in row.shares)
    return _("%(shares)s, Rundung", shares=parts) if row.is_rounded else parts


def notes(money: Money, table: FinanceTable, stage: Stage, *, is_drawn: bool = True) -> list[Note]:
    """Return what stands below the table: what is locked, what was paid beyond the release, what
    was rounded, and what a dash means. `is_drawn` is whether locked money is hatched there."""
    sentences = [Note(_("„—“ heißt: keine Angabe, nicht null."))]
    rows = [row for place in table.places for row in place.rows]
    if any(cell.hatch is not Hatch.NONE for row in rows for cell in row.cells):
        hatched = _("Schraffiert: gesperrt, in den Summen enthalten.")
        plain = _("Gesperrtes Geld ist in den Summen enthalten.")
        sentences.append(Note(hatched if is_drawn else plain))
    sentences += lock_notes(money, stage)
    sentences += _beyond_notes(money, table, stage)
    if rounding := _rounding(table):
        sentences.append(Note(rounding))
    return sentences


def lock_notes(money: Money, stage: Stage) -> Iterator[Note]:
    """Yield what is locked, whose money it is and why."""
    sums = source_sums(money.lines.get(stage, []))
    for key, lock in money.locks.items():
        if lock.holds:
            event = money.events[key][-1]
            said = _lock_note(money, key, lock, sums.get(key), Unit(event.unit_given))
            reason = _("Begründung: %(reason)s", reason=event.reason)
            yield Note(f"{said} {reason}", money.papers.get(event.id))


def rates(money: Money) -> list[RateView]:
    """Return the rates that sources pay of eligible costs, by project."""
    titles = {project.id: tr(project.title) for project in money.projects}
    return [
        RateView(
            titles[rate.project_id],
            tr(money.source(rate.source_id).title),
            percent_of(rate.rate),
            rate,
        )
        for rate in money.rates
    ]


def _lock_note(money: Money, key: SourceYear, lock: Lock, total: int | None, unit: Unit) -> str:
    values = {"source": tr(money.source(key[0]).title), "year": year_name(key[1])}
    if lock.unknown and total is None and not lock.shared:
        return _(
            "Sperrvermerk (%(source)s, %(year)s): Der Betrag ist nicht bekannt. Auf dieser Stufe"
            " gibt es dazu keinen Betrag.",
            **values,
        )
    if lock.unknown:
        return _(
            "Sperrvermerk (%(source)s, %(year)s): Der Betrag ist nicht bekannt, deshalb gilt alles"
            " als gesperrt.",
            **values,
        )
    amount = euros(lock.cents, unit)
    if total is None and not lock.shared:
        return _(
            "Sperrvermerk (%(source)s, %(year)s): Gesperrt sind %(amount)s. Auf dieser Stufe gibt"
            " es dazu keinen Betrag.",
            amount=amount,
            **values,
        )
    if total is not None and not lock.covers(total):
        return _(
            "Sperrvermerk (%(source)s, %(year)s): Gesperrt sind %(amount)s. Welches Projekt das"
            " trifft, ist nicht gesagt.",
            amount=amount,
            **values,
        )
    return _(
        "Sperrvermerk (%(source)s, %(year)s): Gesperrt sind %(amount)s.", amount=amount, **values
    )


def _beyond_notes(money: Money, table: FinanceTable, stage: Stage) -> Iterator[Note]:
    for (source_id, year), cents in money.beyond(stage).items():
        said = _(
            "%(source)s, %(year)s: %(amount)s über der Freigabe.",
            source=tr(money.source(source_id).title),
            year=year_name(year),
            amount=euros(cents, table.unit),
        )
        yield Note(said)


def _rounding(table: FinanceTable) -> str:
    sums = [table.total, *(place.sums for place in table.places)]
    missed = {row.shares_total for row in sums if row.is_rounded}
    if not missed:
        return ""
    if len(missed) == 1:
        return _("„Rundung“: Die Anteile ergeben %(share)s.", share=percent_of(missed.pop()))
    return _("„Rundung“: Die gerundeten Anteile ergeben nicht genau 100 Prozent.")


def _share_sentence(public: int, total: int, *, is_least: bool) -> str:
    """Return how much of the total is public, neither nothing nor all of it; `is_least` where more
    of it may be, which is then rounded down."""
    if is_least:
        least = percent_of(public * WHOLE // total)
        return _("Das sind mindestens %(share)s.", share=least)
    rounded = share(public, total)
    if rounded == 0:
        return _("Das sind weniger als %(share)s.", share=percent_of(1))
    if rounded == WHOLE:
        return _("Das sind mehr als %(share)s.", share=percent_of(WHOLE - 1))
    return _("Das sind %(share)s.", share=percent_of(rounded))


def _stage_sentence(stage: Stage) -> str:
    sentences = {
        Stage.PLANNED: _("Geplante Beträge sind keine Zusage."),
        Stage.REQUESTED: _("Beantragt heißt nicht bewilligt."),
        Stage.APPROVED: _("Bewilligt heißt nicht gezahlt."),
        Stage.BUDGETED: _("Veranschlagt heißt: im Haushalt vorgesehen."),
        Stage.CALLED: _("Abgerufen heißt: bei den Geldgebern angefordert."),
        Stage.SPENT: _("Verausgabt heißt: gezahlt."),
    }
    return sentences[stage]
