"""Rounds for the tests of this folder, made through the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from participation.audit.models import AuditEntry
from participation.audit.service import SHELL
from participation.city.models import LegalVersion
from participation.city.rules import LegalPage
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import ParticipationError
from participation.rounds import editing, lifecycle, loading, queries
from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.shapes import normal_contact
from participation.rounds.models import Round
from participation.rounds.rules import Window
from tests.factories import make_strategy, save

NOW = datetime.now(UTC).replace(microsecond=0)
SOON = {
    "ideas_opens_at": NOW + timedelta(days=2),
    "ideas_closes_at": NOW + timedelta(days=20),
    "weights_opens_at": NOW + timedelta(days=3),
    "weights_closes_at": NOW + timedelta(days=20),
}
WHOLE: dict[str, Any] = {
    "texts": {"before": {}, "during": {}, "after": {"de": "Der Rat berät im Mai."}},
    "contact": normal_contact({"unit": {"de": "Büro"}, "telephone": "0123 45"}),
}
DRAFT: dict[str, Any] = {**SOON, "published_at": None, "frame_document": None}
OPENS = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
CLOSES = datetime(2027, 3, 21, 23, 0, tzinfo=UTC)
BEFORE = OPENS - timedelta(days=30)
INSTANT = timedelta(microseconds=1)
SETTINGS = Settings(
    slug="runde", title={"de": "Runde"}, ideas=Window(OPENS, CLOSES), weights=Window(OPENS, CLOSES)
)


def made(clock: FixedClock, settings: Settings = SETTINGS, *, published: bool = True) -> Round:
    round_ = editing.create(settings, strategy=make_strategy(), actor=SHELL, clock=clock)
    if published:
        lifecycle.publish(round_.id, actor=SHELL, clock=clock)
    db.session.commit()
    return round_


def edit(round_: Round, clock: FixedClock, **values: Any) -> bool:
    try:
        changed = editing.change(
            round_.id, replace(round_.settings, **values), actor=SHELL, clock=clock
        )
        db.session.commit()
    except ParticipationError:
        db.session.rollback()
        raise
    return changed


def load(text: str, clock: FixedClock) -> loading.Loaded:
    try:
        done = loading.load(text.encode(), actor=SHELL, clock=clock)
        db.session.commit()
    except ParticipationError:
        db.session.rollback()
        raise
    return done


def fresh(slug: str) -> Round:
    db.session.rollback()
    return queries.get_any(slug)


def actions() -> list[str]:
    db.session.rollback()
    return [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


def make_legal_pages(text: str = "Ausgefüllt.") -> None:
    """All legal pages with this German text."""
    for page in LegalPage:
        version = LegalVersion(
            page=page.value, number=1, text={"de": text}, changed_at=NOW, changed_by="Amt"
        )
        save(version)
