"""Settings as the columns of a round, and back."""

from __future__ import annotations

from typing import Any

from participation.rounds.models import Round
from participation.rounds.rules import Instrument, InstrumentKind
from participation.rounds.settings import PHASE_TEXTS, Settings, normal_contact
from participation.strategy.rules import normal_texts


def settings_of(round_: Round) -> Settings:
    """Return everything that is set about a round, in the one form that file, editor and service
    share."""
    kind = InstrumentKind(round_.instrument_kind)
    points = kind is InstrumentKind.POINTS
    instrument = (
        Instrument(kind, round_.instrument_total)
        if points
        else Instrument(kind, k=round_.instrument_k, exactly=round_.instrument_exactly)
    )
    return Settings(
        slug=round_.slug,
        title=normal_texts(round_.title),
        description=normal_texts(round_.description),
        timezone=round_.timezone,
        ideas=round_.ideas_window,
        weights=round_.weights_window,
        instrument=instrument,
        no_opinion=round_.no_opinion,
        goals=round_.goal_rules,
        moderation=round_.moderation,
        participation=tuple(round_.participation),
        declaration=normal_texts(round_.declaration),
        minimum_age=round_.minimum_age,
        contact=normal_contact(round_.contact),
        texts={name: normal_texts(round_.texts.get(name)) for name in PHASE_TEXTS},
        questions=tuple(round_.questions),
        publish_ballots=round_.publish_ballots,
        publish_results_at=round_.publish_results_at,
        destroy_key_after_days=round_.destroy_key_after_days,
        thresholds=round_.limits,
    )


def columns(settings: Settings) -> dict[str, Any]:
    """Return the settings as values for the columns of `Round`."""
    goals = settings.goals
    return {
        "slug": settings.slug,
        "title": settings.title,
        "description": settings.description,
        "timezone": settings.timezone,
        "ideas_opens_at": settings.ideas.opens,
        "ideas_closes_at": settings.ideas.closes,
        "weights_opens_at": settings.weights.opens,
        "weights_closes_at": settings.weights.closes,
        "instrument_kind": settings.instrument.kind.value,
        "instrument_total": settings.instrument.total,
        "instrument_k": settings.instrument.k,
        "instrument_exactly": settings.instrument.exactly,
        "no_opinion": settings.no_opinion,
        "goals_points": goals.points if goals else None,
        "goals_top": goals.top if goals else 3,
        "goals_drawn": goals.drawn if goals else 1,
        "moderation": settings.moderation,
        "participation": list(settings.participation),
        "declaration": settings.declaration,
        "minimum_age": settings.minimum_age,
        "contact": settings.contact,
        "texts": settings.texts,
        "questions": list(settings.questions),
        "publish_ballots": settings.publish_ballots,
        "publish_results_at": settings.publish_results_at,
        "destroy_key_after_days": settings.destroy_key_after_days,
        "thresholds": settings.thresholds.document(),
    }
