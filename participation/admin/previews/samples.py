"""A sample of every mail that the application writes; nothing in it is of a real person. Each of
the features' functions that make a draft stands here at least once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

from flask_babel import force_locale

from participation.accounts import mails as accounts
from participation.admin.previews import samples_accounts as of_accounts
from participation.admin.previews import samples_results as of_results
from participation.admin.today import mails as today
from participation.admin.today.assembling import Today
from participation.admin.today.rules import Group, Promise, Target, Task
from participation.answers import mails as answers
from participation.city.queries import city
from participation.following import mails as following
from participation.following.mailing import with_link
from participation.following.rules import Frequency
from participation.ideas.rules import Action
from participation.kernel.errors import N_
from participation.kernel.text import slug_of
from participation.moderation import mails as moderation
from participation.moderation import remedies
from participation.moderation.blackout import mails as blackout
from participation.moderation.complaints import mails as complaints
from participation.moderation.complaints.rules import Outcome as ComplaintOutcome
from participation.moderation.merging import mails as merging
from participation.moderation.redaction import mails as remarks
from participation.moderation.reports import mails as reports
from participation.moderation.reports.rules import Outcome as ReportOutcome
from participation.moderation.rules import LABELS, Reason
from participation.moderation.workbench import mails as handovers
from participation.organisations import mails as organisations
from participation.outbox.rules import MailDraft
from participation.progress import mails as progress
from participation.results import mails as results
from participation.retention import mails as retention
from participation.web.translation import _, in_every_language
from participation.web.urls import external_url

Writer = Callable[[str], MailDraft]
DAY = date(2030, 5, 20)
END = datetime(2030, 5, 20, 22, tzinfo=UTC)
ZONE = "Europe/Berlin"
TITLE = N_("Beispielrunde")
IDEA = N_("Eine Idee als Beispiel")
TEXT = N_("Hier steht der Text, den jemand aus der Verwaltung schreibt.")


@dataclass(frozen=True)
class Sample:
    """A kind of mail: when it is written, the function that makes it, and how to make it here in a
    language."""

    when: str
    made_by: Callable[..., MailDraft]
    write: Writer

    @property
    def key(self) -> str:
        """Its place in the address, from the sentence that names it."""
        return slug_of(self.when)


def _url() -> str:
    return external_url("front.home")


def _said(message: str, language: str) -> str:
    with force_locale(language):
        return _(message)


def _idea(number: str, language: str) -> moderation.OtherIdea:
    return moderation.OtherIdea(number, _said(IDEA, language), _url())


def _news(frequency: Frequency, language: str) -> MailDraft:
    event = in_every_language(N_("Das Ergebnis ist veröffentlicht.")), _url()
    subject = following.SubjectNews(in_every_language(TITLE), (event,))
    draft = following.news(
        [subject], frequency, account_url=_url(), city=city().name, language=language
    )
    return with_link(draft, _url())


def _decided(action: Action, language: str) -> MailDraft:
    refuses = action in (Action.REJECT, Action.REMOVE)
    idea = moderation.News(
        number="2030-0001",
        title=_said(IDEA, language),
        url=_url(),
        text="" if action is Action.PUBLISH else _said(TEXT, language),
        contact=city().name,
        reason=Reason.OFF_TOPIC if refuses else None,
        complain=_url(),
        complain_until=END,
        zone=ZONE,
    )
    return moderation.decided(action, idea, language)


def _redacted(language: str) -> MailDraft:
    news = blackout.Redacted(
        "2030-0001", _said(TEXT, language), _url(), city().name, _url(), END, ZONE
    )
    return blackout.redacted(news, language)


def _remarked(language: str) -> MailDraft:
    text = _said(TEXT, language)
    return remarks.remarked("2030-0001", text, _url(), city().name, language)


def _merged(told: merging.Told, language: str) -> MailDraft:
    pair = merging.Pair(_idea("2030-0001", language), _idea("2030-0002", language), city().name)
    return merging.merged(told, pair, language)


def _split(language: str) -> MailDraft:
    parts = [_idea(number, language) for number in ("2030-0002", "2030-0003")]
    return merging.split(_idea("2030-0001", language), parts, city().name, language)


def _answered(corrects: bool, language: str) -> MailDraft:
    idea = answers.AnsweredIdea(
        number="2030-0001",
        title=_said(IDEA, language),
        url=_url(),
        status="already_done",
        text=_said(TEXT, language),
        unit={},
        corrects=corrects,
    )
    return answers.answered(idea, city=city().name, language=language)


def _answers_owed(days: int, language: str) -> MailDraft:
    owed = answers.OpenAnswers(in_every_language(TITLE), _url(), count=3, due=DAY, days=days)
    return answers.reminder(owed, language=language)


def _report_owed(language: str) -> MailDraft:
    owed = progress.DueReport(in_every_language(TITLE), _url(), due=DAY, days=0, without_text=2)
    return progress.reminder(owed, language=language)


def _received(urgent: bool, language: str) -> MailDraft:
    return reports.received(_url(), urgent=urgent, language=language)


def _new_report(urgent: bool, language: str) -> MailDraft:
    return reports.for_moderators(_url(), urgent=urgent, language=language)


def _report_decided(language: str) -> MailDraft:
    with force_locale(language):
        against = remedies.sentences(_url(), END, ZONE)
    return reports.decided(
        _url(),
        ReportOutcome.REMOVED,
        ground=LABELS[Reason.OFF_TOPIC],
        answer=_said(TEXT, language),
        remedies=against,
        language=language,
    )


def _complaint_decided(language: str) -> MailDraft:
    reasons = _said(TEXT, language)
    outcome = ComplaintOutcome.REJECTED
    return complaints.decided(_url(), outcome, change="", reasons=reasons, language=language)


def _organisation(make: organisations.Decision, language: str) -> MailDraft:
    name, reason = _said(N_("Beispielverein"), language), _said(TEXT, language)
    return make(organisations.About(name, reason, _url(), city().name), language)


def _today(language: str) -> MailDraft:
    with force_locale(language):
        task = Task(
            rank=0,
            due=DAY,
            when=_("Heute"),
            what=_("Eine Aufgabe als Beispiel"),
            why=_("Hier steht, warum sie wartet"),
            action=_("Ansehen"),
            target=Target("admin.staff_home"),
        )
        day = Today(DAY, {Group.NOW: [task]}, Promise(), [])
        links = today.Links(page=_url(), off=_url())
        return today.of_day(day, links=links, city=city().name)


def _organisations() -> list[Sample]:
    makers: list[tuple[str, organisations.Decision]] = [
        (N_("Eine Organisation ist aufgenommen"), organisations.approved),
        (N_("Der Antrag einer Organisation ist abgelehnt"), organisations.refused),
        (N_("Die Stadt hat eine Organisation aus der Liste genommen"), organisations.dismissed),
        (N_("Jemand ist eingeladen, für eine Organisation zu handeln"), organisations.invitation),
        (N_("Ein Mitglied ist aus einer Organisation entfernt"), organisations.removed),
    ]
    return [Sample(when, make, partial(_organisation, make)) for when, make in makers]


SAMPLES: tuple[Sample, ...] = (
    Sample(N_("Jemand möchte sich anmelden"), accounts.sign_in, of_accounts.sign_in),
    Sample(
        N_("Ein Konto für Datenschutz oder Revision wird zurückgesetzt"),
        accounts.guarded,
        of_accounts.guarded,
    ),
    Sample(N_("Ein Konto ist lange nicht benutzt worden"), retention.idle, of_accounts.idle),
    Sample(
        N_("Neues zu dem, dem jemand folgt, nach wenigen Minuten"),
        following.news,
        partial(_news, Frequency.AT_ONCE),
    ),
    Sample(
        N_("Neues zu dem, dem jemand folgt, gesammelt"),
        following.news,
        partial(_news, Frequency.WEEKLY),
    ),
    Sample(N_("Ein bestelltes Ergebnis ist da"), results.published, of_results.published),
    Sample(N_("Ein bestelltes Ergebnis kommt nicht"), results.discarded, of_results.discarded),
    *(
        Sample(when, moderation.decided, partial(_decided, action))
        for when, action in (
            (N_("Eine Idee ist veröffentlicht"), Action.PUBLISH),
            (N_("Um eine Änderung der Idee wird gebeten"), Action.ASK),
            (N_("Eine Idee ist abgelehnt"), Action.REJECT),
            (N_("Eine Idee ist entfernt"), Action.REMOVE),
        )
    ),
    Sample(N_("Die Redaktion merkt zu einer Idee etwas an"), remarks.remarked, _remarked),
    Sample(N_("In einer Idee ist etwas geschwärzt"), blackout.redacted, _redacted),
    *(
        Sample(when, merging.merged, partial(_merged, told))
        for when, told in (
            (N_("Eine Idee ist in einer anderen aufgegangen"), merging.Told.MERGED),
            (N_("Zu einer Idee ist eine andere gekommen"), merging.Told.JOINED),
            (N_("Zwei Ideen stehen wieder für sich"), merging.Told.SEPARATED),
        )
    ),
    Sample(N_("Eine Idee ist geteilt"), merging.split, _split),
    Sample(N_("Die Stadt hat geantwortet"), answers.answered, partial(_answered, False)),
    Sample(N_("Die Stadt hat ihre Antwort geändert"), answers.answered, partial(_answered, True)),
    Sample(N_("Antworten werden bald fällig"), answers.reminder, partial(_answers_owed, -5)),
    Sample(N_("Antworten sind überfällig"), answers.reminder, partial(_answers_owed, 5)),
    Sample(N_("Ein Bericht wird fällig"), progress.reminder, _report_owed),
    Sample(N_("Eine Meldung ist angekommen"), reports.received, partial(_received, False)),
    Sample(
        N_("Eine Meldung einer Gefahr ist angekommen"), reports.received, partial(_received, True)
    ),
    Sample(N_("Über eine Meldung ist entschieden"), reports.decided, _report_decided),
    Sample(
        N_("Ein gemeldeter Text ist wieder zu lesen"),
        reports.shown_again,
        lambda language: reports.shown_again(_url(), language),
    ),
    Sample(
        N_("Moderation: eine neue Meldung"), reports.for_moderators, partial(_new_report, False)
    ),
    Sample(
        N_("Moderation: Meldung einer Gefahr"), reports.for_moderators, partial(_new_report, True)
    ),
    Sample(
        N_("Eine Beschwerde ist angekommen"),
        complaints.received,
        lambda language: complaints.received(_url(), language),
    ),
    Sample(
        N_("Moderation: eine neue Beschwerde"),
        complaints.for_deciders,
        lambda language: complaints.for_deciders(_url(), language),
    ),
    Sample(N_("Über eine Beschwerde ist entschieden"), complaints.decided, _complaint_decided),
    Sample(
        N_("Ein Amt ist zu einer Idee gefragt"),
        handovers.asked,
        lambda language: handovers.asked("2030-00012", _url(), language),
    ),
    Sample(
        N_("Ein Amt hat zu einer Idee geantwortet"),
        handovers.replied,
        lambda language: handovers.replied("2030-00012", _url(), language),
    ),
    *_organisations(),
    Sample(N_("„Heute“ am Morgen"), today.of_day, _today),
)
BY_KEY = {sample.key: sample for sample in SAMPLES}
