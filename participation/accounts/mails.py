"""The mails of accounts: plain values in, a draft in the recipient's language out."""

from __future__ import annotations

from flask_babel import force_locale

from participation.accounts.rules import LIFETIME, Purpose
from participation.outbox.rules import MailDraft, Priority
from participation.web.translation import _

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
