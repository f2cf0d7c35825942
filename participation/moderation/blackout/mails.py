"""The mail to the author of an idea in which something was blacked out, without what stood
there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale

from participation.moderation.remedies import sentences
from participation.moderation.rules import GROUND_LABELS, GROUNDS, Reason
from participation.outbox.rules import MailDraft
from participation.web.filters import deadline
from participation.web.translation import _

REDACTED = "idea.redacted"
"""The kind of this mail."""


@dataclass(frozen=True)
class Redacted:
    """What the mail needs: the idea's number and address, why something is blacked out, whom to
    ask, where and until when to complain, and the time zone of that."""

    number: str
    facts: str
    url: str
    contact: str
    complain: str
    until: datetime
    zone: str


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
            _("Der Grund: Schutz persönlicher Daten."),
            _(GROUND_LABELS[GROUNDS[Reason.PERSONAL]]),
            _(
                "Die ursprüngliche Fassung bewahren wir %(deadline)s verschlüsselt auf. Bei uns"
                " kann sie nur lesen, wer für Datenschutz zuständig ist. Auf der Seite Ihrer Idee"
                " können Sie verlangen, dass wir sie sofort löschen.",
                deadline=deadline(until, zone),
            ),
        )
    )


def on_its_page(until: datetime, zone: str) -> str:
    """Return where an author can complain, in the reader's language."""
    return _(
        "Sind Sie mit dem Schwärzen nicht einverstanden? Auf der Seite Ihrer Idee können Sie sich"
        " %(deadline)s einmal kostenlos bei uns beschweren. Ein anderer Mensch entscheidet."
        " Unabhängig davon können Sie sich an das Verwaltungsgericht wenden.",
        deadline=deadline(until, zone),
    )


def redacted(news: Redacted, language: str) -> MailDraft:
    """Return the mail about what was blacked out."""
    with force_locale(language):
        parts = [
            _("Guten Tag,"),
            _("in Ihrer Idee %(number)s ist etwas geschwärzt.", number=news.number),
            told(news.facts, news.until, news.zone),
            _("Ein Mensch hat das entschieden, kein Programm."),
            _("Hier lesen Sie Ihre Idee: %(url)s", url=news.url),
            sentences(news.complain, news.until, news.zone),
        ]
        if news.contact:
            parts.append(
                _("Haben Sie Fragen? Wenden Sie sich an: %(contact)s", contact=news.contact)
            )
        subject = _("In Ihrer Idee %(number)s ist etwas geschwärzt", number=news.number)
        return MailDraft(REDACTED, subject, "\n\n".join(parts))
