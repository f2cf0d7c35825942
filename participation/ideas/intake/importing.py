"""Taking ideas over from a file: all or nothing, every error with its line, and the same file twice
adds nothing."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from participation.audit.service import Actor
from participation.extensions import db
from participation.ideas.intake.reading import ParsedIdea, ideas_of, table_of
from participation.ideas.models import Idea, IdeaImport
from participation.ideas.service import new_values
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, NotReady, WindowClosed
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import Phase, phase
from participation.rounds.service import lock_round, record_about
from participation.web.csvfile import LineProblems

CHUNK = 500
CHANGED = N_(
    "Inzwischen ist etwas aus der Datei schon da. Es wurde nichts übernommen. Sehen Sie, was jetzt"
    " noch hinzukommt."
)
AT_ONCE = N_("Dieselbe Datei wird gerade schon importiert. Warten Sie, bis das fertig ist.")


@dataclass(frozen=True)
class Plan:
    """What a file would add, in the order of its lines, and how many of its ideas are there."""

    new: tuple[ParsedIdea, ...]
    known: int

    @property
    def counts(self) -> tuple[int, int]:
        """How many ideas are new, and how many there already."""
        return len(self.new), self.known


def plan_ideas(round_: Round, source: Path | str | bytes, *, clock: Clock) -> Plan:
    """Return what the ideas of a file would add to a round; nothing is written.

    Raises as `import_ideas` does.
    """
    now = clock.now()
    require_taking(round_, now)
    table = table_of(source)
    ideas = ideas_of(table, round_, now)
    known: dict[str, str] = {}
    new: list[ParsedIdea] = []
    read = 0
    while chunk := list(islice(ideas, CHUNK)):
        known |= _known([idea.ref for idea in chunk], round_.id)
        new += _new(chunk, known, table.problems)
        read += len(chunk)
    table.problems.refuse()
    return Plan(tuple(new), read - len(new))


def import_ideas(
    slug: str,
    source: Path | str | bytes,
    *,
    actor: Actor,
    clock: Clock,
    seen: tuple[int, int] | None = None,
) -> tuple[int, int]:
    """Add the ideas of a file to a round, each waiting for moderation; return how many were added
    and how many were there.

    `source` is a path or what the file holds; its columns are `reading.COLUMNS` in any order, and
    fields and goals go by key or title. `seen` are the counts of a plan that somebody looked at.
    Memory is bounded by chunks; nothing is committed here. Raises FileRefused with every problem
    and its line, NotFound for the round, NotReady and WindowClosed as `require_taking` does,
    Conflict when the same file is being imported at the same moment or adds something else than was
    seen.
    """
    round_ = lock_round(round_queries.get_any(slug).id)
    now = clock.now()
    require_taking(round_, now)
    table = table_of(source)
    ideas = ideas_of(table, round_, now)
    added = known = 0
    try:
        while chunk := list(islice(ideas, CHUNK)):
            there = _known([idea.ref for idea in chunk], round_.id)
            new = _new(chunk, there, table.problems)
            _insert(round_, new)
            added, known = added + len(new), known + len(chunk) - len(new)
    except IntegrityError as error:
        raise Conflict(AT_ONCE) from error
    table.problems.refuse()
    # A file that is in whole was sent twice, and is taken over as it was seen.
    if seen is not None and added and seen != (added, known):
        raise Conflict(CHANGED)
    if added:
        record_about(round_, "ideas.imported", actor=actor, clock=clock, added=added)
    return added, known


def require_taking(round_: Round, now: datetime) -> None:
    """Raise unless staff may hand in ideas that came in otherwise, also after the window has closed
    what was in time.

    NotReady for a round that is not published, archived or of organisations, WindowClosed before
    the opening and where no ideas are collected.
    """
    if round_.published_at is None:
        raise NotReady(
            N_("Diese Runde ist noch nicht veröffentlicht. Veröffentlichen Sie sie zuerst.")
        )
    if round_.is_named:
        raise NotReady(
            N_(
                "In dieser Runde reichen Organisationen ihre Ideen selbst ein. Wählen Sie eine"
                " andere."
            )
        )
    if round_.archived_at is not None:
        raise NotReady(N_("Diese Runde ist archiviert. Ideen kommen nicht mehr hinein."))
    current = phase(round_.ideas_window, now)
    if current is Phase.ABSENT:
        raise WindowClosed(N_("In dieser Runde werden keine Ideen gesammelt."))
    if current is Phase.BEFORE:
        raise WindowClosed(
            N_(
                "Das Zeitfenster für Ideen hat noch nicht geöffnet. Ideen kommen erst danach"
                " hinein."
            )
        )


def _known(refs: Collection[str], round_id: int) -> dict[str, str]:
    """Return the digests of what came in under these references."""
    query = select(IdeaImport.ref, IdeaImport.digest).where(
        IdeaImport.round_id == round_id, IdeaImport.ref.in_(refs)
    )
    return {row.ref: row.digest for row in db.session.execute(query)}


def _new(
    chunk: list[ParsedIdea], known: dict[str, str], problems: LineProblems
) -> list[ParsedIdea]:
    """Return what is not known yet, known from then on; note a reference that is known with another
    content."""
    new = []
    for idea in chunk:
        if idea.ref not in known:
            known[idea.ref] = idea.digest
            new.append(idea)
        # No digest: something in it was blacked out, and what it said is not kept.
        elif known[idea.ref] not in ("", idea.digest):
            sentence = N_(
                "„%(ref)s“ gibt es schon mit anderem Inhalt. Vergeben Sie ein neues Kennzeichen."
            )
            problems.add(idea.line, BadInput(sentence, ref=idea.ref))
    return new


def _insert(round_: Round, new: list[ParsedIdea]) -> None:
    if not new:
        return
    rows: list[dict[str, Any]] = [
        new_values(
            round_,
            idea.content,
            at=idea.at,
            channel=idea.channel,
            token=secrets.token_urlsafe(24),
            author_id=None,
        )
        for idea in new
    ]
    # Numbers in the file's order, and each id beside the line it came from.
    ids = db.session.scalars(
        insert(Idea).returning(Idea.id, sort_by_parameter_order=True), rows
    ).all()
    references = [
        {"round_id": round_.id, "ref": idea.ref, "digest": idea.digest, "idea_id": idea_id}
        for idea_id, idea in zip(ids, new, strict=True)
    ]
    db.session.execute(insert(IdeaImport), references)
