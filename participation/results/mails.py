"""The mail about a published result: plain values in, a draft in the recipient's language out."""

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
