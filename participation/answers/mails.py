"""Mails about answers: to the author of an idea, and to those who still owe answers. Plain values
in, a draft in the recipient's language out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, ngettext

from participation.answers.rules import SENTENCES, Status
from participation.extensions import Translated
from participation.kernel.partial_dates import PartialDate
from participation.outbox.rules import MailDraft, Priority
from participation.web.filters import long_date, partial_date, tr
from participation.web.translation import _


@dataclass(frozen=True)
class AnsweredIdea:
    """What the mail to an author needs of the idea and of the answer."""

    number: str
    title: str
    url: str
    status: str
    text: str
    unit: Translated
    review_by: str | None = None
    competent: str = ""
    corrects: bool = False


@dataclass(frozen=True)
class OpenAnswers:
    """What a reminder needs of a round: how many of its ideas have no answer, and since when or
    until when."""

    title: Translated
    url: str
    count: int
    due: date
    days: int


def sentence(status: str, review_by: str | None, competent: str) -> str:
    """Return what the city answers as a sentence in the reader's language."""
    if status == Status.IN_REVIEW and review_by:
        until = partial_date(PartialDate(review_by))
        return _("Die Stadt prüft diese Idee bis %(date)s.", date=until)
    said = _(SENTENCES[Status(status)])
    if status == Status.NOT_COMPETENT and competent:
        return f"{said} {_('Zuständig ist: %(who)s.', who=competent)}"
    return said


def answered(idea: AnsweredIdea, *, city: str, language: str) -> MailDraft:
    """Return the mail to the author of an idea that the city has answered."""
    values = {"number": idea.number, "title": idea.title}
    with force_locale(language):
        if idea.corrects:
            subject = _("Neue Antwort auf Ihre Idee %(number)s", number=idea.number)
            opening = _(
                "die Stadt hat ihre Antwort auf Ihre Idee „%(title)s“ (%(number)s) geändert:",
                **values,
            )
        else:
            subject = _("Antwort auf Ihre Idee %(number)s", number=idea.number)
            opening = _(
                "die Stadt hat auf Ihre Idee „%(title)s“ (%(number)s) geantwortet:", **values
            )
        said = sentence(idea.status, idea.review_by, idea.competent)
        where = _("Hier lesen Sie die Antwort und wie es weitergeht: %(url)s", url=idea.url)
        parts = [_("Guten Tag,"), opening, said, idea.text, where, tr(idea.unit), city]
        body = "\n\n".join(part for part in parts if part)
        return MailDraft("idea.answered", subject, body, priority=Priority.BULK)


def reminder(owed: OpenAnswers, *, language: str) -> MailDraft:
    """Return the mail that reminds of ideas without an answer; `days` are those from the end of the
    time limit."""
    with force_locale(language):
        ideas = ngettext("%(num)s Idee", "%(num)s Ideen", owed.count)
        values = {"title": tr(owed.title), "ideas": ideas, "day": long_date(owed.due)}
        if owed.days < 0:
            opening = _(
                "in der Runde „%(title)s“ fehlen noch Antworten: %(ideas)s. Die Frist endet am"
                " %(day)s.",
                **values,
            )
        elif owed.days == 0:
            opening = _(
                "in der Runde „%(title)s“ fehlen noch Antworten: %(ideas)s. Heute ist der letzte"
                " Tag der Frist.",
                **values,
            )
        else:
            opening = _(
                "in der Runde „%(title)s“ fehlen noch Antworten: %(ideas)s. Die Frist war der"
                " %(day)s. Die Seite der Runde zeigt das allen.",
                **values,
            )
        subject = _("Ideen ohne Antwort: %(title)s", title=tr(owed.title))
        where = _("Hier antworten Sie: %(url)s", url=owed.url)
        return MailDraft(
            "answers.reminder", subject, "\n\n".join([_("Guten Tag,"), opening, where])
        )
