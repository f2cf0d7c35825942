"""Mails about complaints: plain values in, a draft in the reader's language out."""

from __future__ import annotations

from flask_babel import force_locale

from participation.moderation.complaints.rules import OUTCOME_LABELS, Outcome
from participation.outbox.rules import MailDraft
from participation.web.translation import _


def received(url: str, language: str) -> MailDraft:
    """Return the receipt for whoever complained; `url` is what it is about."""
    with force_locale(language):
        parts = [
            _("Guten Tag,"),
            _("Ihre Beschwerde ist angekommen. Es geht um: %(url)s", url=url),
            _("Ein anderer Mensch als vorher entscheidet. Danach schreiben wir Ihnen."),
        ]
        return MailDraft(
            "complaint.received", _("Ihre Beschwerde ist angekommen"), "\n\n".join(parts)
        )


def for_deciders(url: str, language: str) -> MailDraft:
    """Return the mail to those who may decide; `url` is the page of the complaint."""
    with force_locale(language):
        parts = [
            _("Guten Tag,"),
            _(
                "jemand hat sich über eine Entscheidung beschwert. Sie haben sie nicht getroffen"
                " und können darüber entscheiden: %(url)s",
                url=url,
            ),
        ]
        return MailDraft("complaint.new", _("Eine neue Beschwerde"), "\n\n".join(parts))


def decided(url: str, outcome: Outcome, *, change: str, reasons: str, language: str) -> MailDraft:
    """Return the mail to whoever complained. `change` says in their language what changes, and is
    empty where nothing does."""
    with force_locale(language):
        parts = [
            _("Guten Tag,"),
            _("über Ihre Beschwerde ist entschieden. Es geht um: %(url)s", url=url),
            _("%(outcome)s.", outcome=_(OUTCOME_LABELS[outcome])),
        ]
        if change:
            parts.append(change)
        parts += [
            reasons,
            _("Ein anderer Mensch als vorher hat das entschieden, kein Programm."),
        ]
        if outcome is not Outcome.UPHELD:
            parts.append(
                _(
                    "Eine zweite Beschwerde bei uns gibt es nicht. Sie können sich an das"
                    " Verwaltungsgericht wenden."
                )
            )
        subject = _("Über Ihre Beschwerde ist entschieden")
        return MailDraft("complaint.decided", subject, "\n\n".join(parts))
