"""What still lies open before a result is published; nothing of it stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import ngettext

from participation.accounts.permissions import Permission
from participation.moderation import queries as moderation
from participation.results.output.round_status import RoundStatus
from participation.rounds.models import Round
from participation.rounds.rules import Phase
from participation.web.filters import number
from participation.web.translation import _
from participation.web.urls import local_path


@dataclass(frozen=True)
class OpenPoint:
    """Something to look at before publishing, and the page on which whoever has the permission
    settles it."""

    text: str
    action: str
    path: str
    permission: Permission


def open_points(status: RoundStatus) -> list[OpenPoint]:
    """Return what lies open; nothing before weighting has closed, nor once a result is public and
    no further one waits."""
    round_ = status.round
    if status.phase is not Phase.AFTER or not (status.publishable or not status.versions):
        return []
    points = _undecided(round_)
    if status.open_sheets:
        path = local_path("weighting.paper", slug=round_.slug)
        points.append(
            OpenPoint(status.open_sheets, _("Zu den Stapeln"), path, Permission.ENTER_PAPER)
        )
    if not _names_contact(round_):
        text = _("Die Runde nennt keine Stelle, an die man sich wenden kann.")
        path = local_path("rounds.edit", slug=round_.slug)
        points.append(OpenPoint(text, _("Kontakt eintragen"), path, Permission.ADMINISTER))
    return points


def _undecided(round_: Round) -> list[OpenPoint]:
    load = moderation.load(frozenset({round_.id}))
    texts = []
    if load.waiting:
        texts.append(
            ngettext(
                "%(n)s Idee wartet noch auf eine Entscheidung.",
                "%(n)s Ideen warten noch auf eine Entscheidung.",
                load.waiting,
                n=number(load.waiting),
            )
        )
    if load.asked:
        texts.append(
            ngettext(
                "Bei %(n)s Idee ist um eine Änderung gebeten.",
                "Bei %(n)s Ideen ist um eine Änderung gebeten.",
                load.asked,
                n=number(load.asked),
            )
        )
    if load.reported:
        texts.append(
            ngettext(
                "%(n)s öffentliche Idee ist gemeldet und nicht geprüft.",
                "%(n)s öffentliche Ideen sind gemeldet und nicht geprüft.",
                load.reported,
                n=number(load.reported),
            )
        )
    path, action = local_path("moderation.queue"), _("Zur Moderation")
    return [OpenPoint(text, action, path, Permission.MODERATE_IDEAS) for text in texts]


def _names_contact(round_: Round) -> bool:
    contact = round_.settings.contact
    written = [
        *contact["unit"].values(),
        contact["address"],
        contact["telephone"],
        contact["email"],
    ]
    return any(written)
