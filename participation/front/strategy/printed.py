"""A version of a strategy as a printed document: its words, and on the cover who decided it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from sqlalchemy import ColumnElement, select

from participation.council.models import Consultation, Paper
from participation.council.queries import public_consultations
from participation.extensions import db
from participation.front.strategy import queries
from participation.kernel.clock import Clock
from participation.kernel.partial_dates import PartialDate
from participation.printing import queries as printing
from participation.printing.documents import Printable
from participation.printing.rules import Kept, Kind, Wanted, made_from
from participation.strategy.models import Strategy, StrategyVersion
from participation.strategy.rules_versions import State


@dataclass(frozen=True)
class Decision:
    """The consultation that made a version the adopted one, as everybody may read it."""

    body: str
    date: PartialDate
    reference: str
    title: str
    key: str


def version_key(slug: str, number: int) -> str:
    """Return the key of a version's document."""
    return f"{slug}/{number}"


def kept_version(slug: str, version: StrategyVersion) -> Kept | None:
    """Return the document of a version if it is there; no statement where none is printed."""
    if not printing.is_on():
        return None
    return printing.kept(Kind.VERSION, version_key(slug, version.number), version_mark(version))


def version_mark(version: StrategyVersion) -> str:
    """Return what the document of a version is made from: its words, and who decided it."""
    return made_from(version.digest, _decisions(Consultation.version_id == version.id))


def _wanted(_clock: Clock) -> list[Wanted]:
    """Return a document for each version that everybody may read (two statements)."""
    columns = (Strategy.slug, StrategyVersion.number, StrategyVersion.id, StrategyVersion.digest)
    versions = (
        select(*columns)
        .join(Strategy, Strategy.id == StrategyVersion.strategy_id)
        .where(StrategyVersion.state != State.DRAFT)
        .order_by(StrategyVersion.id)
    )
    decisions = _decisions(Consultation.version_id.is_not(None))
    return [
        Wanted(version_key(slug, number), made_from(digest, _of(id_, decisions)))
        for slug, number, id_, digest in db.session.execute(versions)
    ]


def _html(key: str, _clock: Clock) -> str:
    slug, _, number = key.rpartition("/")
    page_of = queries.version_page(slug, int(number))
    decisions = _decisions(Consultation.version_id == page_of.version.id)
    decision = decisions.get(page_of.version.id)
    return render_template("printing/version.html", page_of=page_of, decision=decision)


def _of(version_id: int, decisions: dict[int, Decision]) -> dict[int, Decision]:
    return {id_: decision for id_, decision in decisions.items() if id_ == version_id}


def _decisions(condition: ColumnElement[bool]) -> dict[int, Decision]:
    """Return who adopted versions, by their ids, as it was corrected last."""
    query = public_consultations().where(condition).add_columns(Paper).order_by(Consultation.id)
    return {
        row.version_id: Decision(row.body, row.date, paper.reference, paper.title, paper.key)
        for row, paper in db.session.execute(query)
        if row.adopts_version and row.version_id is not None
    }


VERSIONS = Printable(_wanted, _html)
