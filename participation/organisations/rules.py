"""Decisions about organisations on plain values: kinds, states, lengths, when two names are one.
Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from participation.kernel.errors import N_, BadInput
from participation.kernel.links import checked_link
from participation.kernel.text import BLANK_LETTERS, clean_line, clean_text, fold, scripts, slug_of

NAME_LENGTH = 120
COMPARED_LENGTH = 400
"""One character can fold to several; what folds to more than this is no name."""
KEY_LENGTH = 60
TEXT_LENGTH = 300
CONTACT_LENGTH = 300
REASON_LENGTH = 1000

RESERVED_KEYS = frozenset({"apply", "invitations", "rounds"})
"""What has a page of its own where the pages of organisations stand."""

MOST_APPLICATIONS = 10
"""Applications of one account that wait at the same time."""
MOST_MEMBERS = 1000
"""Members of one organisation, invited ones included."""
INVITATIONS_PER_DAY = 50
"""Mails with invitations to one organisation in a day."""
INVITATIONS_TO_ONE = 3
"""Of these to one address, whichever organisations invite, so that nobody's mailbox is flooded."""
INVITATION_LASTS = timedelta(days=14)
REPEATED_WITHIN = timedelta(minutes=10)
"""A second invitation to an address within this time is a double click, and no second mail."""
DRAFT_LASTS = timedelta(days=14)
"""How long what was typed waits for the person to come back with a sign-in link."""

# Characters that nobody sees and that `clean_line` leaves in, since some scripts need them.
_UNSEEN = re.compile(
    f"[\u034f\u17b4\u17b5\u180b-\u180f\u2061-\u206f\ufe00-\ufe0f\U000e0000-\U000e0fff{BLANK_LETTERS}]"
)
# Cyrillic and Greek letters that look like Latin ones, small or capital.
_TWINS = str.maketrans("авсеніјкморѕтхуαβεζηικμνορτυχ", "abcehijkmopstxyabezhikmvoptyx")


class OrganisationKind(StrEnum):
    """What an organisation is."""

    UNIVERSITY = "university"
    COMPANY = "company"
    ASSOCIATION = "association"
    PUBLIC_BODY = "public_body"
    OTHER = "other"


class OrganisationState(StrEnum):
    """Where an organisation stands: it waits for a decision, takes part, was refused, or took part
    once."""

    APPLIED = "applied"
    APPROVED = "approved"
    REFUSED = "refused"
    LEFT = "left"


@dataclass(frozen=True)
class Application:
    """What somebody says about an organisation that wants to take part. The contact is for the
    city's staff alone."""

    name: str
    kind: str
    text: str
    link: str
    contact: str


def compared_name(name: str) -> str:
    """Return the form in which the names of two organisations must differ: without case, accents,
    spaces and signs, look-alike letters as Latin ones."""
    return "".join(char for char in fold(name).translate(_TWINS) if char.isalnum())


def key_of(name: str) -> str:
    """Return a name as it stands in public addresses."""
    key = slug_of(name)[: KEY_LENGTH - 16].strip("-") or "partner"
    return f"{key}-partner" if key in RESERVED_KEYS else key


def normal(application: Application) -> Application:
    """Return an application in the form that is stored. Raises BadInput for a link that leads
    nowhere everybody can go."""
    return Application(
        name=clean_line(application.name),
        kind=application.kind,
        text=clean_text(application.text),
        link=checked_link(application.link, field="link"),
        contact=clean_line(application.contact),
    )


def problems(application: Application) -> Iterator[BadInput]:
    """Yield what is wrong with a normal application, at the field it is about."""
    if problem := _name_problem(application.name):
        yield problem
    if application.kind not in set(OrganisationKind):
        yield BadInput(N_("Wählen Sie, was für eine Organisation es ist."), field="kind")
    if not application.text:
        yield BadInput(N_("Schreiben Sie, was die Organisation macht."), field="text")
    if len(application.text) > TEXT_LENGTH:
        yield BadInput(N_("Kürzen Sie den Text auf 300 Zeichen."), field="text")
    if not application.contact:
        yield BadInput(N_("Geben Sie an, wie die Stadt Sie erreicht."), field="contact")
    if len(application.contact) > CONTACT_LENGTH:
        yield BadInput(N_("Kürzen Sie den Kontakt auf 300 Zeichen."), field="contact")


def _name_problem(name: str) -> BadInput | None:
    if len(name) > NAME_LENGTH or len(compared_name(name)) > COMPARED_LENGTH:
        return BadInput(N_("Kürzen Sie den Namen auf 120 Zeichen."), field="name")
    if not any(char.isalpha() for char in compared_name(name)):
        return BadInput(N_("Geben Sie den Namen der Organisation ein."), field="name")
    if _UNSEEN.search(name) or not name.isprintable():
        return BadInput(
            N_("Der Name enthält ein Zeichen, das man nicht sieht. Tippen Sie ihn neu ein."),
            field="name",
        )
    if len(scripts(name)) > 1:
        # A Cyrillic letter in a Latin name would make a twin that nobody can tell apart.
        return BadInput(
            N_("Mischen Sie keine Buchstaben aus verschiedenen Schriften."), field="name"
        )
    return None


def check_reason(reason: str) -> str:
    """Return the reason of a decision. Raises BadInput without one, or for a long one."""
    reason = clean_text(reason)
    if not reason:
        raise BadInput(
            N_("Begründen Sie die Entscheidung. Die Organisation liest es."), field="reason"
        )
    if len(reason) > REASON_LENGTH:
        raise BadInput(N_("Kürzen Sie die Begründung auf 1000 Zeichen."), field="reason")
    return reason
