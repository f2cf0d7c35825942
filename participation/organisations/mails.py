"""Mails to members of organisations and to invited people: plain values in, a draft in the
recipient's language out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import force_locale

from participation.organisations.rules import INVITATION_LASTS
from participation.outbox.rules import MailDraft
from participation.web.translation import _


@dataclass(frozen=True)
class About:
    """What a mail about an organisation needs: its name, the reason of a decision, where to read
    on, and the city that writes."""

    name: str
    reason: str
    url: str
    city: str


Decision = Callable[[About, str], MailDraft]


def approved(about: About, language: str) -> MailDraft:
    """Return the mail that an organisation takes part."""
    with force_locale(language):
        return MailDraft(
            "organisation.approved",
            _("„%(name)s“ nimmt jetzt teil", name=about.name),
            _(
                "Guten Tag,\n\n„%(name)s“ ist als Partner aufgenommen und steht jetzt auf der"
                " öffentlichen Liste (%(city)s).\n\nHier geht es zu den Runden für Organisationen,"
                " und hier laden Sie weitere Mitglieder ein: %(url)s",
                name=about.name,
                city=about.city,
                url=about.url,
            ),
        )


def refused(about: About, language: str) -> MailDraft:
    """Return the mail that an application was refused, with the reason."""
    with force_locale(language):
        return MailDraft(
            "organisation.refused",
            _("Ihr Antrag für „%(name)s“ wurde abgelehnt", name=about.name),
            _(
                "Guten Tag,\n\nwir nehmen „%(name)s“ nicht als Partner auf (%(city)s). Die"
                " Begründung:\n\n%(reason)s\n\nEin Mensch hat das entschieden, kein Programm."
                " Öffentlich steht davon nichts. Den Antrag sehen und löschen Sie hier: %(url)s",
                name=about.name,
                city=about.city,
                reason=about.reason,
                url=about.url,
            ),
        )


def dismissed(about: About, language: str) -> MailDraft:
    """Return the mail that the city has ended that an organisation takes part, with the reason."""
    with force_locale(language):
        return MailDraft(
            "organisation.dismissed",
            _("„%(name)s“ nimmt nicht mehr teil", name=about.name),
            _(
                "Guten Tag,\n\ndie Stadt hat „%(name)s“ aus der Liste der Partner genommen"
                " (%(city)s). Die Begründung:\n\n%(reason)s\n\nEin Mensch hat das entschieden,"
                " kein Programm. Mehr dazu lesen Sie hier: %(url)s",
                name=about.name,
                city=about.city,
                reason=about.reason,
                url=about.url,
            ),
        )


def invitation(about: About, language: str) -> MailDraft:
    """Return the mail with an invitation to become a member; `about.url` is its link."""
    with force_locale(language):
        return MailDraft(
            "organisation.invitation",
            _("Einladung: für „%(name)s“ mitmachen", name=about.name),
            _(
                "Guten Tag,\n\nein Mitglied von „%(name)s“ lädt Sie ein, bei der Bürgerbeteiligung"
                " für diese Organisation zu handeln (%(city)s). Nehmen Sie die Einladung hier an:"
                "\n\n%(url)s\n\nDer Link gilt %(days)s Tage und nur für diese E-Mail-Adresse.\n\n"
                "Sie wissen nichts davon? Dann müssen Sie nichts tun.",
                name=about.name,
                city=about.city,
                url=about.url,
                days=INVITATION_LASTS.days,
            ),
        )


def removed(about: About, language: str) -> MailDraft:
    """Return the mail to somebody whom another member has removed."""
    with force_locale(language):
        return MailDraft(
            "organisation.removed",
            _("Sie handeln nicht mehr für „%(name)s“", name=about.name),
            _(
                "Guten Tag,\n\nein anderes Mitglied von „%(name)s“ hat Sie aus der Organisation"
                " entfernt (%(city)s). Ihr Konto und alles, was Sie als Person beigetragen haben,"
                " bleiben.\n\nWar das ein Versehen? Wenden Sie sich an Ihre Organisation.",
                name=about.name,
                city=about.city,
            ),
        )
