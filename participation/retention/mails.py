"""The mail to the owner of an account that has been idle: plain values in, a draft out."""

from __future__ import annotations

from datetime import datetime

from flask_babel import force_locale, ngettext

from participation.outbox.rules import MailDraft
from participation.web.filters import localdate
from participation.web.translation import _

IDLE = "account.idle"
"""The kind of this mail."""


def idle(*, months: int, ends: datetime, link: str, city: str, language: str) -> MailDraft:
    """Return the mail that says when an account is erased and how to keep it."""
    with force_locale(language):
        parts = [
            _("Guten Tag,"),
            ngettext(
                "Sie haben sich seit mehr als %(num)s Monat nicht angemeldet. Deshalb löschen wir"
                " Ihr Konto am %(day)s.",
                "Sie haben sich seit mehr als %(num)s Monaten nicht angemeldet. Deshalb löschen wir"
                " Ihr Konto am %(day)s.",
                months,
                day=localdate(ends),
            ),
            _("Möchten Sie es behalten? Dann melden Sie sich vorher einmal an: %(url)s", url=link),
            _(
                "Tun Sie nichts, löschen wir Ihre E-Mail-Adresse und Ihren Namen. Veröffentlichte"
                " Ideen bleiben ohne Namen stehen. Ihre Daten herunterladen oder auch die Texte"
                " löschen können Sie nach dem Anmelden in „Mein Bereich“."
            ),
            city,
        ]
        subject = _("Wir löschen Ihr Konto am %(day)s", day=localdate(ends))
        return MailDraft(IDLE, subject, "\n\n".join(parts))
