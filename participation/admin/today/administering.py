"""What needs administrators: rounds without contact, drafts, organisations, mails, legal pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask_babel import ngettext

from participation.accounts.permissions import Permission
from participation.admin.today.facts import Facts, day_of
from participation.admin.today.rules import AHEAD, Target, Task
from participation.admin.today.wording import name, weekday
from participation.city.rules import LEGAL_TITLES
from participation.outbox.rules import MailState
from participation.rounds.models import Round
from participation.rounds.rules import RoundState, first_opening, state
from participation.web.filters import localdate, localtime, number
from participation.web.translation import _

DECIDE_WITHIN = timedelta(days=7)
"""How long an application of an organisation waits before it counts as late."""
RUNS_EVERY = timedelta(days=2)
"""After this the job, which runs every day, should have deleted what is due."""


def tasks(facts: Facts) -> Iterator[Task]:
    """Yield what needs an administrator, or whoever shares a part of it."""
    for round_ in facts.person.of(Permission.ADMINISTER, facts.rounds):
        if round_.archived_at is None and round_.withdrawn_at is None:
            yield from _contact(round_, facts)
            yield from _draft(round_, facts)
    yield from _deletions(facts)
    yield from _originals(facts)
    yield from _organisations(facts)
    yield from _failed(facts)
    yield from _held(facts)
    yield from _legal(facts)


def _contact(round_: Round, facts: Facts) -> Iterator[Task]:
    contact = round_.settings.contact
    now_is = state(round_.windows, facts.now)
    if round_.published_at is None or now_is is RoundState.CLOSED:
        return
    if contact.get("unit") or contact.get("email") or contact.get("telephone"):
        return
    opening = first_opening(round_.windows)
    coming = now_is is RoundState.COMING and opening is not None
    day = day_of(opening, round_.timezone) if coming and opening else None
    yield Task(
        25,
        min(day, facts.today + AHEAD) if day else None,
        _("Vor %(day)s", day=weekday(day)) if day else _("Die Runde läuft"),
        _("%(round)s nennt keine Stelle, an die man sich wendet", round=name(round_)),
        _("Wer Fragen oder eine Beschwerde hat, findet sonst niemanden."),
        _("Kontakt eintragen"),
        Target("rounds.edit", {"slug": round_.slug}),
    )


def _draft(round_: Round, facts: Facts) -> Iterator[Task]:
    opening = first_opening(round_.windows)
    if round_.published_at is not None or opening is None or opening <= facts.now:
        return
    day = day_of(opening, round_.timezone)
    yield Task(
        26,
        day,
        _("Vor %(day)s", day=weekday(day)),
        _("%(round)s ist noch ein Entwurf", round=name(round_)),
        _("Nach ihren Zeiten soll sie dann öffnen. Entwürfe öffnen nicht."),
        _("Runde öffnen"),
        Target("rounds.overview", {"slug": round_.slug}),
    )


def _deletions(facts: Facts) -> Iterator[Task]:
    count, since = facts.sum_of("deletions asked"), facts.since("deletions asked")
    if not count or since is None:
        return
    yield Task(
        15,
        None,
        _("Seit %(day)s", day=localdate(since)),
        ngettext(
            "Bei %(n)s Idee soll die Fassung vor dem Schwärzen sofort weg",
            "Bei %(n)s Ideen soll die Fassung vor dem Schwärzen sofort weg",
            count,
            n=number(count),
        ),
        _("Wer die Idee geschrieben hat oder wen die Stelle betrifft, hat das verlangt."),
        _("Fassung löschen") if count == 1 else _("Fassungen löschen"),
        Target("moderation.originals"),
    )


def _originals(facts: Facts) -> Iterator[Task]:
    count, since = facts.sum_of("originals over"), facts.since("originals over")
    if not count or since is None or since > facts.now - RUNS_EVERY:
        return
    yield Task(
        40,
        facts.today,
        _("Seit %(day)s", day=localdate(since)),
        ngettext(
            "Die Fassung von %(n)s Idee vor dem Schwärzen ist noch da",
            "Die Fassungen von %(n)s Ideen vor dem Schwärzen sind noch da",
            count,
            n=number(count),
        ),
        _("Ihre Zeit ist vorbei. Vielleicht hält die Verwaltung sie zurück."),
        _("Ansehen"),
        Target("moderation.originals"),
    )


def _organisations(facts: Facts) -> Iterator[Task]:
    count, since = facts.sum_of("organisations"), facts.since("organisations")
    if not count or since is None:
        return
    yield Task(
        70,
        (since + DECIDE_WITHIN).date(),
        _("Seit %(day)s", day=localdate(since)),
        ngettext(
            "%(n)s Organisation möchte teilnehmen",
            "%(n)s Organisationen möchten teilnehmen",
            count,
            n=number(count),
        ),
        _("Bis Sie entschieden haben, kann sie nicht mitmachen.")
        if count == 1
        else _("Bis Sie entschieden haben, können sie nicht mitmachen."),
        ngettext("Antrag prüfen", "Anträge prüfen", count),
        Target("organisations.index"),
    )


def _failed(facts: Facts) -> Iterator[Task]:
    count, since = facts.sum_of("failed mails"), facts.since("failed mails")
    if not count or since is None:
        return
    yield Task(
        20,
        facts.today,
        _("Seit %(moment)s", moment=localtime(since)),
        ngettext(
            "%(n)s E-Mail ließ sich bisher nicht senden",
            "%(n)s E-Mails ließen sich bisher nicht senden",
            count,
            n=number(count),
        ),
        _("Der Worker versucht es weiter. Was der Mailserver sagte, steht in der Liste."),
        _("E-Mails ansehen"),
        Target("admin.mails", {"state": MailState.FAILED.value}),
    )


def _held(facts: Facts) -> Iterator[Task]:
    count, since = facts.sum_of("held mails"), facts.since("held mails")
    if not count or since is None:
        return
    yield Task(
        21,
        facts.today,
        _("Seit %(moment)s", moment=localtime(since)),
        ngettext(
            "%(n)s E-Mail ist zurückgehalten",
            "%(n)s E-Mails sind zurückgehalten",
            count,
            n=number(count),
        ),
        _("Sie kamen mit einer Sicherung zurück und gehen erst hinaus, wenn Ihre IT sie freigibt."),
        _("E-Mails ansehen"),
        Target("admin.mails", {"state": MailState.HELD.value}),
    )


def _legal(facts: Facts) -> Iterator[Task]:
    if not facts.legal:
        return
    count = len(facts.legal)
    published = [r for r in facts.rounds if r.published_at and not r.archived_at]
    running = any(state(r.windows, facts.now) is RoundState.OPEN for r in published)
    yield Task(
        28,
        None if running else facts.today + AHEAD,
        _("Eine Runde läuft") if running else _("Bevor eine Runde öffnet"),
        ngettext(
            "%(n)s rechtliche Seite ist nicht ausgefüllt",
            "%(n)s rechtliche Seiten sind nicht ausgefüllt",
            count,
            n=number(count),
        ),
        ", ".join(_(LEGAL_TITLES[page]) for page in facts.legal) + ".",
        _("Seiten ausfüllen") if count > 1 else _("Seite ausfüllen"),
        Target("admin.legal"),
        late=running,
    )
