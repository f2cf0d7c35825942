"""The mails about a question to a unit: to its people, and to who asked once it has replied. They
hold nothing of the idea."""

from __future__ import annotations

from flask_babel import force_locale

from participation.outbox.rules import MailDraft
from participation.web.translation import _


def asked(number: str, url: str, language: str) -> MailDraft:
    """Return the mail that a question about the idea with this number waits at `url`."""
    with force_locale(language):
        parts = [
            _("Guten Tag,"),
            _("die Moderation fragt Ihr Amt etwas zur Idee %(number)s.", number=number),
            _("Hier lesen Sie die Frage und antworten: %(url)s", url=url),
            _("Die Idee wartet so lange."),
        ]
        subject = _("Eine Frage an Ihr Amt zur Idee %(number)s", number=number)
        return MailDraft("idea.handed_over", subject, "\n\n".join(parts))


def replied(number: str, url: str, language: str) -> MailDraft:
    """Return the mail that the reply to a question about the idea with this number is at `url`."""
    with force_locale(language):
        parts = [
            _("Guten Tag,"),
            _("ein Amt hat auf Ihre Frage zur Idee %(number)s geantwortet.", number=number),
            _("Hier lesen Sie die Antwort: %(url)s", url=url),
        ]
        subject = _("Antwort eines Amts zur Idee %(number)s", number=number)
        return MailDraft("idea.unit_replied", subject, "\n\n".join(parts))
