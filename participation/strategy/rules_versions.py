"""Versions of a strategy: states, the document that is fixed and its digest, the decision that
adopts one. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from participation.kernel.errors import N_, BadInput
from participation.strategy.lineage import Line
from participation.strategy.rules import (
    Frame,
    Texts,
    frame_problems,
    from_document,
    item_document,
    normal_texts,
    text_problems,
)

PREFACE_LENGTH = 5_000
CONCEPT_LENGTH = 40_000
REASON_LENGTH = 1_000


class State(StrEnum):
    """Where a version stands. Only a draft can be changed; only a decision makes one adopted."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    ADOPTED = "adopted"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


NEXT: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.CONSULTATION}),
    # Superseded without having been adopted: a later version was.
    State.CONSULTATION: frozenset({State.ADOPTED, State.WITHDRAWN, State.SUPERSEDED}),
    State.ADOPTED: frozenset({State.SUPERSEDED}),
    State.SUPERSEDED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
ADOPTED_OUTCOME = "adopted"
"""The only outcome that adopts a version; "adopted with changes" asks for another version."""


@dataclass(frozen=True)
class Decision:
    """What an authoritative body decided about a version, as the council's ledger hands it in.

    `on` is a partial date such as `2021-07-14`, or empty; `reference` names the source.
    """

    body: str
    on: str
    reference: str
    outcome: str


@dataclass(frozen=True)
class Contents:
    """All that a version says: what becomes its document when the consultation opens."""

    frame: Frame
    preface: Texts
    concept: Texts
    citations: Sequence[Mapping[str, Any]]
    lineage: Sequence[Line]

    def document(self) -> dict[str, Any]:
        """Return the version as JSON values, texts in one order whatever order they came in."""
        return {
            "frame": normal_frame(self.frame).document(),
            "preface": normal_texts(self.preface),
            "concept": normal_texts(self.concept),
            "citations": [dict(citation) for citation in self.citations],
            "lineage": [line.document() for line in self.lineage],
        }


def may_become(state: str, wanted: State) -> bool:
    """Tell whether a version in one state may take another."""
    return wanted in NEXT[State(state)]


def normal_frame(frame: Frame) -> Frame:
    """Return a frame without empty texts, languages in one order."""
    document = {
        "title": normal_texts(frame.title),
        "guidelines": [_normal(item_document(item)) for item in frame.guidelines],
        "fields": [_normal(item_document(item)) for item in frame.fields],
    }
    return from_document(document)


def _normal(item: dict[str, Any]) -> dict[str, Any]:
    texts = {name: normal_texts(item[name]) for name in ("title", "text")}
    goals = {"goals": [_normal(goal) for goal in item["goals"]]} if "goals" in item else {}
    return {"key": item["key"], **texts, **goals}


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document's canonical JSON: keys sorted, no spaces, UTF-8.

    Raises ValueError for a number that JSON does not have.
    """
    canonical = json.dumps(
        document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def texts_digest(preface: Texts, concept: Texts) -> str:
    """Return the digest by which a form knows from which texts it was made."""
    return digest({"preface": normal_texts(preface), "concept": normal_texts(concept)})


def lineage_digest(lines: Sequence[Line]) -> str:
    """Return the digest by which a form knows from which lineage it was made."""
    return digest({"lineage": [line.document() for line in lines]})


def citations_digest(citations: Sequence[Mapping[str, Any]]) -> str:
    """Return the digest by which a form knows from which citations it was made."""
    return digest({"citations": [dict(citation) for citation in citations]})


def require_citation(citation: Mapping[str, Any]) -> None:
    """Raise ValueError for what has not the shape in which pages read a cited result: it would
    stand in a version for good."""
    names = ("round", "digest", "frame")
    texts = ("round_title", "ballots", "measure", "caveat")
    version = citation.get("version")
    fits = (
        all(isinstance(citation.get(name), str) for name in names)
        and all(isinstance(citation.get(name), Mapping) for name in texts)
        and _is_count(version)
        and version != 0
        and ("n" in citation and (citation["n"] is None or _is_count(citation["n"])))
        and all(_is_figures(row) for row in citation.get("fields", [None]))
        and all(
            _is_figures(row) and isinstance(row.get("field"), str)
            for row in citation.get("goals", [None])
        )
    )
    if not fits:
        raise ValueError("a citation has not the shape of one")


def _is_figures(row: Any) -> bool:
    if not isinstance(row, Mapping) or not isinstance(row.get("key"), str):
        return False
    shares = [row.get(name, "") for name in ("share", "low", "high")]
    answers = row.get("n", "")
    return (
        all(share is None or _is_share(share) for share in shares)
        and (shares[1] is None) == (shares[2] is None)
        and (answers is None or _is_count(answers))
    )


def _is_share(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def frame_digest(frame: Frame) -> str:
    """Return the digest by which a round's frame and that of a version are known as the same."""
    return digest(normal_frame(frame).document())


def contents_problems(contents: Contents) -> list[BadInput]:
    """Return what keeps a draft from being put forward; lineage is checked in `lineage`."""
    problems = []
    if not contents.frame.fields:
        message = N_("Die Fassung hat noch kein Handlungsfeld. Fügen Sie mindestens eines hinzu.")
        problems.append(BadInput(message, field="fields"))
    texts = text_problems_of(contents.preface, contents.concept)
    return problems + frame_problems(contents.frame) + texts


def text_problems_of(preface: Texts, concept: Texts) -> list[BadInput]:
    """Return what is wrong with preface and concept; both may be missing."""
    return [
        *text_problems(preface, "preface", PREFACE_LENGTH, required=False),
        *text_problems(concept, "concept", CONCEPT_LENGTH, required=False),
    ]


def decision_problem(decision: Decision) -> BadInput | None:
    """Return why a decision adopts nothing, or None."""
    if decision.outcome != ADOPTED_OUTCOME:
        message = N_(
            "Dieses Ergebnis beschließt die Fassung nicht. Ein Beschluss mit Änderungen braucht"
            " eine neue Fassung."
        )
        return BadInput(message, field="outcome")
    if not decision.body.strip() or not decision.reference.strip():
        message = N_(
            "Dem Beschluss fehlt das Gremium oder die Quelle. Ohne beides bleibt die Fassung in der"
            " Beratung."
        )
        return BadInput(message, field="reference")
    return None
