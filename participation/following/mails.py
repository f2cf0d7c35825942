"""The mail about news: plain values in, a draft in the recipient's language out."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import force_locale, ngettext

from participation.extensions import Translated
from participation.following.rules import LINK_LASTS, Frequency
from participation.outbox.rules import MailDraft, Priority
from participation.web.filters import tr
from participation.web.translation import _

NEWS = "following.news"
"""The kind of these mails."""


@dataclass(frozen=True)
class SubjectNews:
    """A subject with what happened to it, oldest first: sentences and where to read more."""

    title: Translated
    events: tuple[tuple[Translated, str], ...]


LINK = "\x02"
"""Stands for the link of one person; no text has this character (`clean_text`)."""


def news(
    subjects: list[SubjectNews],
    frequency: Frequency,
    *,
    account_url: str,
    city: str,
    language: str,
) -> MailDraft:
    """Return the mail about what happened to some subjects, with LINK for the link that stops the
    mails of one person: the rest is the same for many. They change how often at `account_url`."""
    with force_locale(language):
        parts = [_("Guten Tag,"), _opening(frequency), *map(_paragraph, subjects)]
        parts += [_why(frequency, account_url), city]
        body = "\n\n".join(parts)
        return MailDraft(NEWS, _subject_line(subjects), body, LINK, Priority.BULK)


def _subject_line(subjects: list[SubjectNews]) -> str:
    if len(subjects) == 1:
        return _("Neues: %(title)s", title=tr(subjects[0].title))
    return str(
        ngettext(
            "Neues zu %(num)s Thema, dem Sie folgen",
            "Neues zu %(num)s Themen, denen Sie folgen",
            len(subjects),
        )
    )


def _opening(frequency: Frequency) -> str:
    if frequency is Frequency.WEEKLY:
        return _("das ist Neues aus der letzten Zeit, gesammelt für Ihre wöchentliche E-Mail.")
    return _("zu dem, dem Sie folgen, gibt es Neues.")


def _paragraph(subject: SubjectNews) -> str:
    events = [f"- {tr(what)}\n  {url}" for what, url in subject.events]
    return "\n".join([tr(subject.title), *events])


def _why(frequency: Frequency, account_url: str) -> str:
    often = (
        _("Sie bekommen diese E-Mail, weil Sie dem folgen. Eingestellt ist: gesammelt, montags.")
        if frequency is Frequency.WEEKLY
        else _(
            "Sie bekommen diese E-Mail, weil Sie dem folgen. Eingestellt ist: nach wenigen Minuten."
        )
    )
    change = _("Wie oft wir schreiben, ändern Sie in „Mein Bereich“: %(url)s", url=account_url)
    stop = _(
        "So folgen Sie dem nicht mehr, ohne Anmeldung (der Link gilt %(days)s Tage): %(url)s",
        days=LINK_LASTS.days,
        url=LINK,
    )
    return "\n".join([often, change, stop])
