"""The mails of accounts: plain values in, a draft in the recipient's language out."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import force_locale

from participation.accounts.permissions import Role
from participation.accounts.rules import LIFETIME, Purpose
from participation.kernel.errors import N_
from participation.outbox.rules import MailDraft, Priority
from participation.web.translation import _

GUARDED_ACCOUNT = "account.guarded"
"""The kind of the mails about an account that reads more than others."""
GUARDED_ROLES = {Role.PRIVACY: N_("Datenschutz"), Role.AUDITOR: N_("Revision")}


class Change(StrEnum):
    """What was done to an account that reads more than others."""

    LINK = "link"
    GIVEN = "given"
    TAKEN = "taken"
    OFF = "off"
    ON = "on"


CHANGES = {
    Change.LINK: N_(
        "Für das Konto von %(name)s gibt es einen neuen Link zum Einrichten. Wer ihn hat, setzt"
        " Passwort und zweiten Faktor neu und meldet sich damit an."
    ),
    Change.GIVEN: N_("Das Konto von %(name)s hat jetzt die Rolle %(role)s."),
    Change.TAKEN: N_("Das Konto von %(name)s hat die Rolle %(role)s nicht mehr."),
    Change.OFF: N_("Das Konto von %(name)s ist ausgeschaltet."),
    Change.ON: N_("Das Konto von %(name)s ist wieder eingeschaltet."),
}

SIGN_IN = "account.sign_in"
"""The kind of the mails that hold a link to sign in."""


def sign_in(*, city: str, link: str, language: str) -> MailDraft:
    """Return the mail with a sign-in link."""
    minutes = int(LIFETIME[Purpose.SIGN_IN].total_seconds() // 60)
    with force_locale(language):
        body = _(
            "Guten Tag,\n\nmit diesem Link melden Sie sich bei der Bürgerbeteiligung an"
            " (%(city)s):\n\n%(link)s\n\nDer Link gilt %(minutes)s Minuten und funktioniert einmal."
            " Sie können ihn auf jedem Gerät öffnen.\n\nSie haben keinen Link angefordert? Dann"
            " müssen Sie nichts tun. Ohne den Link kann sich niemand anmelden.",
            city=city,
            link=link,
            minutes=minutes,
        )
        subject = _("Ihr Link zur Anmeldung (%(city)s)", city=city)
        return MailDraft(SIGN_IN, str(subject), str(body), priority=Priority.FIRST)


def guarded(
    change: Change, *, name: str, role: Role | None, by: str, page: str, language: str
) -> MailDraft:
    """Return the mail to everybody with a role that reads more than others: an account with such a
    role was changed, by whom; `page` is where the record says so."""
    with force_locale(language):
        title = _(GUARDED_ROLES[role]) if role in GUARDED_ROLES else ""
        parts = [
            _("Guten Tag,"),
            _(CHANGES[change], name=name, role=title),
            _("Veranlasst hat das: %(by)s", by=by),
            _(
                "Die Rollen Datenschutz und Revision lesen, was sonst niemand liest. Deshalb"
                " erfahren alle, die eine davon haben, wenn sich an einem solchen Konto etwas"
                " ändert."
            ),
            _(
                "Wussten Sie nichts davon? Fragen Sie gleich nach. Wer die Revision macht, sieht im"
                " Protokoll, wann es war: %(page)s",
                page=page,
            ),
        ]
        subject = _("Ein Konto für Datenschutz oder Revision hat sich geändert")
        return MailDraft(GUARDED_ACCOUNT, subject, "\n\n".join(parts))
