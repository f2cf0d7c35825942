"""The mail that reminds of a report. Plain values in, a draft in the recipient's language out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, ngettext

from participation.extensions import Translated
from participation.outbox.rules import MailDraft
from participation.web.filters import long_date, tr
from participation.web.translation import _


@dataclass(frozen=True)
class DueReport:
    """A report that is due: `days` are those from the day it is due, `without_text` how many
    projects of the recipient have no text yet, None before it is begun."""

    strategy: Translated
    url: str
    due: date
    days: int
    without_text: int | None


def reminder(owed: DueReport, *, language: str) -> MailDraft:
    """Return the mail that reminds of a report which is due."""
    with force_locale(language):
        title = tr(owed.strategy)
        subject = _("Bericht über die Projekte: %(title)s", title=title)
        where = _("Hier geht es weiter: %(url)s", url=owed.url)
        parts = [_("Guten Tag,"), _when(owed, title), _what(owed.without_text), where]
        return MailDraft("report.reminder", subject, "\n\n".join(parts))


def _when(owed: DueReport, title: str) -> str:
    values = {"title": title, "day": long_date(owed.due)}
    if owed.days < 0:
        return _("der Bericht zur Strategie „%(title)s“ ist am %(day)s fällig.", **values)
    if owed.days == 0:
        return _("der Bericht zur Strategie „%(title)s“ ist heute fällig, am %(day)s.", **values)
    return _("der Bericht zur Strategie „%(title)s“ war am %(day)s fällig.", **values)


def _what(without_text: int | None) -> str:
    if without_text is None:
        return _("Noch hat niemand ihn begonnen.")
    if not without_text:
        return _("Alle Texte sind da. Er ist noch nicht veröffentlicht.")
    return str(
        ngettext(
            "Zu %(num)s Projekt fehlt der Text.",
            "Zu %(num)s Projekten fehlt der Text.",
            without_text,
        )
    )
