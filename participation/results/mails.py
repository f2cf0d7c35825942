"""The mails about a result, or that there is none: plain values in, a draft in the recipient's
language out."""

from __future__ import annotations

from flask_babel import force_locale

from participation.extensions import Translated
from participation.outbox.rules import MailDraft, Priority
from participation.web.filters import tr
from participation.web.translation import _


def published(*, title: Translated, url: str, city: str, language: str) -> MailDraft:
    """Return the mail to a person who asked to hear of a round's result."""
    with force_locale(language):
        body = _(
            "Guten Tag,\n\ndas Ergebnis der Runde „%(title)s“ ist"
            " veröffentlicht:\n%(url)s\n\nDort lesen Sie auch, wie gerechnet wurde und wie es"
            " weitergeht.\n\nSie bekommen diese E-Mail, weil Sie sie bestellt haben. Es ist die"
            " einzige zu diesem Ergebnis.\n\n%(city)s",
            title=tr(title),
            url=url,
            city=city,
        )
        subject = _("Das Ergebnis ist da: %(title)s", title=tr(title))
        kind = "result.published"
        return MailDraft(kind, str(subject), str(body), priority=Priority.BULK)


def discarded(*, title: Translated, url: str, city: str, language: str) -> MailDraft:
    """Return the mail to a person who asked to hear of the result of a round that was stopped and
    whose ballots were destroyed unread."""
    with force_locale(language):
        body = _(
            "Guten Tag,\n\ndie Stadt hat die Runde „%(title)s“ gestoppt. So wie es die Regeln der"
            " Runde für diesen Fall sagen, sind die Gewichtungen gelöscht, ohne dass sie gezählt"
            " wurden. Ein Ergebnis gibt es deshalb nicht.\n\nWarum die Runde gestoppt ist, lesen"
            " Sie hier:\n%(url)s\n\nSie bekommen diese E-Mail, weil Sie das Ergebnis bestellt"
            " haben. Es ist die einzige dazu.\n\n%(city)s",
            title=tr(title),
            url=url,
            city=city,
        )
        subject = _("Kein Ergebnis: %(title)s", title=tr(title))
        kind = "result.discarded"
        return MailDraft(kind, str(subject), str(body), priority=Priority.BULK)
