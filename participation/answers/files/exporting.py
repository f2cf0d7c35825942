"""Answers as rows of a CSV file: what is published for everybody, and for those who answer a list
to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from flask_babel import force_locale

from participation.answers import queries
from participation.answers.files.tables import ANSWERS
from participation.answers.listing import Choice, Show, ideas_of
from participation.answers.rules import NAMES
from participation.city import queries as city_queries
from participation.ideas.rules import number_of
from participation.rounds.models import Round
from participation.web.csv_writer import Format, encode
from participation.web.filters import partial_date
from participation.web.tabular.kinds import KINDS
from participation.web.tabular.tables import About, Filled, Row, csv, data_package, workbook
from participation.web.translation import _
from participation.web.urls import external_url

COLUMNS = ("number", "status", "text", "unit", "project", "paper", "by")
"""That an import reads."""
TO_FILL_IN = ("number", "title", "status", "text", "unit", "project", "paper", "by")


def published(round_: Round) -> Filled:
    """Return the published answers of a round in the order of the ideas' numbers. Projects and
    papers are named as far as they are public."""
    zone = ZoneInfo(round_.timezone)
    rows: list[Row] = []
    words: list[Row] = []
    with force_locale("de"):
        names = {status.value: _(name) for status, name in NAMES.items()}
        for public in queries.public_answers_of(round_.id):
            answer, unit = public.answer, public.answer.unit
            number = answer.idea.number
            url = external_url("ideas.show", slug=round_.slug, number=number)
            day = answer.published_at.astimezone(zone).date() if answer.published_at else None
            end = (answer.idea.title, day, url)
            by = answer.review_by or answer.competent
            project, paper = public.project, public.paper
            keys = [each.key if each else "" for each in (unit, project, paper)]
            rows.append((number, answer.status, answer.text, *keys, by, *end))
            titles = [each.title.get("de", "") if each else "" for each in (unit, project)]
            titles.append(paper.reference or paper.title if paper else "")
            until = partial_date(answer.review_by) if answer.review_by else answer.competent
            words.append((number, names[answer.status], answer.text, *titles, until, *end))
    return Filled(ANSWERS, rows, words)


def published_workbook(round_: Round) -> bytes:
    """Return the published answers of a round as a workbook."""
    return workbook(_about(round_), [published(round_)])


def package(round_: Round) -> bytes:
    """Return the published answers of a round as a Data Package."""
    return data_package(_about(round_), [published(round_)])


def _about(round_: Round) -> About:
    """Return what the files say of themselves; what the city says to all other ideas stands there,
    because it is no answer to one of them."""
    said = queries.statement(round_.id)
    with force_locale("de"):
        title = _("Antworten der Stadt: %(name)s", name=round_.title.get("de", round_.slug))
        text = _("Enthält, was beim Herunterladen veröffentlicht war.")
        if said is not None:
            text = f"{text} {_('Zu allen Ideen ohne eigene Antwort:')} {said.text}"
    homepage = external_url("ideas.index", slug=round_.slug)
    licence = city_queries.open_data().licence
    return About(f"{round_.slug}-answers", title, text, homepage, licence)


def to_fill_in(round_: Round, form: Format) -> Iterator[bytes]:
    """Yield the ideas of a round that have neither a published nor a staged answer, with empty
    cells for one."""
    rows = (
        (number_of(row.year, row.id), row.title, *[""] * (len(TO_FILL_IN) - 2))
        for row in ideas_of(Choice(round_.id, Show.OPEN))
    )
    return encode(TO_FILL_IN, rows, form)


def write(round_: Round, folder: Path) -> list[Path]:
    """Write `answers.csv` and its form for Excel into a folder, which is made; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    filled, paths = published(round_), []
    for form, kind in KINDS.items():
        path = folder / f"answers{kind.ending}"
        path.write_bytes(b"".join(csv(filled, form)))
        paths.append(path)
    return paths
