"""Taking in ideas that were written on postcards: one card becomes one idea that waits for
moderation."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from participation.accounts.rules import normalise_address
from participation.accounts.service import resident
from participation.audit.service import Actor, record
from participation.extensions import db
from participation.ideas import rules
from participation.ideas.intake.importing import require_taking
from participation.ideas.intake.reading import REF_LENGTH
from participation.ideas.models import Idea, IdeaImport
from participation.ideas.rules import TITLE_LENGTH, Content
from participation.ideas.service import check_content, new_values
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.kernel.text import clean_line
from participation.rounds.rules import Channel
from participation.rounds.service import lock_round

DIGITS = 5
"""Up to so many digits a number is the same with and without leading zeros."""
NO_NUMBER = N_(
    "Schreiben Sie die Nummer der Karte. Steht keine darauf, geben Sie der Karte eine, und"
    " schreiben Sie sie darauf."
)
LONG_NUMBER = N_("Die Nummer der Karte ist länger als %(most)s Zeichen. Kürzen Sie sie.")
TAKEN = N_(
    "Die Karte %(card)s ist schon aufgenommen, mit anderem Inhalt: Idee %(idea)s. Prüfen Sie die"
    " Nummer."
)
AT_ONCE = N_(
    "Die Karte %(card)s nimmt gerade jemand anders auf. Legen Sie sie beiseite, und prüfen Sie sie"
    " später."
)


@dataclass(frozen=True)
class Card:
    """What stands on a card. `address` is empty unless its author agreed on it to be written to."""

    number: str
    content: Content
    address: str = ""


@dataclass(frozen=True)
class Taken:
    """The public number of the idea that a card became, and whether it did so just now."""

    idea: str
    new: bool


def take_in(round_id: int, card: Card, *, actor: Actor, language: str, clock: Clock) -> Taken:
    """Make an idea of a card; the same card once more is the idea that it is already.

    Raises BadInput for a number that another card has and for a wrong address, InvalidContent,
    Conflict when somebody takes in the same number at this moment, NotReady and WindowClosed where
    the round takes none.
    """
    round_ = lock_round(round_id)
    now = clock.now()
    require_taking(round_, now)
    number = card_number(card.number)
    check_content(card.content, round_)
    values = (card.content.field_key, card.content.goal_key, card.content.title, card.content.text)
    # As a line of a file without a date: a card that came in by one is known, too.
    digest = rules.content_digest(*values, "", Channel.PAPER)
    if earlier := _earlier(round_.id, number):
        known, idea_number = earlier
        if known == digest:
            return Taken(idea_number, False)
        raise BadInput(TAKEN, field="number", card=number, idea=idea_number)
    author = None
    if card.address:
        author = resident(normalise_address(card.address), language, clock)
    idea = Idea(
        **new_values(
            round_,
            card.content,
            at=now,
            channel=Channel.PAPER,
            token=secrets.token_urlsafe(24),
            author_id=author.id if author and author.active else None,
        )
    )
    session = db.session()
    try:
        session.add(idea)
        session.flush()
        session.add(IdeaImport(round_id=round_.id, ref=number, digest=digest, idea_id=idea.id))
        session.flush()
    except IntegrityError as error:
        raise Conflict(AT_ONCE, card=number) from error
    record(
        actor=actor,
        action="idea.typed_in",
        subject_kind="idea",
        subject_id=idea.number,
        clock=clock,
    )
    return Taken(idea.number, True)


def card_number(typed: str) -> str:
    """Return the number of a card without leading zeros. Raises BadInput when it is missing or too
    long."""
    number = clean_line(typed)
    if not number:
        raise BadInput(NO_NUMBER, field="number")
    if len(number) > REF_LENGTH:
        raise BadInput(LONG_NUMBER, field="number", most=REF_LENGTH)
    if number.isascii() and number.isdigit():
        return number.lstrip("0") or "0"
    return number


def next_number(number: str) -> str:
    """Return the number that follows one in digits, with as many of them; nothing for another."""
    if not (number.isascii() and number.isdigit()) or len(number) > REF_LENGTH - 1:
        return ""
    return str(int(number) + 1).zfill(len(number))


def title_of(text: str) -> str:
    """Return a title for a card without one: its first sentence or line, cut between words."""
    line = text.strip().split("\n", 1)[0]
    for end in (". ", "! ", "? "):
        line = line.split(end, 1)[0]
    line = clean_line(line).rstrip(".")
    if len(line) <= TITLE_LENGTH:
        return line
    return line[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-")[: TITLE_LENGTH - 2] + " …"


def _earlier(round_id: int, number: str) -> tuple[str, str] | None:
    """Return digest and idea of what came in under this number before, in any spelling."""
    spellings = {number, *(number.zfill(digits) for digits in range(2, DIGITS + 1))}
    query = (
        select(IdeaImport.digest, Idea.year, Idea.id)
        .join(Idea, Idea.id == IdeaImport.idea_id)
        .where(
            IdeaImport.round_id == round_id,
            IdeaImport.ref.in_(sorted(spellings) if number.isdigit() else [number]),
        )
    )
    row = db.session.execute(query.order_by(IdeaImport.id).limit(1)).one_or_none()
    return (row.digest, rules.number_of(row.year, row.id)) if row else None
