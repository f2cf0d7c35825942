"""Who hears of reports: followers of a published one, and those who still have to write, each
once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from participation.accounts import queries as accounts
from participation.accounts.models import Account
from participation.accounts.permissions import Role
from participation.answers.rules import due_reminders
from participation.following.rules import Kind
from participation.following.service import tell_many
from participation.kernel.clock import Clock
from participation.kernel.errors import N_
from participation.outbox.service import enqueue
from participation.progress import mails, queries
from participation.progress.document import Content
from participation.progress.mails import DueReport
from participation.progress.models import ProgressReport, ReportReminder
from participation.progress.rules import day_in, next_due
from participation.strategy.models import Strategy
from participation.web.filters import DEFAULT_ZONE
from participation.web.statements import insert_once
from participation.web.transactions import begin_write
from participation.web.translation import in_every_language
from participation.web.urls import external_url, local_path

OF_PROJECT = N_("Ein neuer Bericht sagt, wie weit dieses Projekt ist.")
OF_ROUND = N_("Ein neuer Bericht sagt, wie weit die Projekte der Strategie sind.")
CORRECTED = N_("Die Stadt hat einen Bericht über ihre Projekte berichtigt.")


def tell_published(strategy: Strategy, content: Content, clock: Clock) -> None:
    """Tell those who follow a project of a report, or a round of its strategy, that it was
    published."""
    path = local_path("progress.show", slug=strategy.slug, number=content.number)
    told = {
        Kind.PROJECT: (OF_PROJECT, [project.key for project in content.projects]),
        Kind.ROUND: (OF_ROUND, queries.public_round_slugs(strategy.id)),
    }
    for kind, (sentence, keys) in told.items():
        what = in_every_language(CORRECTED if content.corrects else sentence)
        tell_many(kind, keys, event="report.published", what=what, path=path, clock=clock)


def remind(strategy_id: int, clock: Clock) -> int:
    """Remind planners, and the people of units whose projects have no text yet, of the report that
    is due next, when one of the reminders is due; return how many mails were written.

    Of several that are due at once, as after a long standstill, only the latest is sent. A
    published report reminds nobody, nor does a correction.
    """
    session = begin_write()
    strategy = session.get_one(Strategy, strategy_id)
    report, now = queries.begun(strategy_id), clock.now()
    due, new = _new_reminders(strategy_id, report, now)
    if due is None or not new:
        return 0
    url = external_url("progress.planning_list")
    if report is not None:
        url = external_url("progress.planned", slug=strategy.slug, number=report.number)
    open_by_unit = queries.open_by_unit(report) if report else None
    written = 0
    for account, count in _debtors(open_by_unit):
        owed = DueReport(
            dict(strategy.title), url, due, (day_in(now, DEFAULT_ZONE) - due).days, count
        )
        draft = mails.reminder(owed, language=account.language)
        enqueue(draft, to=accounts.address_of(account), clock=clock)
        written += 1
    return written


def settle_after_restore(clock: Clock) -> None:
    """Send no reminder that is due in a restored backup, which cannot say what was sent since."""
    begin_write()
    for strategy_id in queries.strategies_with_reports():
        _new_reminders(strategy_id, queries.begun(strategy_id), clock.now())


def _new_reminders(
    strategy_id: int, report: ProgressReport | None, now: datetime
) -> tuple[date | None, list[int]]:
    """Note the reminders that are due of a begun report, or of the one that is due next; return
    that day, and which were not noted yet."""
    due = report.due if report else _next(strategy_id)
    reminders = due_reminders(due, now, DEFAULT_ZONE)
    row = {"strategy_id": strategy_id, "due": due, "sent_at": now}
    return due, [days for days in reminders if insert_once(ReportReminder, row | {"days": days})]


def _next(strategy_id: int) -> date | None:
    rhythm = queries.rhythms().get(strategy_id)
    return next_due(rhythm, queries.last_due(strategy_id))


def _debtors(
    open_by_unit: dict[int | None, int] | None,
) -> Iterator[tuple[Account, int | None]]:
    """Yield whom to remind, each once, with how many projects have no text: planners in any case
    (None before the report is begun), the people of units of their own ones."""
    planners = accounts.holders(Role.PLANNER, None)
    total = None if open_by_unit is None else sum(open_by_unit.values())
    for planner in planners:
        yield planner, total
    planning = {planner.id for planner in planners}
    for person in accounts.holders(Role.UNIT, None) if open_by_unit else ():
        units = accounts.unit_ids(person.id) if person.id not in planning else ()
        count = sum((open_by_unit or {}).get(unit_id, 0) for unit_id in units)
        if count:
            yield person, count
