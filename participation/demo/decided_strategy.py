"""The demo's strategy on its way: version 1 cites the closed round's result and was adopted by the
council, version 2 is the draft of the next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from participation.council import service as council
from participation.council.consultations import departures
from participation.council.consultations import service as consultations
from participation.council.drafts import ConsultationDraft, PaperDraft
from participation.council.models import Paper
from participation.council.papers import visibility
from participation.council.rules import Kind, Outcome, Role, Votes
from participation.demo import planned_projects
from participation.demo.content import Content
from participation.demo.people import DEMO
from participation.extensions import db
from participation.front.strategy.drafting import citable
from participation.kernel.clock import FixedClock
from participation.kernel.partial_dates import PartialDate
from participation.results import queries as results
from participation.rounds.models import Round
from participation.strategy import edits, queries, queries_versions, service, service_versions
from participation.strategy.models import Strategy, StrategyVersion
from participation.strategy.rules import Goal
from participation.strategy.rules_versions import State, digest, texts_digest
from participation.strategy.usage import usage_of

PUT_FORWARD, ADVISED, DECIDED, BEGUN = -25, -20, -15, -7
"""The days on which version 1 was put forward, advised on and adopted, and the next one begun."""

PREFACE = {
    "de": "Diese Strategie sagt, wohin die Stadt will.\n\n"
    "Wir haben gefragt, was den Menschen wichtig ist. Die Antworten stehen in ihr.",
    "en": "This strategy says where the city wants to go.\n\n"
    "We asked what matters to people. The answers stand in it.",
}
CONCEPT = {
    "de": "Zu jedem Handlungsfeld gibt es Projekte. Ein Amt ist für jedes verantwortlich.\n\n"
    "Die Stadt berichtet alle sechs Monate, wie weit sie ist und was es kostet.",
    "en": "Each action field has projects. A unit of the city is responsible for each of them.\n\n"
    "The city reports every six months how far it has come and what it costs.",
}
HEAT = Goal(
    "energy-heat",
    {"de": "Wärme planen", "en": "Plan the heat"},
    {
        "de": "Jedes Viertel weiß, wie es künftig heizt.",
        "en": "Every neighbourhood knows how it will heat in future.",
    },
)
WATER = {
    "de": "Die Aue bleibt sauber und bekommt an drei Stellen Platz für Hochwasser.",
    "en": "The river Aue stays clean and gets room for floods in three places.",
}
REASON = (
    "Gefragt wurde, was den Teilnehmenden wichtig ist. Energie und Umwelt gehen trotzdem voran,"
    " weil die Förderung dafür in diesem Jahr endet."
)


def decide(round_: Round, content: Content) -> None:
    """Lead the strategy of the closed round to the council and begin the next draft; nothing
    happens without a published result, or once anybody has put the strategy forward.

    Commits by itself.
    """
    strategy = round_.strategy
    versions = queries_versions.all_versions(strategy.id)
    is_untouched = [version.state for version in versions] == [State.DRAFT]
    if round_.results_published_at is None or not is_untouched:
        return
    version = _put_forward(strategy, _who(content, PUT_FORWARD))
    paper = _paper(strategy, version, content)
    decision = _adopt(paper, version, round_, content)
    planned_projects.rest_on(decision, _who(content, DECIDED))
    _begin_next(strategy, _who(content, BEGUN))
    db.session.commit()


def _put_forward(strategy: Strategy, who: dict[str, Any]) -> StrategyVersion:
    slug, frame = strategy.slug, queries.frame_of(strategy)
    seen = texts_digest({}, {})
    service_versions.save_texts(slug, preface=PREFACE, concept=CONCEPT, seen=seen, **who)
    service_versions.set_citations(slug, citable(strategy, frame), **who)
    draft = service.require_draft(strategy)
    seen = digest(queries_versions.contents(draft).document())
    return service_versions.open_consultation(slug, seen=seen, **who)


def _paper(strategy: Strategy, version: StrategyVersion, content: Content) -> Paper:
    """Record the paper and what the committee advised, and show both."""
    who = _who(content, PUT_FORWARD)
    draft = PaperDraft(
        title="Zukunftsstrategie: Fassung 1",
        kind=Kind.DRAFT_RESOLUTION,
        reference=f"{who['clock'].now().year}/097",
        date=_day(who),
        strategy_id=strategy.id,
    )
    paper = council.record_paper(draft, token="demo-strategy", **who)  # noqa: S106 (of a form)
    visibility.show_paper(paper.key, **who)
    who = _who(content, ADVISED)
    advice = ConsultationDraft(
        body="Ausschuss für Stadtentwicklung",
        role=Role.PREPARATION,
        outcome=Outcome.RECOMMENDED,
        date=_day(who),
        votes=Votes(11, 2, 0),
        version_id=version.id,
    )
    _hold(paper, advice, "demo-strategy-advice", who)
    return paper


def _adopt(paper: Paper, version: StrategyVersion, round_: Round, content: Content) -> int:
    """Let the council adopt the version, say where it departs from a published weight, and return
    the id of the decision."""
    who = _who(content, DECIDED)
    decision = ConsultationDraft(
        body="Rat der Stadt",
        role=Role.DECISION,
        outcome=Outcome.ADOPTED,
        authoritative=True,
        date=_day(who),
        text="Der Rat beschließt die Zukunftsstrategie in Fassung 1.",
        votes=Votes(34, 5, 2),
        version_id=version.id,
    )
    held = _hold(paper, decision, "demo-strategy-decision", who)
    departures.add_departure(
        paper.key,
        held,
        snapshot_id=results.versions(round_.id)[-1].id,
        item_key="energy",
        reason=REASON,
        **who,
    )
    return held


def _hold(paper: Paper, draft: ConsultationDraft, token: str, who: dict[str, Any]) -> int:
    row = consultations.record_consultation(paper.key, draft, token=token, shown=True, **who)
    return row.id


def _begin_next(strategy: Strategy, who: dict[str, Any]) -> None:
    """Begin the next draft with a new goal and another text."""
    asked = usage_of(strategy.id).keys_asked
    service_versions.begin_next_draft(strategy.slug, 1, asked=asked, **who)
    frame = edits.added(queries.frame_of(strategy), HEAT, "energy")
    found = edits.find(frame, "energy-water")
    assert found is not None
    frame = edits.changed(frame, "energy-water", replace(found[0], text=WATER))
    service.save(strategy.slug, frame, asked=asked, **who)


def _who(content: Content, day: int) -> dict[str, Any]:
    return {"actor": DEMO, "clock": content.clock(day, "11:00")}


def _day(who: dict[str, Any]) -> PartialDate:
    clock: FixedClock = who["clock"]
    return PartialDate(clock.now().date().isoformat())
