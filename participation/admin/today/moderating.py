"""What needs moderators: reported ideas, waiting ones against the promise, batches of sheets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask_babel import ngettext

from participation.admin.today.facts import WAITING, Facts, day_of
from participation.admin.today.rules import AHEAD, Target, Task
from participation.admin.today.wording import ago, days_over, name, until
from participation.kernel.working_days import working_day_after
from participation.moderation.choosing import Due
from participation.moderation.complaints.rules import DECIDED_WITHIN
from participation.moderation.reports.rules import Reported
from participation.rounds.rules import Phase, phase
from participation.web.filters import DEFAULT_ZONE, long_date, number
from participation.web.translation import _

QUEUE = Target("moderation.queue")
MINE = Target("moderation.queue", {"mine": 1})
REPORTS = {kind: Target("reports.index", {"show": kind.value}) for kind in Reported}
COMPLAINTS = Target("complaints.index", {"show": "mine"})
DUE = {due: Target("moderation.queue", {"state": "new", "due": due.value}) for due in Due}


def tasks(facts: Facts) -> Iterator[Task]:
    """Yield what needs a moderator."""
    yield from _reported(facts)
    yield from _complaints(facts)
    yield from _held(facts)
    yield from _waiting(facts)
    yield from _entries(facts)
    yield from _batches(facts)


def waiting_by_day(facts: Facts) -> dict[date, int]:
    """Return how many ideas have to be decided on by which day, as their rounds promise it."""
    rounds = {round_.id: round_ for round_ in facts.rounds}
    found: dict[date, int] = {}
    for kind, counted in facts.counts.items():
        for count in counted if kind.startswith(WAITING) else ():
            round_ = rounds.get(count.round_id or 0)
            if round_ is None or count.since is None:
                continue
            came = day_of(count.since, round_.timezone)
            due = working_day_after(came, round_.settings.moderation_days)
            found[due] = found.get(due, 0) + count.number
    return found


def _reported(facts: Facts) -> Iterator[Task]:
    """Reports: of threats first, then of what everybody can read, then the others."""
    if threats := facts.sum_of(Reported.THREAT):
        yield Task(
            1,
            None,
            _("Gemeldet %(ago)s", ago=ago(facts.since(Reported.THREAT), facts.now)),
            ngettext(
                "%(n)s Meldung nennt eine Gefahr für Menschen",
                "%(n)s Meldungen nennen eine Gefahr für Menschen",
                threats,
                n=number(threats),
            ),
            _("Lesen Sie sofort und rufen Sie, wenn nötig, die Polizei."),
            ngettext("Meldung prüfen", "Meldungen prüfen", threats),
            REPORTS[Reported.THREAT],
            listing=REPORTS[Reported.THREAT],
            late=True,
        )
    if public := facts.sum_of(Reported.PUBLIC):
        yield Task(
            10,
            None,
            _(
                "Öffentlich sichtbar, gemeldet %(ago)s",
                ago=ago(facts.since(Reported.PUBLIC), facts.now),
            ),
            ngettext(
                "%(n)s Meldung zu etwas, das alle lesen können",
                "%(n)s Meldungen zu etwas, das alle lesen können",
                public,
                n=number(public),
            ),
            _("Es bleibt zu lesen, bis jemand entscheidet."),
            ngettext("Meldung prüfen", "Meldungen prüfen", public),
            REPORTS[Reported.PUBLIC],
            listing=REPORTS[Reported.PUBLIC],
            late=True,
        )
    if others := facts.sum_of(Reported.HIDDEN):
        yield Task(
            32,
            facts.today,
            _("Gemeldet %(ago)s", ago=ago(facts.since(Reported.HIDDEN), facts.now)),
            ngettext(
                "%(n)s Meldung zu etwas, das niemand mehr lesen kann",
                "%(n)s Meldungen zu etwas, das niemand mehr lesen kann",
                others,
                n=number(others),
            ),
            _("Wer gemeldet hat, wartet noch auf die Antwort."),
            ngettext("Meldung beantworten", "Meldungen beantworten", others),
            REPORTS[Reported.HIDDEN],
            listing=REPORTS[Reported.HIDDEN],
        )


def _complaints(facts: Facts) -> Iterator[Task]:
    count, since = facts.sum_of("complaints"), facts.since("complaints")
    if not count or since is None:
        return
    due, today = day_of(since + DECIDED_WITHIN, DEFAULT_ZONE), facts.today
    yield Task(
        33,
        min(due, today + AHEAD),
        days_over(due, today) if due < today else until(due, today),
        ngettext(
            "%(n)s Beschwerde wartet auf Sie",
            "%(n)s Beschwerden warten auf Sie",
            count,
            n=number(count),
        ),
        _(
            "Entschieden hat jemand anderes. Die älteste kam %(ago)s.",
            ago=ago(since, facts.now),
        ),
        ngettext("Beschwerde lesen", "Beschwerden lesen", count),
        COMPLAINTS,
        listing=COMPLAINTS,
        late=due < today,
    )


def _held(facts: Facts) -> Iterator[Task]:
    if count := facts.sum_of("held by me"):
        yield Task(
            31,
            None,
            _("Von Ihnen geöffnet"),
            ngettext(
                "%(n)s Idee prüfen Sie gerade",
                "%(n)s Ideen prüfen Sie gerade",
                count,
                n=number(count),
            ),
            _("Solange bekommt sie niemand anderes, höchstens zehn Minuten lang."),
            _("Weiter prüfen"),
            QUEUE,
            listing=MINE,
        )


def _waiting(facts: Facts) -> Iterator[Task]:
    by_day, today = waiting_by_day(facts), facts.today
    late = {day: count for day, count in by_day.items() if day < today}
    if late:
        yield _late(sum(late.values()), min(late), facts)
    if by_day.get(today):
        yield _ends_today(by_day[today], facts)
    ahead = {day: count for day, count in by_day.items() if day > today}
    if ahead:
        others = bool(late or by_day.get(today))
        yield _ahead(sum(ahead.values()), min(ahead), today, others=others)


def _late(count: int, due: date, facts: Facts) -> Task:
    moments = (facts.since(kind) for kind in facts.counts if kind.startswith(WAITING))
    oldest = min((moment for moment in moments if moment), default=facts.now)
    return Task(
        30,
        due,
        days_over(due, facts.today),
        ngettext(
            "%(n)s Idee wartet über ihre Frist hinaus",
            "%(n)s Ideen warten über ihre Frist hinaus",
            count,
            n=number(count),
        ),
        _("Die älteste kam %(ago)s.", ago=ago(oldest, facts.now)),
        _("Älteste Idee prüfen"),
        DUE[Due.LATE],
        listing=DUE[Due.LATE],
        late=True,
    )


def _ends_today(count: int, facts: Facts) -> Task:
    return Task(
        30,
        facts.today,
        _("Frist endet heute"),
        ngettext(
            "Für %(n)s Idee endet heute die Frist",
            "Für %(n)s Ideen endet heute die Frist",
            count,
            n=number(count),
        ),
        _("Bis wann die Stadt entscheidet, steht öffentlich bei der Runde.")
        if all(round_.promises_time for round_ in facts.rounds)
        else _("So lange soll die Prüfung höchstens dauern."),
        ngettext("Idee prüfen", "Ideen prüfen", count),
        DUE[Due.TODAY],
        listing=DUE[Due.TODAY],
    )


def _ahead(count: int, due: date, today: date, *, others: bool) -> Task:
    what = (
        ngettext("%(n)s weitere Idee wartet", "%(n)s weitere Ideen warten", count, n=number(count))
        if others
        else ngettext("%(n)s Idee wartet", "%(n)s Ideen warten", count, n=number(count))
    )
    return Task(
        30,
        min(due, today + AHEAD),
        until(due, today),
        what,
        _("Für die ersten endet die Frist am %(day)s.", day=long_date(due)),
        _("Nächste Idee prüfen"),
        DUE[Due.AHEAD],
        listing=DUE[Due.AHEAD],
    )


def _entries(facts: Facts) -> Iterator[Task]:
    """Sheets that were typed in once, or differently: they count only once two people agree."""
    for round_ in facts.rounds:
        over = phase(round_.weights_window, facts.now) is Phase.AFTER
        target = Target("weighting.paper", {"slug": round_.slug})
        values = {"round": name(round_)}
        if differing := facts.sum_of("differing sheets", round_.id):
            yield Task(
                38,
                None if over else facts.today,
                _("Zweimal eingetippt"),
                ngettext(
                    "%(n)s Bogen ist verschieden eingetippt",
                    "%(n)s Bögen sind verschieden eingetippt",
                    differing,
                    n=number(differing),
                ),
                _("%(round)s. Was zählt, entscheidet ein Blick auf den Bogen.", **values),
                _("Unterschiede klären"),
                target,
            )
        if single := facts.sum_of("single sheets", round_.id):
            yield Task(
                39,
                None if over else facts.today,
                _("Einmal eingetippt"),
                ngettext(
                    "%(n)s Bogen wartet auf eine zweite Person",
                    "%(n)s Bögen warten auf eine zweite Person",
                    single,
                    n=number(single),
                ),
                _("%(round)s. Vorher zählt ein Bogen nicht.", **values),
                _("Bögen erfassen"),
                target,
            )


def _batches(facts: Facts) -> Iterator[Task]:
    """Batches of sheets hold up a result once weighting is over; before that they are nobody's
    hurry."""
    for round_ in facts.rounds:
        count = facts.sum_of("open batches", round_.id)
        if not count or phase(round_.weights_window, facts.now) is not Phase.AFTER:
            continue
        yield Task(
            40,
            None,
            _("Die Gewichtung ist zu Ende"),
            ngettext(
                "%(n)s Stapel ist noch offen",
                "%(n)s Stapel sind noch offen",
                count,
                n=number(count),
            ),
            _("%(round)s. Offene Stapel zählen im Ergebnis nicht mit.", round=name(round_)),
            _("Bögen erfassen"),
            Target("weighting.paper", {"slug": round_.slug}),
        )
