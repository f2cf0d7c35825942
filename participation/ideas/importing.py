"""Taking ideas over from a file: all or nothing, every error with its line, and the same file twice
adds nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from participation.audit.service import Actor
from participation.extensions import db
from participation.ideas import rules
from participation.ideas.models import Idea, IdeaImport
from participation.ideas.rules import Content
from participation.ideas.service import new_values
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, NotReady
from participation.kernel.text import clean_line, clean_text
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import Channel, parse_moment
from participation.rounds.service import lock_round, record_about
from participation.strategy.rules import Frame
from participation.web.csvfile import LineProblems, Row, read_table

COLUMNS = ("ref", "field", "goal", "title", "text", "submitted_at", "channel")
REF_LENGTH = 80
CHUNK = 500


@dataclass(frozen=True)
class ParsedIdea:
    """An idea as a line of the file gives it."""

    line: int
    ref: str
    content: Content
    at: datetime
    channel: Channel
    digest: str


def import_ideas(slug: str, path: Path | str, *, actor: Actor, clock: Clock) -> tuple[int, int]:
    """Add the ideas of a file to a round, each waiting for moderation; return how many were added
    and how many were there.

    The columns are COLUMNS in any order. Memory is bounded by chunks; nothing is committed here.
    Raises FileRefused with every problem and its line, NotFound for the round, NotReady for one
    that is not published, Conflict when the same file is being imported at the same moment.
    """
    round_ = lock_round(round_queries.get_any(slug).id)
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
    table = read_table(path, COLUMNS)
    ideas = _parsed(table, round_, clock.now(), table.problems)
    added = known = 0
    try:
        while chunk := list(islice(ideas, CHUNK)):
            new = _new(chunk, round_.id, table.problems)
            _insert(round_, new)
            added, known = added + len(new), known + len(chunk) - len(new)
    except IntegrityError as error:
        raise Conflict(
            N_("Dieselbe Datei wird gerade schon importiert. Warten Sie, bis das fertig ist.")
        ) from error
    table.problems.refuse()
    if added:
        record_about(round_, "ideas.imported", actor=actor, clock=clock, added=added)
    return added, known


def _parsed(
    rows: Iterable[Row], round_: Round, now: datetime, problems: LineProblems
) -> Iterator[ParsedIdea]:
    frame = round_.frame
    for row in rows:
        wrong: list[BadInput] = []
        idea = _read(row, frame, round_.timezone, now, wrong)
        for error in wrong:
            problems.add(row.line, error)
        if idea is not None and not wrong:
            yield idea


def _read(
    row: Row, frame: Frame, zone: str, now: datetime, wrong: list[BadInput]
) -> ParsedIdea | None:
    ref = clean_line(row["ref"])
    if not ref or len(ref) > REF_LENGTH:
        wrong.append(
            BadInput(
                N_("Das Kennzeichen in „ref“ braucht 1 bis %(most)s Zeichen."), most=REF_LENGTH
            )
        )
    content = Content(
        clean_line(row["title"]), clean_text(row["text"]), row["field"], row["goal"] or None
    )
    wrong += _named(rules.problems(content, frame), content, frame)
    channel = row["channel"].lower() or Channel.PAPER.value
    if channel not in set(Channel):
        known = ", ".join(Channel)
        wrong.append(
            BadInput(
                N_(
                    "Diesen Weg gibt es nicht. In „channel“ ist erlaubt: %(known)s. Leer heißt"
                    " „paper“."
                ),
                known=known,
            )
        )
    at = now
    if row["submitted_at"]:
        try:
            at = parse_moment(row["submitted_at"], zone, field="submitted_at")
        except (BadInput, OverflowError) as error:
            wrong.append(
                error if isinstance(error, BadInput) else BadInput(N_("Diese Zeit gibt es nicht."))
            )
        if at > now:
            wrong.append(BadInput(N_("„submitted_at“ liegt in der Zukunft.")))
    if wrong:
        return None
    values = (content.field_key, content.goal_key, content.title, content.text)
    # The moment as it stands in the file: an empty one must not make a second import differ.
    given = at.isoformat() if row["submitted_at"] else ""
    return ParsedIdea(
        row.line, ref, content, at, Channel(channel), rules.content_digest(*values, given, channel)
    )


def _named(errors: list[BadInput], content: Content, frame: Frame) -> list[BadInput]:
    """Say for a file which keys there are; a form shows them anyway."""
    named = []
    for problem in errors:
        if problem.field == "field":
            sentence = N_(
                "Das Handlungsfeld „%(key)s“ gibt es in der Runde nicht. Es gibt: %(known)s"
            )
            known = ", ".join(frame.field_keys)
            problem = BadInput(sentence, field="field", key=content.field_key[:60], known=known)
        elif problem.field == "goal":
            sentence = N_("Das Ziel „%(key)s“ gehört nicht zum Handlungsfeld „%(field_key)s“.")
            problem = BadInput(
                sentence, key=(content.goal_key or "")[:60], field_key=content.field_key
            )
        named.append(problem)
    return named


def _new(chunk: list[ParsedIdea], round_id: int, problems: LineProblems) -> list[ParsedIdea]:
    """Return what is not known yet; note a reference that is known with another content."""
    query = select(IdeaImport.ref, IdeaImport.digest).where(
        IdeaImport.round_id == round_id, IdeaImport.ref.in_([idea.ref for idea in chunk])
    )
    known = {row.ref: row.digest for row in db.session.execute(query)}
    new = []
    for idea in chunk:
        if idea.ref not in known:
            known[idea.ref] = idea.digest
            new.append(idea)
        elif known[idea.ref] != idea.digest:
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
