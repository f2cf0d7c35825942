"""Mails about merging and splitting: plain values in, a draft in the author's language out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import force_locale

from participation.moderation.mails import OtherIdea
from participation.outbox.rules import MailDraft
from participation.web.translation import _


class Told(StrEnum):
    """What an author is told."""

    MERGED = "merged"
    JOINED = "joined"
    SEPARATED = "separated"


@dataclass(frozen=True)
class Pair:
    """An idea and the one that it went into; `contact` is whom to ask, empty for nobody."""

    source: OtherIdea
    target: OtherIdea
    contact: str = ""


def merged(told: Told, pair: Pair, language: str) -> MailDraft:
    """Return the mail to an author of what went into another idea, of the idea that it went into,
    or of either when that was undone."""
    with force_locale(language):
        subject, opening = _said(told, pair)
        parts = [_("Guten Tag,"), opening, *_consequences(told), _both(pair), *_ask(pair.contact)]
        return MailDraft(f"idea.{told}", subject, "\n\n".join(parts))


def _said(told: Told, pair: Pair) -> tuple[str, str]:
    source, target = pair.source, pair.target
    values = {"number": source.number, "title": source.title}
    values |= {"into": target.number, "into_title": target.title}
    if told is Told.MERGED:
        return (
            _("Ihre Idee %(number)s ist mit einer anderen zusammengeführt", number=source.number),
            _(
                "Ihre Idee „%(title)s“ (%(number)s) schlägt dasselbe vor wie „%(into_title)s“"
                " (%(into)s). Deshalb haben wir beide zusammengeführt.",
                **values,
            ),
        )
    if told is Told.JOINED:
        return (
            _("Zu Ihrer Idee %(number)s ist eine weitere gekommen", number=target.number),
            _(
                "„%(title)s“ (%(number)s) schlägt dasselbe vor wie „%(into_title)s“ (%(into)s),"
                " woran Sie mitgeschrieben haben. Deshalb haben wir beide zusammengeführt.",
                **values,
            ),
        )
    return (
        _("Die Idee %(number)s steht wieder für sich", number=source.number),
        _(
            "wir haben zurückgenommen, dass „%(title)s“ (%(number)s) mit „%(into_title)s“"
            " (%(into)s) zusammengeführt war. Beide stehen wieder für sich.",
            **values,
        ),
    )


def _consequences(told: Told) -> list[str]:
    if told is Told.SEPARATED:
        return []
    said = [
        _(
            "Beide Ideen behalten ihre Nummer und ihre Seite. Auf der gemeinsamen Seite steht, wer"
            " sie vorgeschlagen hat. Wer beide unterstützt, zählt einmal."
        )
    ]
    if told is Told.MERGED:
        said.append(_("Was die Stadt antwortet, steht auch auf der Seite Ihrer Idee."))
    return said


def _both(pair: Pair) -> str:
    return "\n".join(f"{each.title} ({each.number}): {each.url}" for each in _pair(pair))


def _pair(pair: Pair) -> tuple[OtherIdea, OtherIdea]:
    return pair.source, pair.target


def split(idea: OtherIdea, parts: Sequence[OtherIdea], contact: str, language: str) -> MailDraft:
    """Return the mail to the author of an idea that was split; `parts` are the new ideas."""
    with force_locale(language):
        opening = _(
            "Ihre Idee %(number)s schlägt mehreres vor. Damit jeder Vorschlag für sich beraten"
            " werden kann, haben wir sie geteilt. Sie sind bei jeder als Verfasserin oder Verfasser"
            " genannt wie bisher.",
            number=idea.number,
        )
        names = "\n".join(f"{each.title} ({each.number}): {each.url}" for each in (idea, *parts))
        subject = _("Ihre Idee %(number)s ist geteilt", number=idea.number)
        body = "\n\n".join([_("Guten Tag,"), opening, names, *_ask(contact)])
        return MailDraft("idea.split", subject, body)


def _ask(contact: str) -> list[str]:
    if not contact:
        return [_("Ein Mensch hat das entschieden, kein Programm.")]
    by_a_person = _("Ein Mensch hat das entschieden, kein Programm.")
    ask = _(
        "Sind Sie nicht einverstanden? Wenden Sie sich an: %(contact)s",
        contact=contact,
    )
    return [f"{by_a_person} {ask}"]
