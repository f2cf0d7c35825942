"""What people do with versions: put a draft forward, begin the next one, withdraw, adopt."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.kernel.text import clean_text
from participation.strategy import queries, queries_versions
from participation.strategy.lineage import Line, line_problems
from participation.strategy.models import Strategy, StrategyLineage, StrategyVersion
from participation.strategy.put_forward import tell_put_forward
from participation.strategy.rules import Frame, Texts, normal_texts
from participation.strategy.rules_versions import (
    REASON_LENGTH,
    Contents,
    Decision,
    State,
    citations_digest,
    contents_problems,
    decision_problem,
    digest,
    frame_digest,
    lineage_digest,
    may_become,
    require_citation,
    text_problems_of,
    texts_digest,
)
from participation.strategy.service import lock_strategy, replace_frame, require_draft

HAS_DRAFT = N_("Fassung %(number)s ist schon ein Entwurf. Schreiben Sie dort weiter.")
_NOT_ADOPTED = {
    State.DRAFT: N_(
        "Fassung %(number)s ist ein Entwurf. Eröffnen Sie zuerst die Beratung; beschlossen wird"
        " nur, was in der Beratung liegt."
    ),
    State.ADOPTED: N_("Fassung %(number)s ist schon beschlossen."),
    State.SUPERSEDED: N_(
        "Fassung %(number)s ist abgelöst. Beginnen Sie daraus einen neuen Entwurf."
    ),
    State.WITHDRAWN: N_(
        "Fassung %(number)s ist zurückgezogen. Beginnen Sie daraus einen neuen Entwurf."
    ),
}
_NOT_WITHDRAWN = {
    State.DRAFT: N_(
        "Fassung %(number)s ist ein Entwurf. Ändern Sie ihn, statt ihn zurückzuziehen."
    ),
    State.ADOPTED: N_(
        "Fassung %(number)s ist beschlossen. Das nimmt nur ein neuer Beschluss zurück."
    ),
    State.SUPERSEDED: N_(
        "Fassung %(number)s ist abgelöst. Zurückziehen lässt sie sich nicht mehr."
    ),
    State.WITHDRAWN: N_("Fassung %(number)s ist schon zurückgezogen."),
}


def save_texts(
    slug: str, *, preface: Texts, concept: Texts, seen: str, actor: Actor, clock: Clock
) -> bool:
    """Store the draft's preface and concept; return whether anything changed.

    `seen` is the `texts_digest` of what was edited. Raises Conflict when somebody else was faster,
    Frozen without a draft, and BadInput for the first thing that is wrong.
    """
    strategy = lock_strategy(slug)
    draft = require_draft(strategy)
    if seen != texts_digest(draft.preface, draft.concept):
        raise Conflict()
    for problem in text_problems_of(preface, concept):
        raise problem
    if texts_digest(preface, concept) == seen:
        return False
    draft.preface, draft.concept = normal_texts(preface), normal_texts(concept)
    _record(strategy, draft, "strategy.draft_texts_changed", actor, clock)
    return True


def set_citations(
    slug: str,
    citations: Sequence[Mapping[str, Any]],
    *,
    actor: Actor,
    clock: Clock,
    seen: str | None = None,
) -> None:
    """Store which published results the draft cites, as plain values.

    `seen` is the `citations_digest` of what was chosen from. Raises Conflict when somebody else was
    faster, Frozen without a draft, and ValueError for what has not the shape of a citation.
    """
    for citation in citations:
        require_citation(citation)
    strategy = lock_strategy(slug)
    draft = require_draft(strategy)
    if seen is not None and seen != citations_digest(draft.citations):
        raise Conflict()
    draft.citations = [dict(citation) for citation in citations]
    _record(strategy, draft, "strategy.draft_citations_changed", actor, clock)


def set_lineage(slug: str, lines: Sequence[Line], *, seen: str, actor: Actor, clock: Clock) -> bool:
    """Store what became of the keys of the version that the draft was begun from; return whether
    anything changed.

    `seen` is the `lineage_digest` of what was edited. Raises Conflict when somebody else was
    faster, Frozen without a draft, and BadInput for the first thing that is wrong.
    """
    strategy = lock_strategy(slug)
    draft = require_draft(strategy)
    present = queries_versions.lineage(draft.id)
    if seen != lineage_digest(present):
        raise Conflict()
    for problem in draft_lineage_problems(draft, queries.frame_of(strategy), lines):
        raise problem
    if set(lines) == set(present):
        return False
    for row in queries_versions.lineage_rows(draft.id):
        db.session.delete(row)
    db.session.flush()
    db.session.add_all(StrategyLineage(version_id=draft.id, **line.document()) for line in lines)
    _record(strategy, draft, "strategy.draft_lineage_changed", actor, clock)
    return True


def draft_lineage_problems(
    draft: StrategyVersion, frame: Frame, lines: Sequence[Line]
) -> list[BadInput]:
    """Return what is wrong with lines of a draft with this frame; `field` is a line's index."""
    if not lines:
        return []
    earlier = queries_versions.based_on(draft)
    base = queries_versions.frame_of_version(earlier) if earlier else None
    return line_problems(lines, base, frame, queries_versions.lineage_before(draft))


def draft_problems(draft: StrategyVersion, contents: Contents) -> list[BadInput]:
    """Return what keeps a draft from being put forward; `field` is `lineage` for a line."""
    lineage = draft_lineage_problems(draft, contents.frame, contents.lineage)
    for problem in lineage:
        problem.field = "lineage"
    return contents_problems(contents) + lineage


def open_consultation(slug: str, *, seen: str, actor: Actor, clock: Clock) -> StrategyVersion:
    """Put the draft forward: from now on its document stands. Return the version.

    `seen` is the digest of the document that was looked at. Raises Conflict when it is another by
    now, Frozen without a draft (a second click), BadInput for what is missing.
    """
    strategy = lock_strategy(slug)
    draft = require_draft(strategy)
    contents = queries_versions.contents(draft)
    document = contents.document()
    if seen != digest(document):
        raise Conflict()
    for problem in draft_problems(draft, contents):
        raise problem
    draft.document, draft.digest = document, digest(document)
    draft.frame_digest = frame_digest(contents.frame)
    draft.state, draft.consultation_at = State.CONSULTATION, clock.now()
    _record(strategy, draft, "strategy.consultation_opened", actor, clock, digest=draft.digest)
    tell_put_forward(draft, clock)
    return draft


def begin_next_draft(
    slug: str, based_on: int, *, asked: Collection[str] = (), actor: Actor, clock: Clock
) -> StrategyVersion:
    """Begin the next version with the content of another; return it.

    `based_on` is that version's number, `asked` the keys that published rounds ask about. What the
    editor holds and the version does not is kept among the deleted items. Raises Conflict when
    there is a draft already, NotFound for a version that is not public, BadInput for a key that is
    asked about and would disappear.
    """
    strategy = lock_strategy(slug)
    draft = queries_versions.draft(strategy.id)
    if draft is not None:
        raise Conflict(HAS_DRAFT, number=draft.number)
    base = queries_versions.version(strategy.id, based_on)
    details = replace_frame(
        strategy,
        queries.frame_of(strategy),
        queries_versions.frame_of_version(base),
        asked=asked,
        actor=actor,
        clock=clock,
    )
    begun = StrategyVersion(
        strategy_id=strategy.id,
        number=queries_versions.newest(strategy.id).number + 1,
        state=State.DRAFT,
        based_on_id=base.id,
        preface=dict(base.preface),
        concept=dict(base.concept),
        citations=list(base.citations),
        created_at=clock.now(),
    )
    db.session.add(begun)
    _record(strategy, begun, "strategy.draft_begun", actor, clock, based_on=based_on, **details)
    return begun


def withdraw(slug: str, number: int, *, reason: str, actor: Actor, clock: Clock) -> StrategyVersion:
    """Take a version back from the consultation, for a reason that everyone reads.

    Raises NotFound, Conflict for a version that is not in consultation, and BadInput without a
    reason.
    """
    strategy = lock_strategy(slug)
    version = queries_versions.staff_version(strategy.id, number)
    require_withdrawable(version)
    reason = clean_text(reason)
    if not reason or len(reason) > REASON_LENGTH:
        message = N_("Nennen Sie einen Grund, mit höchstens %(most)s Zeichen.")
        raise BadInput(message, field="reason", most=REASON_LENGTH)
    version.state, version.withdrawn_at = State.WITHDRAWN, clock.now()
    version.withdrawn_reason = reason
    _record(strategy, version, "strategy.version_withdrawn", actor, clock)
    return version


def require_withdrawable(version: StrategyVersion) -> None:
    """Raise Conflict for a version that is not in consultation."""
    if not may_become(version.state, State.WITHDRAWN):
        raise Conflict(_NOT_WITHDRAWN[State(version.state)], number=version.number)


def adopt(version_id: int, decision: Decision, *, actor: Actor, clock: Clock) -> StrategyVersion:
    """Make a version the strategy that holds, because an authoritative body adopted it.

    Only the council's ledger calls this, in the transaction that records the decision. What was
    adopted before is superseded, and so is an earlier version that is still in consultation. Raises
    BadInput for a decision that adopts nothing and for a version that is not in consultation.
    """
    wrong = decision_problem(decision)
    if wrong is not None:
        raise wrong
    strategy = lock_strategy(queries_versions.strategy_of(version_id).slug)
    versions = queries_versions.all_versions(strategy.id)
    version = next(row for row in versions if row.id == version_id)
    if not may_become(version.state, State.ADOPTED):
        message = _NOT_ADOPTED[State(version.state)]
        raise BadInput(message, field="version_id", number=version.number)
    for other in versions:
        is_older = other.state == State.CONSULTATION and other.number < version.number
        if is_older or other.state == State.ADOPTED:
            other.state = State.SUPERSEDED
    # The index on the adopted version sees one of them at a time only if they are written apart.
    db.session.flush()
    version.state, version.decided_at = State.ADOPTED, clock.now()
    # Body and reference stand in the ledger alone, where they can be blacked out.
    told = {"on": decision.on, "outcome": decision.outcome}
    _record(strategy, version, "strategy.version_adopted", actor, clock, **told)
    return version


def _record(
    strategy: Strategy,
    version: StrategyVersion,
    action: str,
    actor: Actor,
    clock: Clock,
    **details: Any,
) -> None:
    db.session.flush()
    record(
        actor=actor,
        action=action,
        subject_kind="strategy",
        subject_id=strategy.slug,
        clock=clock,
        version=version.number,
        **details,
    )
