"""Mails to the author of an idea: plain values in, a draft in the author's language out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale

from participation.ideas.rules import Action
from participation.kernel.errors import N_
from participation.moderation import remedies
from participation.moderation.rules import GROUND_LABELS, GROUNDS, LABELS, Reason
from participation.outbox.rules import MailDraft
from participation.web.translation import _

FOLLOWS = N_(
    "Wer eine Idee einreicht, folgt ihr von selbst: Gibt es Neues, schreiben wir Ihnen. Auf der"
    " Seite der Idee ändern oder beenden Sie das."
)


@dataclass(frozen=True)
class OtherIdea:
    """A public idea that a mail names beside the author's own."""

    number: str
    title: str
    url: str


@dataclass(frozen=True)
class News:
    """What a mail needs of an idea and of the decision on it. `reason` and `complain` (the address
    of the page to complain on) belong to a rejection or removal alone, as do the end of the time
    for complaints and its zone."""

    number: str
    title: str
    url: str
    text: str
    contact: str
    reason: Reason | None
    complain: str
    complain_until: datetime
    zone: str
    # The idea that there was already, where that is the reason and everybody can read it.
    other: OtherIdea | None = None


def decided(action: Action, news: News, language: str) -> MailDraft:
    """Return the mail about a decision. `KEEP` tells nobody anything and has no mail."""
    with force_locale(language):
        subject, opening = _opening(action, news)
        parts = [_("Guten Tag,"), opening]
        if news.reason:
            # A statement of reasons: measure above, then facts, ground, by whom, remedies.
            facts = _("Worauf wir uns stützen: %(text)s", text=news.text)
            ground = _("Der Grund: %(ground)s.", ground=_(LABELS[news.reason]))
            parts += [facts, f"{ground} {_(GROUND_LABELS[GROUNDS[news.reason]])}"]
        elif news.text:
            parts.append(news.text)
        if news.other and action in (Action.REJECT, Action.REMOVE):
            parts.append(_already_there(news.other))
        parts.append(_what_now(action, news))
        return MailDraft(f"idea.{action}", subject, "\n\n".join(parts))


def _already_there(other: OtherIdea) -> str:
    values = {"number": other.number, "title": other.title, "url": other.url}
    return _("Diese Idee gibt es schon: „%(title)s“ (%(number)s), %(url)s", **values)


def _opening(action: Action, news: News) -> tuple[str, str]:
    values = {"number": news.number, "title": news.title}
    if action is Action.PUBLISH:
        return (
            _("Ihre Idee %(number)s ist veröffentlicht", number=news.number),
            _("Ihre Idee „%(title)s“ (%(number)s) ist jetzt für alle zu lesen.", **values),
        )
    if action is Action.ASK:
        return (
            _("Bitte ändern Sie Ihre Idee %(number)s", number=news.number),
            _("zu Ihrer Idee „%(title)s“ (%(number)s) haben wir eine Bitte:", **values),
        )
    if action is Action.REMOVE:
        return (
            _("Ihre Idee %(number)s wurde entfernt", number=news.number),
            _(
                "wir zeigen Ihre Idee „%(title)s“ (%(number)s) nicht mehr.",
                **values,
            ),
        )
    return (
        _("Ihre Idee %(number)s wurde abgelehnt", number=news.number),
        _(
            "wir veröffentlichen Ihre Idee „%(title)s“ (%(number)s) nicht.",
            **values,
        ),
    )


def _what_now(action: Action, news: News) -> str:
    if action is Action.PUBLISH:
        where = _("Hier lesen Sie Ihre Idee: %(url)s", url=news.url)
        return f"{where}\n\n{_(FOLLOWS)}"
    if action is Action.ASK:
        return _("Hier ändern Sie Ihre Idee: %(url)s", url=news.url)
    parts = [
        _("Ein Mensch hat das entschieden, kein Programm."),
        remedies.sentences(news.complain, news.complain_until, news.zone),
        _("Ihre Idee und die Begründung lesen Sie hier: %(url)s", url=news.url),
    ]
    if news.contact:
        parts.append(_("Haben Sie Fragen? Wenden Sie sich an: %(contact)s", contact=news.contact))
    return "\n\n".join(parts)
