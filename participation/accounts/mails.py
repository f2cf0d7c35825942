"""The mails of accounts: plain values in, subject and body in the recipient's language out."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import force_locale, gettext

from participation.accounts.rules import LIFETIME, Purpose


@dataclass(frozen=True)
class Draft:
    """Subject and body of a mail."""

    subject: str
    body: str


def sign_in(*, city: str, link: str, language: str) -> Draft:
    """Return the mail with a sign-in link."""
    minutes = int(LIFETIME[Purpose.SIGN_IN].total_seconds() // 60)
    with force_locale(language):
        body = gettext(
            "Guten Tag,\n\nmit diesem Link melden Sie sich bei der Bürgerbeteiligung an"
            " (%(city)s):\n\n%(link)s\n\nDer Link gilt %(minutes)s Minuten und funktioniert einmal."
            " Sie können ihn auf jedem Gerät öffnen.\n\nSie haben keinen Link angefordert? Dann"
            " müssen Sie nichts tun. Ohne den Link kann sich niemand anmelden.",
            city=city,
            link=link,
            minutes=minutes,
        )
        return Draft(str(gettext("Ihr Link zur Anmeldung (%(city)s)", city=city)), str(body))
