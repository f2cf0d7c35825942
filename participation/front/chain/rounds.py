"""The way of a round: until when people took part, its result, the version of the strategy that
rests on it, and what the council did with that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy import select, true
from sqlalchemy.orm import aliased

from participation.council.models import Consultation, Paper
from participation.council.queries import public_consultations
from participation.council.rules import DECIDING, Outcome
from participation.extensions import db
from participation.front.chain.queries import Held
from participation.front.chain.steps import consultation_steps, today, with_next
from participation.front.chain.wording import due
from participation.kernel.clock import clock
from participation.kernel.partial_dates import PartialDate
from participation.rounds import rules
from participation.rounds.models import Round
from participation.rounds.rules import RoundState
from participation.strategy import queries_versions
from participation.strategy.models import Strategy, StrategyVersion
from participation.strategy.rules_versions import State, frame_digest
from participation.web.filters import deadline, localtime
from participation.web.steps import ChainStep, Link, StepState
from participation.web.translation import _

CLOSING = (*DECIDING, Outcome.PENDING)
"""A decision that was made, or that stands there as one to come: no further step says so."""


def way_of(round_: Round) -> tuple[ChainStep, ...]:
    """Return the way of a round (two statements at most after the round itself)."""
    steps = [_taking_part(round_, clock.now())]
    # Of ballots that are destroyed unread nothing follows.
    weighted = round_.weights_window.opens is not None and round_.ballots_discarded_at is None
    if weighted:
        steps.append(_result(round_))
    version = _version_after(round_)
    if version is not None:
        slug, held = _held_about(version)
        steps += [_strategy(slug, round_, version), *_council(version, held)]
    elif weighted:
        awaited = due(PartialDate(), today())
        steps.append(ChainStep(_("Strategie"), StepState.OPEN, text=awaited))
        steps.append(ChainStep(_("Beratung und Beschluss"), StepState.OPEN, text=awaited))
    return with_next(steps)


def rounds_behind(version_id: int) -> list[Round]:
    """Return the published rounds on which a version rests, by slug."""
    version = db.session.get_one(StrategyVersion, version_id)
    query = select(Round).where(
        Round.strategy_id == version.strategy_id, Round.published_at.is_not(None)
    )
    rounds = db.session.scalars(query.order_by(Round.slug)).all()
    return [round_ for round_ in rounds if _cites(version, round_) or _follows(version, round_)]


def _cites(version: StrategyVersion, round_: Round) -> bool:
    return any(citation["round"] == round_.slug for citation in version.citations)


def _follows(version: StrategyVersion, round_: Round) -> bool:
    """Tell whether a version was put forward after a round that asked about the same frame."""
    closed = rules.last_closing(round_.windows)
    put_forward = version.consultation_at
    if closed is None or put_forward is None or put_forward < closed:
        return False
    return version.frame_digest == frame_digest(round_.frame)


def _version_after(round_: Round) -> StrategyVersion | None:
    """Return the newest version that rests on a round: one that cites it before one that only has
    its frame; none that was withdrawn."""
    versions = queries_versions.public_versions(round_.strategy_id)
    standing = [version for version in versions if version.state != State.WITHDRAWN]
    cited = [version for version in standing if _cites(version, round_)]
    chosen = cited or [version for version in standing if _follows(version, round_)]
    return chosen[-1] if chosen else None


def _held_about(version: StrategyVersion) -> tuple[str, list[Held]]:
    """Return the slug of a version's strategy, and the public consultations about the version by
    date, the undated last (one statement)."""
    about = public_consultations().where(Consultation.version_id == version.id)
    held = aliased(Consultation, about.subquery())
    query = (
        select(Strategy.slug, held, Paper)
        .select_from(Strategy)
        .outerjoin(held, true())
        .outerjoin(Paper, Paper.id == held.paper_id)
        .where(Strategy.id == version.strategy_id)
    )
    rows = db.session.execute(query.order_by(held.id)).all()
    pairs = [(row, paper) for _slug, row, paper in rows if _is_there(paper)]
    return rows[0][0], sorted(pairs, key=lambda pair: pair[0].date)


def _is_there(paper: Paper | None) -> bool:
    # Without consultations there is one row, of the strategy alone.
    return paper is not None


def _taking_part(round_: Round, now: datetime) -> ChainStep:
    title, zone = _("Mitmachen"), round_.timezone
    state, closes = rules.state(round_.windows, now), rules.last_closing(round_.windows)
    if round_.stopped_at is not None:
        return ChainStep(title, StepState.DONE, round_.stopped_at)
    if state is RoundState.CLOSED and closes is not None:
        # A window that ends at midnight ended, for people, the day before.
        return ChainStep(title, StepState.DONE, closes - timedelta(minutes=1))
    opens = [w.opens for w in round_.windows if w.opens is not None and w.opens > now]
    if state is RoundState.OPEN and closes is not None:
        return ChainStep(title, StepState.NOW, text=deadline(closes, zone))
    if not opens:
        return ChainStep(title, StepState.OPEN, text=due(PartialDate(), today()))
    text = _("noch nicht, ab %(moment)s", moment=localtime(min(opens), zone))
    return ChainStep(title, StepState.OPEN, text=text)


def _result(round_: Round) -> ChainStep:
    title, published = _("Ergebnis"), round_.results_published_at
    if round_.is_named:
        return _named_result(round_)
    if published is not None:
        link = Link(url_for("results.show", slug=round_.slug), _("Ergebnis ansehen"))
        return ChainStep(title, StepState.DONE, published, link=link)
    awaited = round_.result_expected_at
    day = PartialDate()
    if awaited is not None:
        day = PartialDate(awaited.astimezone(rules.zone(round_.timezone)).date().isoformat())
    return ChainStep(title, StepState.OPEN, text=due(day, today()))


def _named_result(round_: Round) -> ChainStep:
    """Return when everybody sees which organisation weighted how: as soon as weighting ends."""
    title, closes = _("Ergebnis"), round_.weights_closes_at
    assert closes is not None, "asked for rounds in which is weighted"
    if closes <= clock.now():
        link = Link(url_for("rankings.show", slug=round_.slug), _("Wer hat wie gewichtet?"))
        return ChainStep(title, StepState.DONE, closes - timedelta(minutes=1), link=link)
    return ChainStep(title, StepState.OPEN, text=_("sofort, wenn das Gewichten beendet ist"))


def _strategy(slug: str, round_: Round, version: StrategyVersion) -> ChainStep:
    values = {"number": version.number}
    text = _(
        "Fassung %(number)s ist vorgelegt. Sie hat dieselben Handlungsfelder wie diese Runde.",
        **values,
    )
    if _cites(version, round_):
        text = _("Fassung %(number)s ist vorgelegt. Sie nennt das Ergebnis.", **values)
    url = url_for("public_strategy.version", slug=slug, number=version.number)
    link = Link(url, _("Fassung %(number)s", **values))
    return ChainStep(_("Strategie"), StepState.DONE, version.consultation_at, text, link)


def _council(version: StrategyVersion, held: Sequence[Held]) -> list[ChainStep]:
    """Return what bodies did with the version; without a decision the decision is still open,
    unless the version says that it was made."""
    steps = consultation_steps(held, today())
    if any(row.authoritative and row.outcome in CLOSING for row, _paper in held):
        return steps
    if version.decided_at is not None:
        made = _("gefasst. Die Beratung dazu ist nicht öffentlich.")
        return [*steps, ChainStep(_("Beschluss"), StepState.DONE, text=made)]
    if version.state == State.SUPERSEDED:
        later = _("zu einer späteren Fassung, die diese ablöst")
        return [*steps, ChainStep(_("Beschluss"), StepState.DONE, text=later)]
    title = _("Beschluss") if steps else _("Beratung und Beschluss")
    return [*steps, ChainStep(title, StepState.OPEN, text=due(PartialDate(), today()))]
