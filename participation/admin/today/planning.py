"""What needs planners: windows that open and close, results, keys, answers and reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from flask_babel import ngettext

from participation.accounts.permissions import Permission
from participation.admin.today.facts import Facts, answers_near, awaits_result, day_of
from participation.admin.today.rules import Target, Task
from participation.admin.today.wording import ago, days_over, moment, name, until, weekday
from participation.progress.queries_due import DueReport
from participation.results.rules import OVERDUE_AFTER
from participation.rounds.models import Round
from participation.web.filters import localtime, number, tr
from participation.web.translation import _

WORKER_TAKES = timedelta(hours=1)
"""The worker computes a result by itself soon after the end where no sheets are expected."""


def tasks(facts: Facts) -> Iterator[Task]:
    """Yield what needs a planner."""
    for round_ in facts.person.of(Permission.PLAN_RESULTS, facts.rounds):
        if round_.published_at is not None and round_.archived_at is None:
            yield from _windows(round_, facts)
            yield from _result(round_, facts)
            yield from _key(round_, facts)
    for round_ in facts.person.of(Permission.ANSWER_FOR_UNIT, facts.rounds):
        if answers_near(round_, facts.now):
            yield from _answers(round_, facts)
    yield from _asked(facts)
    for report in facts.reports:
        yield from _report(report, facts)


def _windows(round_: Round, facts: Facts) -> Iterator[Task]:
    target = Target("front.round_page", {"slug": round_.slug})
    for at, what, opens in changes(round_):
        if at > facts.now:
            yield Task(
                60,
                day_of(at, round_.timezone),
                moment(at, round_, facts.today),
                what,
                _("Lesen Sie die Seite der Runde vorher noch einmal.")
                if opens
                else _("Danach geht das nicht mehr."),
                _("Runde ansehen"),
                target,
            )


def changes(round_: Round) -> Iterator[tuple[datetime, str, bool]]:
    """Yield when windows of a round open and close for the last minute, in words, and whether they
    open; two that do so together are one."""
    named = ((round_.ideas_window, _("Ideen")), (round_.weights_window, _("Gewichtung")))
    opening: dict[datetime, list[str]] = {}
    closing: dict[datetime, list[str]] = {}
    for window, label in named:
        if window.opens and window.closes:
            opening.setdefault(window.opens, []).append(label)
            closing.setdefault(window.closes - timedelta(minutes=1), []).append(label)
    both = _("Ideen und Gewichtung")
    for at, labels in opening.items():
        what = both if len(labels) > 1 else labels[0]
        yield at, _("%(round)s öffnet: %(what)s", round=name(round_), what=what), True
    for at, labels in closing.items():
        what = both if len(labels) > 1 else labels[0]
        yield at, _("%(round)s schließt: %(what)s", round=name(round_), what=what), False


def _result(round_: Round, facts: Facts) -> Iterator[Task]:
    closes = round_.weights_closes_at
    if not awaits_result(round_, facts.now) or closes is None or round_.key_destroyed_at:
        return
    target = Target("results.plan", {"slug": round_.slug})
    ended = _("Zu Ende seit %(moment)s", moment=localtime(closes, round_.timezone))
    if facts.sum_of("unpublished", round_.id):
        yield _unpublished(round_, facts, target, ended)
    elif not facts.sum_of("versions", round_.id) and facts.now > closes + WORKER_TAKES:
        open_batches = facts.sum_of("uncounted batches", round_.id)
        yield Task(
            50,
            None,
            ended,
            _("Das Ergebnis von %(round)s ist noch nicht berechnet", round=name(round_)),
            ngettext(
                "%(n)s Stapel Bögen ist noch offen.",
                "%(n)s Stapel Bögen sind noch offen.",
                open_batches,
                n=number(open_batches),
            )
            if open_batches
            else _("Berechnen Sie es, sobald alle Bögen erfasst sind."),
            _("Runde öffnen"),
            target,
        )


def _unpublished(round_: Round, facts: Facts, target: Target, ended: str) -> Task:
    at = round_.settings.publish_results_at
    by_itself = at is not None and at > facts.now
    return Task(
        45,
        day_of(at, round_.timezone) if by_itself and at else None,
        moment(at, round_, facts.today) if by_itself and at else ended,
        _("Das Ergebnis von %(round)s erscheint von selbst", round=name(round_))
        if by_itself
        else _("Das Ergebnis von %(round)s ist berechnet", round=name(round_)),
        _("Prüfen Sie es vorher.")
        if by_itself
        else _("Es erscheint erst, wenn Sie es geprüft und veröffentlicht haben."),
        _("Ergebnis prüfen"),
        target,
    )


def _key(round_: Round, facts: Facts) -> Iterator[Task]:
    due = round_.key_due
    if due is None or round_.key_destroyed_at is not None:
        return
    if round_.ballots_discarded_at is not None and facts.now <= due + OVERDUE_AFTER:
        # It goes within the hour, and nothing has to be done before.
        return
    target = Target("results.plan", {"slug": round_.slug})
    moment_ = localtime(due, round_.timezone)
    if facts.now > due + OVERDUE_AFTER:
        yield Task(
            20,
            None,
            _("Fällig war %(moment)s", moment=moment_),
            _("Der Schlüssel von %(round)s ist noch nicht vernichtet", round=name(round_)),
            _("Das tut der Worker von selbst. Fragen Sie Ihre IT, ob er läuft."),
            _("Runde öffnen"),
            target,
            late=True,
        )
        return
    published = round_.results_published_at is not None
    yield Task(
        55,
        max(day_of(due, round_.timezone), facts.today),
        moment(due, round_, facts.today),
        _("Der Schlüssel von %(round)s wird vernichtet", round=name(round_)),
        _("Danach lässt sich keine neue Fassung des Ergebnisses mehr berechnen.")
        if published
        else _("Noch ist kein Ergebnis veröffentlicht. Danach lässt sich keines mehr berechnen."),
        _("Runde öffnen"),
        target,
        late=not published,
    )


def _answers(round_: Round, facts: Facts) -> Iterator[Task]:
    """Ideas without an answer: all of a round for planners, their own units' for the others."""
    due = round_.settings.answers_due
    plans = facts.person.may(Permission.PLAN_STRATEGY, round_.id)
    if due is None:
        return
    counted = [count for count in facts.counts["unanswered"] if count.round_id == round_.id]
    for unit_id in [None] if plans else sorted(facts.person.units):
        count = sum(c.number for c in counted if unit_id is None or c.unit_id == unit_id)
        values: dict[str, str | int] = {"slug": round_.slug, "show": "open"}
        if unit_id is not None:
            values["unit"] = facts.person.units[unit_id]
        if count:
            yield _unanswered(round_, due, count, Target("answers.index", values), facts.today)
    staged = facts.sum_of("staged", round_.id)
    if plans and staged:
        yield _staged(round_, due, staged, facts.today)


def _unanswered(round_: Round, due: date, count: int, target: Target, today: date) -> Task:
    return Task(
        35,
        due,
        days_over(due, today) if due < today else until(due, today),
        ngettext(
            "%(n)s Idee hat noch keine Antwort",
            "%(n)s Ideen haben noch keine Antwort",
            count,
            n=number(count),
        ),
        _("%(round)s. Auf ihrer Seite steht, wie viele fehlen.", round=name(round_))
        if due < today
        else _("%(round)s. Die Frist steht öffentlich in den Regeln.", round=name(round_)),
        ngettext("Antwort schreiben", "Antworten schreiben", count),
        target,
        late=due < today,
    )


def _staged(round_: Round, due: date, count: int, today: date) -> Task:
    return Task(
        36,
        due,
        days_over(due, today) if due < today else until(due, today),
        ngettext(
            "%(n)s Antwort ist vorgemerkt",
            "%(n)s Antworten sind vorgemerkt",
            count,
            n=number(count),
        ),
        _("%(round)s. Lesen kann sie nur, wer hier arbeitet.", round=name(round_)),
        _("Antworten veröffentlichen"),
        Target("answers.publish", {"slug": round_.slug}),
        listing=Target("answers.index", {"slug": round_.slug, "show": "staged"}),
        late=due < today,
    )


def _asked(facts: Facts) -> Iterator[Task]:
    """Questions of moderation to the person's units: ideas wait for the replies."""
    if count := facts.sum_of("handed over"):
        yield Task(
            34,
            facts.today,
            _("Gefragt %(ago)s", ago=ago(facts.since("handed over"), facts.now)),
            ngettext(
                "%(n)s Frage der Moderation an Sie",
                "%(n)s Fragen der Moderation an Sie",
                count,
                n=number(count),
            ),
            _("Über die Idee wird erst entschieden, wenn Sie geantwortet haben.")
            if count == 1
            else _("Über die Ideen wird erst entschieden, wenn Sie geantwortet haben."),
            ngettext("Frage beantworten", "Fragen beantworten", count),
            Target("moderation.handed_over"),
            listing=Target("moderation.handed_over"),
        )


def _report(report: DueReport, facts: Facts) -> Iterator[Task]:
    """The report that is due next: planners begin and publish it, units write what is missing."""
    plans = facts.person.may(Permission.PLAN_STRATEGY)
    if not plans and not report.missing:
        return
    due, today, title = report.due, facts.today, tr(report.title)
    values: dict[str, str | int] = {"slug": report.slug}
    if report.number is None:
        what, action = _("Ein Bericht ist noch nicht begonnen"), _("Bericht beginnen")
        target = Target("progress.begin", values)
    elif report.missing:
        what = ngettext(
            "Bericht %(number)s: %(n)s Projekt ohne Text",
            "Bericht %(number)s: %(n)s Projekte ohne Text",
            report.missing,
            number=report.number,
            n=number(report.missing),
        )
        action = _("Bericht öffnen")
        target = Target("progress.planned", values | {"number": report.number})
    else:
        what = _("Bericht %(number)s ist geschrieben", number=report.number)
        action = _("Bericht veröffentlichen")
        target = Target("progress.publish", values | {"number": report.number})
    yield Task(
        37,
        due,
        days_over(due, today) if due < today else until(due, today),
        what,
        _("Strategie „%(title)s“. Fällig: %(day)s.", title=title, day=weekday(due)),
        action,
        target,
        late=due < today,
    )
