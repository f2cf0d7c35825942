"""Where the city's public texts repeat a passage of an idea that is about to be blacked out."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, String, cast, literal, select, union_all

from participation.answers.models import Answer, GeneralStatement
from participation.council.models import Consultation, Departure, Paper
from participation.council.queries import public_papers
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import READABLE_STATES
from participation.moderation.blackout.elsewhere import Quote, may_have
from participation.moderation.blackout.matching import spans
from participation.progress.models import ProgressReport, ReportEntry
from participation.projects.models import Milestone, Project, StateChange
from participation.rounds.models import Round
from participation.web.translation import _

MOST = 20
LOOKED_AT = 500

Texts = tuple[str, Any, tuple[Any, ...], tuple[ColumnElement[bool], ...]]
"""What a text belongs to and by which key, the columns, and what everybody may see of them."""


def quoting(idea: Idea, passages: Collection[str]) -> list[Quote]:
    """Return up to `MOST` public texts of the city in which passages of an idea stand: answers to
    other ideas, statements, projects, reports and papers, in one statement."""
    rows = db.session.execute(union_all(*_queries(idea, passages)).limit(LOOKED_AT))
    found = {
        (kind, key)
        for kind, key, said in rows
        if any(spans(text, passages) for text in _plain(said))
    }
    return [_quote(kind, key) for kind, key in sorted(found)[:MOST]]


def _queries(idea: Idea, passages: Collection[str]) -> Iterator[Select[Any]]:
    for kind, key, columns, conditions in _public(idea):
        for column in columns:
            row: list[Any] = [literal(kind), cast(key, String), cast(column, String)]
            yield select(*row).where(*conditions, may_have(column, passages))


def _public(idea: Idea) -> Iterator[Texts]:
    shown = (Project.published_at.is_not(None),)
    yield "project", Project.key, (Project.title, Project.text), shown
    of_milestone = (*shown, Milestone.project_id == Project.id)
    yield "project", Project.key, (Milestone.title, Milestone.reason), of_milestone
    yield (
        "project",
        Project.key,
        (StateChange.note,),
        (*shown, StateChange.project_id == Project.id),
    )
    reported = (
        ReportEntry.project_id == Project.id,
        ProgressReport.id == ReportEntry.report_id,
        ProgressReport.published_at.is_not(None),
    )
    yield "report", Project.key, (ReportEntry.text,), (*shown, *reported)
    public = Paper.id.in_(public_papers().with_only_columns(Paper.id))
    consulted = (public, Consultation.public.is_(True), Consultation.paper_id == Paper.id)
    yield "paper", Paper.key, (Paper.title,), (public,)
    yield "paper", Paper.key, (Consultation.text,), consulted
    departed = (*consulted, Departure.consultation_id == Consultation.id)
    yield "paper", Paper.key, (Departure.reason,), departed
    stated = (GeneralStatement.round_id == Round.id, Round.published_at.is_not(None))
    yield "statement", Round.slug, (GeneralStatement.text,), stated
    answered = (
        Answer.idea_id == Idea.id,
        Idea.id != idea.id,
        Idea.state.in_(READABLE_STATES),
        Answer.published_at.is_not(None),
    )
    yield "answer", Idea.id, (Answer.text, Answer.competent), answered


def _plain(said: str | None) -> list[str]:
    """Return the texts of a column, of one in several languages each."""
    try:
        read = json.loads(said or "")
    except ValueError:
        return [said or ""]
    return [str(text) for text in read.values()] if isinstance(read, dict) else [said or ""]


def _quote(kind: str, key: str) -> Quote:
    if kind == "project":
        return Quote(_("Projekt"), url_for("projects.show", key=key), key)
    if kind == "report":
        return Quote(_("Bericht über das Projekt"), url_for("progress.of_project", key=key), key)
    if kind == "paper":
        return Quote(_("Vorlage"), url_for("council.show", key=key), key)
    if kind == "statement":
        url = url_for("ideas.index", slug=key)
        return Quote(_("Was die Stadt zu allen Ideen der Runde sagt"), url, key)
    idea = db.session.get_one(Idea, int(key))
    url = url_for("ideas.show", slug=idea.round.slug, number=idea.number)
    return Quote(_("Antwort der Stadt auf die Idee"), url, idea.number)
