"""The mail to the author of an idea in which something was blacked out, without what stood
there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale

from participation.outbox.rules import MailDraft
from participation.web.filters import deadline
from participation.web.translation import _

REDACTED = "idea.redacted"
"""The kind of this mail."""


@dataclass(frozen=True)
class Redacted:
    """What the mail needs: the idea's number and address, the sentences of `told`, and whom to
    ask."""

    number: str
    told: str
    url: str
    contact: str


def told(facts: str, until: datetime, zone: str) -> str:
    """Return what an author has to know, in the reader's language: what was done and why, and what
    becomes of the original."""
    return " ".join(
        (
            _(
                "Eine Stelle haben wir zum Schutz persönlicher Daten entfernt. Dort steht jetzt ein"
                " Hinweis darauf."
            ),
            facts,
            _(
                "Die ursprüngliche Fassung bewahren wir %(deadline)s verschlüsselt auf. Bei uns"
                " kann sie nur lesen, wer für Datenschutz zuständig ist. Auf der Seite Ihrer Idee"
                " können Sie verlangen, dass wir sie sofort löschen.",
                deadline=deadline(until, zone),
            ),
        )
    )


def redacted(news: Redacted, language: str) -> MailDraft:
    """Return the mail about what was blacked out."""
    with force_locale(language):
        parts = [
            _("Guten Tag,"),
            _("in Ihrer Idee %(number)s ist etwas geschwärzt.", number=news.number),
            news.told,
            _("Ein Mensch hat das entschieden, kein Programm."),
            _("Hier lesen Sie Ihre Idee: %(url)s", url=news.url),
        ]
        if news.contact:
            sentence = _(
                "Sind Sie nicht einverstanden? Wenden Sie sich an: %(contact)s",
                contact=news.contact,
            )
            parts.append(sentence)
        subject = _("In Ihrer Idee %(number)s ist etwas geschwärzt", number=news.number)
        return MailDraft(REDACTED, subject, "\n\n".join(parts))
