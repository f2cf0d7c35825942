"""Reading ideas from the lines of a file, every error with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from participation.ideas import rules
from participation.ideas.rules import Content
from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line, clean_text
from participation.rounds.models import Round
from participation.rounds.rules import Channel, parse_moment
from participation.strategy.naming import key_of
from participation.strategy.rules import Field, Frame, Goal
from participation.web.csvfile import CsvTable, Row, read_table

REQUIRED = ("ref", "field", "title", "text")
OPTIONAL = ("goal", "submitted_at", "channel")
COLUMNS = ("ref", "field", "goal", "title", "text", "submitted_at", "channel")
GERMAN = ("Kennzeichen", "Handlungsfeld", "Ziel", "Titel", "Idee", "Eingegangen", "Weg")
"""The columns as a German file calls them."""
HEADINGS = {german.casefold(): name for german, name in zip(GERMAN, COLUMNS, strict=True)} | {
    "nummer": "ref"
}
REF_LENGTH = 80
_GERMAN = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?:,? ([0-9]{1,2}):([0-9]{2}))?")


@dataclass(frozen=True)
class ParsedIdea:
    """An idea as a line of the file gives it; `digest` is of what the line says."""

    line: int
    ref: str
    content: Content
    at: datetime
    channel: Channel
    digest: str


def table_of(source: Path | str | bytes) -> CsvTable:
    """Return the table of a file of ideas; columns are called by their names or in German."""
    return read_table(source, REQUIRED, OPTIONAL, _column, dict(zip(COLUMNS, GERMAN, strict=True)))


def ideas_of(table: CsvTable, round_: Round, now: datetime) -> Iterator[ParsedIdea]:
    """Yield the ideas of the lines that are right; what is wrong goes into the table's problems."""
    frame = round_.frame
    for row in table:
        wrong: list[BadInput] = []
        idea = _read(row, table.title, frame, round_.timezone, now, wrong)
        for error in wrong:
            table.problems.add(row.line, error)
        if idea is not None and not wrong:
            yield idea


def _column(heading: str) -> str:
    name = heading.casefold()
    return HEADINGS.get(name, name)


def _read(
    row: Row,
    title: Callable[[str], str],
    frame: Frame,
    zone: str,
    now: datetime,
    wrong: list[BadInput],
) -> ParsedIdea | None:
    ref = clean_line(row["ref"])
    if not ref or len(ref) > REF_LENGTH:
        sentence = N_("In „%(column)s“ gehören 1 bis %(most)s Zeichen.")
        wrong.append(BadInput(sentence, column=title("ref"), most=REF_LENGTH))
    content = _content(row, frame, wrong)
    channel = row["channel"].lower() or Channel.PAPER.value
    if channel not in set(Channel):
        known = ", ".join(Channel)
        sentence = N_(
            "Diesen Weg gibt es nicht. In „%(column)s“ ist erlaubt: %(known)s. Leer heißt „paper“."
        )
        wrong.append(BadInput(sentence, column=title("channel"), known=known))
    at = _moment(row["submitted_at"], title("submitted_at"), zone, now, wrong)
    if wrong:
        return None
    values = (content.field_key, content.goal_key, content.title, content.text)
    # The moment as it stands in the file: an empty one must not make a second import differ.
    given = at.isoformat() if row["submitted_at"] else ""
    return ParsedIdea(
        row.line, ref, content, at, Channel(channel), rules.content_digest(*values, given, channel)
    )


def _content(row: Row, frame: Frame, wrong: list[BadInput]) -> Content:
    """Return what the line says, field and goal by their keys where they are known."""
    unclear = set()

    def key(column: str, items: Sequence[Field] | Sequence[Goal]) -> str:
        try:
            return key_of(row[column], items) or row[column]
        except BadInput as problem:
            unclear.add(column)
            wrong.append(problem)
            return ""

    field_key = key("field", frame.fields)
    field = frame.field(field_key)
    goal_key = (key("goal", field.goals) if field else row["goal"]) or None
    content = Content(clean_line(row["title"]), clean_text(row["text"]), field_key, goal_key)
    problems = [error for error in rules.problems(content, frame) if error.field not in unclear]
    wrong += _named(problems, content, frame)
    return content


def _moment(text: str, column: str, zone: str, now: datetime, wrong: list[BadInput]) -> datetime:
    """Return when the idea came in: now where the line does not say it."""
    if not text:
        return now
    # A spreadsheet writes dates as its language does.
    if german := _GERMAN.fullmatch(text.removesuffix("Uhr").strip()):
        day, month, year, hour, minute = (int(part or 0) for part in german.groups())
        text = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"
    try:
        at = parse_moment(text, zone, field="submitted_at")
    except (BadInput, OverflowError) as error:
        wrong.append(
            error if isinstance(error, BadInput) else BadInput(N_("Diese Zeit gibt es nicht."))
        )
        return now
    if at > now:
        wrong.append(BadInput(N_("„%(column)s“ liegt in der Zukunft."), column=column))
    return at


def _named(errors: list[BadInput], content: Content, frame: Frame) -> list[BadInput]:
    """Say for a file which titles and keys there are; a form shows them anyway."""
    named = []
    for problem in errors:
        if problem.field == "field":
            sentence = N_(
                "Das Handlungsfeld „%(key)s“ gibt es in der Runde nicht. Es gibt: %(known)s"
            )
            known = ", ".join(f"{each.title['de']} ({each.key})" for each in frame.fields)
            problem = BadInput(sentence, field="field", key=content.field_key[:60], known=known)
        elif problem.field == "goal":
            sentence = N_("Das Ziel „%(key)s“ gehört nicht zum Handlungsfeld „%(field_key)s“.")
            problem = BadInput(
                sentence, key=(content.goal_key or "")[:60], field_key=content.field_key
            )
        named.append(problem)
    return named
