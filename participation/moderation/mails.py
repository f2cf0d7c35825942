"""What the author of an idea is told: plain values in, a draft in the author's language out."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import force_locale, gettext

from participation.ideas.rules import Action
from participation.outbox.rules import MailDraft


@dataclass(frozen=True)
class News:
    """What a mail needs of an idea and of the decision on it."""

    number: str
    title: str
    url: str
    text: str
    contact: str


def decided(action: Action, news: News, language: str) -> MailDraft:
    """Return the mail about a decision. `KEEP` tells nobody anything and has no mail."""
    with force_locale(language):
        subject, opening = _opening(action, news)
        parts = [gettext("Guten Tag,"), opening]
        if news.text:
            parts.append(news.text)
        parts.append(_what_now(action, news))
        return MailDraft(f"idea.{action}", subject, "\n\n".join(parts))


def _opening(action: Action, news: News) -> tuple[str, str]:
    values = {"number": news.number, "title": news.title}
    if action is Action.PUBLISH:
        return (
            gettext("Ihre Idee %(number)s ist veröffentlicht", number=news.number),
            gettext("Ihre Idee „%(title)s“ (%(number)s) ist jetzt für alle zu lesen.", **values),
        )
    if action is Action.ASK:
        return (
            gettext("Bitte ändern Sie Ihre Idee %(number)s", number=news.number),
            gettext("zu Ihrer Idee „%(title)s“ (%(number)s) haben wir eine Bitte:", **values),
        )
    if action is Action.REMOVE:
        return (
            gettext("Ihre Idee %(number)s wurde entfernt", number=news.number),
            gettext(
                "wir zeigen Ihre Idee „%(title)s“ (%(number)s) nicht mehr. Die Begründung:",
                **values,
            ),
        )
    return (
        gettext("Ihre Idee %(number)s wurde abgelehnt", number=news.number),
        gettext(
            "wir veröffentlichen Ihre Idee „%(title)s“ (%(number)s) nicht. Die Begründung:",
            **values,
        ),
    )


def _what_now(action: Action, news: News) -> str:
    if action is Action.PUBLISH:
        return str(gettext("Hier lesen Sie Ihre Idee: %(url)s", url=news.url))
    if action is Action.ASK:
        return str(gettext("Hier ändern Sie Ihre Idee: %(url)s", url=news.url))
    sentence = gettext(
        "Ein Mensch hat das entschieden, kein Programm. Sind Sie nicht einverstanden? Schreiben Sie"
        " uns: %(contact)s",
        contact=news.contact or news.url,
    )
    return str(sentence)
