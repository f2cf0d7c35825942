"""A strategy for the browser: adopted once, put forward anew with everything that can change, and
with a result that it cites."""

from __future__ import annotations

from participation.extensions import db
from participation.strategy import edits, queries, service
from participation.strategy.lineage import Line
from participation.strategy.models import Strategy
from participation.strategy.rules import Field, Goal
from tests.council.making import make_consultation, make_paper
from tests.factories import make_strategy
from tests.front.citing import cite, cited
from tests.projects.making import make_project
from tests.strategy.making import (
    BY,
    adopt,
    begin_next_draft,
    open_consultation,
    rename_field,
    save_texts,
    set_lineage,
)


def arrange(round_slug: str) -> str:
    """Make the strategy; return its slug."""
    strategy = make_strategy(slug="neufassung")
    save_texts(strategy, {"de": "Die Stadt plant."}, {"de": "Erst die Wege.\n\nDann die Schulen."})
    adopt(open_consultation(strategy))
    begin_next_draft(strategy, 1)
    citation = cited(strategy, round=round_slug)
    _rewrite(strategy)
    cite(strategy, citation)
    version = open_consultation(strategy)
    paper = make_paper(public=True, reference="2026/118", strategy_id=strategy.id)
    make_consultation(
        paper,
        public=True,
        version_id=version.id,
        body="Ausschuss für Stadtentwicklung",
        role="preparation",
        authoritative=False,
        outcome="recommended",
        votes_for=11,
        votes_against=2,
    )
    make_project(strategy, main_field="mobility", title={"de": "Lindenallee als Fahrradstraße"})
    db.session.commit()
    return strategy.slug


def _rewrite(strategy: Strategy) -> None:
    frame = queries.frame_of(strategy)
    goal = frame.fields[0].goals[0]
    frame = edits.added(edits.without(frame, goal.key), goal, "energy")
    frame = edits.without(frame, "energy-1")
    for key, title in (("sun", "Sonne auf Dächern"), ("wind", "Wind am Hang")):
        frame = edits.added(frame, Goal(key, {"de": title}, {"de": "Strom von hier."}), "energy")
    text = {"de": "Darum geht es beim Verkehr: sicher, pünktlich, bezahlbar."}
    frame = edits.changed(frame, "mobility", Field("mobility", {"de": "Verkehr"}, text))
    service.save(strategy.slug, frame, **BY)
    rename_field(strategy, "education", "learning")
    lines = [Line("split", "energy-1", "sun"), Line("split", "energy-1", "wind")]
    set_lineage(strategy, [*lines, Line("renamed", "education", "learning")])
    save_texts(
        strategy, {"de": "Die Stadt plant und fragt."}, {"de": "Erst die Wege.\n\nDann alles."}
    )
