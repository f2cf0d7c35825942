"""The mail to the author of an idea to which the editors add something."""

from __future__ import annotations

from flask_babel import force_locale

from participation.outbox.rules import MailDraft
from participation.web.translation import _

REMARK = "idea.remark"
"""The kind of this mail."""


def remarked(number: str, remark: str, url: str, contact: str, language: str) -> MailDraft:
    """Return the mail that says what everybody reads below the idea now."""
    with force_locale(language):
        parts = [
            _("Guten Tag,"),
            _(
                "unter Ihrer Idee %(number)s steht jetzt eine Anmerkung der Redaktion. Der Text"
                " Ihrer Idee ist unverändert.",
                number=number,
            ),
            _("Die Anmerkung: %(text)s", text=remark),
            _("Hier lesen Sie Ihre Idee: %(url)s", url=url),
        ]
        if contact:
            sentence = _(
                "Sind Sie nicht einverstanden? Wenden Sie sich an: %(contact)s", contact=contact
            )
            parts.append(sentence)
        subject = _("Anmerkung der Redaktion zu Ihrer Idee %(number)s", number=number)
        return MailDraft(REMARK, subject, "\n\n".join(parts))
