"""Mails about reports: to the reporter, and to those who moderate. None holds what was reported."""

from __future__ import annotations

from flask_babel import force_locale

from participation.kernel.errors import N_
from participation.moderation.reports.rules import OUTCOME_LABELS, Outcome
from participation.outbox.rules import MailDraft, Priority
from participation.web.translation import _

EMERGENCY = N_("Ist gerade jemand in Gefahr? Rufen Sie sofort die 110 an.")


def received(url: str, *, urgent: bool, language: str) -> MailDraft:
    """Return the receipt for a reporter; `url` is what was reported."""
    with force_locale(language):
        parts = [
            _("Guten Tag,"),
            _("Ihre Meldung ist angekommen. Gemeldet haben Sie: %(url)s", url=url),
            _("Ein Mensch prüft sie. Danach schreiben wir Ihnen, was entschieden ist."),
            _(
                "Wer gemeldet hat, zeigen wir niemandem. Name und Adresse löschen wir aus der"
                " Meldung, wenn die Frist für Beschwerden vorbei ist."
            ),
        ]
        if urgent:
            parts.insert(1, _(EMERGENCY))
        return MailDraft("report.received", _("Ihre Meldung ist angekommen"), "\n\n".join(parts))


def decided(
    url: str, outcome: Outcome, *, ground: str, answer: str, remedies: str, language: str
) -> MailDraft:
    """Return the mail about what became of a report. `ground` is a sentence of the catalogue, and
    empty where nothing was removed; `remedies` is in the language already."""
    with force_locale(language):
        parts = [
            _("Guten Tag,"),
            _("Sie haben uns etwas gemeldet: %(url)s", url=url),
            _("Entschieden ist: %(outcome)s.", outcome=_(OUTCOME_LABELS[outcome])),
        ]
        if ground:
            parts.append(_("Der Grund: %(ground)s.", ground=_(ground)))
        if answer:
            parts.append(answer)
        if outcome is not Outcome.GONE:
            parts.append(_("Ein Mensch hat das entschieden, kein Programm."))
        if remedies:
            parts.append(remedies)
        return MailDraft(
            "report.decided", _("Über Ihre Meldung ist entschieden"), "\n\n".join(parts)
        )


def shown_again(url: str, language: str) -> MailDraft:
    """Return the mail to a reporter whose reported text can be read again after a complaint."""
    with force_locale(language):
        parts = [
            _("Guten Tag,"),
            _("Sie haben uns etwas gemeldet, und wir haben es entfernt: %(url)s", url=url),
            _(
                "Nach einer Beschwerde hat ein anderer Mensch neu entschieden: Der Text ist wieder"
                " zu lesen."
            ),
            _("Dagegen können Sie sich an das Verwaltungsgericht wenden."),
        ]
        return MailDraft(
            "report.revised", _("Ein gemeldeter Text ist wieder zu lesen"), "\n\n".join(parts)
        )


def for_moderators(url: str, *, urgent: bool, language: str) -> MailDraft:
    """Return the mail to those who moderate; `url` is the page of the report."""
    with force_locale(language):
        if urgent:
            parts = [
                _("Guten Tag,"),
                _(
                    "jemand meldet, dass das Leben oder die Sicherheit eines Menschen bedroht ist."
                    " Sehen Sie sich die Meldung sofort an: %(url)s",
                    url=url,
                ),
                _(
                    "Halten Sie es auch für möglich? Dann melden Sie es sofort der Polizei, Telefon"
                    " 110. Tragen Sie dort ein, wann das war."
                ),
            ]
            subject = _("Sofort: Meldung einer Gefahr für ein Leben")
            return MailDraft("report.threat", subject, "\n\n".join(parts), priority=Priority.FIRST)
        parts = [
            _("Guten Tag,"),
            _("jemand hat etwas gemeldet: %(url)s", url=url),
        ]
        return MailDraft("report.new", _("Eine neue Meldung"), "\n\n".join(parts))
