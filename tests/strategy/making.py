"""Versions of strategies for tests, made through the service and committed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import Clock, clock
from participation.strategy import edits, queries, queries_versions, service, service_versions
from participation.strategy.lineage import Line
from participation.strategy.models import Strategy, StrategyVersion
from participation.strategy.rules import Field, from_document
from participation.strategy.rules_versions import Decision, digest, lineage_digest, texts_digest
from tests.factories import FRAME

ADOPTED = Decision("Gemeinderat", "2021-07-14", "118/2021", "adopted")
BY: dict[str, Any] = {"actor": SHELL, "clock": clock}


def make_whole_strategy() -> Strategy:
    """A strategy of FRAME, guidelines too, whose version 1 is a draft."""
    strategy = service.create(slug="whole", frame=from_document(FRAME), **BY)
    db.session.commit()
    return strategy


def states(strategy: Strategy) -> list[str]:
    """The states of the versions, by number."""
    db.session.rollback()
    return [version.state for version in queries_versions.all_versions(strategy.id)]


def draft_of(strategy: Strategy) -> StrategyVersion:
    """The strategy's draft, which there must be."""
    draft = queries_versions.draft(strategy.id)
    assert draft is not None
    return draft


def digest_of_draft(strategy: Strategy) -> str:
    """The digest of the document that the draft would have now."""
    return digest(queries_versions.contents(draft_of(strategy)).document())


def open_consultation(strategy: Strategy, at: Clock = clock) -> StrategyVersion:
    """Put the strategy's draft forward."""
    seen = digest_of_draft(strategy)
    version = service_versions.open_consultation(strategy.slug, seen=seen, actor=SHELL, clock=at)
    db.session.commit()
    return version


def begin_next_draft(strategy: Strategy, based_on: int) -> StrategyVersion:
    """Begin a draft with the content of the version of this number."""
    version = service_versions.begin_next_draft(strategy.slug, based_on, **BY)
    db.session.commit()
    return version


def adopt(version: StrategyVersion, decision: Decision = ADOPTED) -> StrategyVersion:
    """Adopt a version as the council's ledger does."""
    service_versions.adopt(version.id, decision, **BY)
    db.session.commit()
    return version


def withdraw(version: StrategyVersion, reason: str = "Ein Feld fehlt.") -> StrategyVersion:
    """Take a version back from the consultation."""
    slug = queries_versions.strategy_of(version.id).slug
    service_versions.withdraw(slug, version.number, reason=reason, **BY)
    db.session.commit()
    return version


def rename_field(strategy: Strategy, old: str, new: str) -> None:
    """Give a field of the draft another key, in the editor."""
    frame = queries.frame_of(strategy)
    field = frame.field(old)
    assert field is not None
    renamed = edits.changed(frame, old, Field(new, field.title, field.text))
    service.save(strategy.slug, renamed, renamed=[old], **BY)
    db.session.commit()


def save_texts(strategy: Strategy, preface: dict[str, str], concept: dict[str, str]) -> None:
    """Write the draft's preface and concept."""
    draft = draft_of(strategy)
    seen = texts_digest(draft.preface, draft.concept)
    service_versions.save_texts(strategy.slug, preface=preface, concept=concept, seen=seen, **BY)
    db.session.commit()


def put_into(strategy: Strategy, state: str) -> StrategyVersion:
    """Lead the strategy's version 1 to a state, with what that takes."""
    version = draft_of(strategy)
    if state == "draft":
        return version
    open_consultation(strategy)
    if state == "superseded":
        begin_next_draft(strategy, 1)
        adopt(open_consultation(strategy))
    elif state == "adopted":
        adopt(version)
    elif state == "withdrawn":
        withdraw(version)
    return version


def set_lineage(strategy: Strategy, lines: Iterable[Line]) -> None:
    """Say what became of the keys of the version that the draft was begun from."""
    seen = lineage_digest(queries_versions.lineage(draft_of(strategy).id))
    service_versions.set_lineage(strategy.slug, list(lines), seen=seen, **BY)
    db.session.commit()


CITATION: dict[str, Any] = {
    "round": "weights-of-2026",
    "round_title": {"de": "Gewichtung 2026"},
    "version": 1,
    "digest": "0" * 64,
    "frame": "1" * 64,
    "n": 60,
    "ballots": {"de": "60 Gewichtungen"},
    "measure": {"de": "Mittlerer Anteil"},
    "caveat": {"de": "Sie stehen nicht für alle."},
    "fields": [{"key": "mobility", "share": 0.5, "low": None, "high": None, "n": 60}],
    "goals": [
        {"key": "bus", "share": 0.5, "low": 0.4, "high": 0.6, "n": None, "field": "mobility"}
    ],
}
"""A published result as a version cites it."""
