"""Reading what a city decided: versions with their citations, the timeline, papers, criteria.
Pure."""

from __future__ import annotations

import math
from typing import Any

from participation.council.drafts import ConsultationDraft, PaperDraft
from participation.council.rules import Kind, Outcome, Role, StepPhase, Votes
from participation.council.steps import StepDraft
from participation.council.way import Statement
from participation.kernel.errors import N_
from participation.packages.contents import CriteriaEntry, Held, PaperEntry, Version
from participation.packages.values import MISSING, choice, partial_date, required, whole
from participation.projects.criteria.rules import Criteria
from participation.rounds.file.entry import Entry
from participation.rounds.file.roundfile import read_frame
from participation.strategy.lineage import Line
from participation.strategy.rules import Frame
from participation.strategy.rules_versions import Contents, State

ZONE = "Europe/Berlin"
NO_FIGURE = N_("Hier muss eine Zahl von 0 bis 1 stehen, oder null.")
LONGEST_SENTENCE = 2000
TOO_LONG = N_("Der Text ist länger als %(most)s Zeichen. Kürzen Sie ihn.")
_OF_VERSION = (
    "number",
    "state",
    "based_on",
    "put_forward",
    "withdrawn_at",
    "withdrawn_reason",
    "preface",
    "concept",
    "citations",
    "lineage",
    "frame",
    "digest",
)


def version(entry: Entry, frame: Frame) -> Version:
    """Return a version; one without a frame of its own has the strategy's."""
    at = dict(zip(_OF_VERSION, entry.at(*_OF_VERSION), strict=True))
    if not at["number"].given:
        at["number"].complain(MISSING)
    contents = Contents(
        frame=read_frame(at["frame"]) if at["frame"].given else frame,
        preface=at["preface"].texts(lines=True),
        concept=at["concept"].texts(lines=True),
        citations=tuple(map(_citation, at["citations"].items())),
        lineage=tuple(map(_line, at["lineage"].items())),
    )
    return Version(
        number=at["number"].integer(0),
        state=choice(at["state"], State).value,
        contents=contents,
        based_on=whole(at["based_on"]),
        put_forward=at["put_forward"].moment(ZONE),
        withdrawn_at=at["withdrawn_at"].moment(ZONE),
        withdrawn_reason=at["withdrawn_reason"].text(lines=True),
        given=at["digest"].text(),
    )


def _line(entry: Entry) -> Line:
    kind, from_key, to_key = entry.at("kind", "from_key", "to_key")
    return Line(kind.text(), from_key.text(), to_key.text())


_OF_CITATION = (
    "round",
    "round_title",
    "version",
    "digest",
    "frame",
    "n",
    "ballots",
    "measure",
    "caveat",
    "fields",
    "goals",
)


def _citation(entry: Entry) -> dict[str, Any]:
    """Return a cited result value by value, as it stood in the version's document."""
    at = dict(zip(_OF_CITATION, entry.at(*_OF_CITATION), strict=True))
    texts = ("round_title", "ballots", "measure", "caveat")
    return {
        "round": required(at["round"]),
        "version": at["version"].integer(1),
        "digest": at["digest"].text(),
        "frame": at["frame"].text(),
        "n": whole(at["n"]),
        **{name: _sentence(at[name]) for name in texts},
        "fields": [_cited_field(item) for item in at["fields"].items()],
        "goals": [_cited_goal(item) for item in at["goals"].items()],
    }


def _cited_field(entry: Entry) -> dict[str, Any]:
    key, share, low, high, n, withheld = entry.at("key", "share", "low", "high", "n", "withheld")
    row = _figures(key, share, low, high, n)
    return row | ({"withheld": _sentence(withheld)} if withheld.given else {})


def _cited_goal(entry: Entry) -> dict[str, Any]:
    key, share, low, high, n, field = entry.at("key", "share", "low", "high", "n", "field")
    return _figures(key, share, low, high, n) | {"field": required(field)}


def _figures(key: Entry, share: Entry, low: Entry, high: Entry, n: Entry) -> dict[str, Any]:
    figures = {"share": _figure(share), "low": _figure(low), "high": _figure(high)}
    if (figures["low"] is None) != (figures["high"] is None):
        low.complain(MISSING)
    return {"key": required(key), **figures, "n": whole(n)}


def _figure(entry: Entry) -> float | None:
    """Return a figure exactly as it stands: a digest is made of it."""
    value = entry.node.value if entry.node is not None else None
    if value is None:
        return None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not 0 <= value <= 1:
        entry.complain(NO_FIGURE)
        return None
    figure: float = value
    return figure


def _sentence(entry: Entry) -> dict[str, str]:
    """Return a sentence in several languages exactly as it stands: a digest is made of it."""
    value = entry.node.value if entry.node is not None else None
    codes = list(value) if isinstance(value, dict) else []
    if not codes:
        entry.complain(MISSING)
    texts = {}
    for code, below in zip(codes, entry.at(*codes), strict=True):
        texts[code] = ""
        if isinstance(below.node.value if below.node else None, str):
            below.text()
            texts[code] = below.node.value if below.node else ""
        else:
            below.complain(N_("Hier muss Text stehen. Setzen Sie ihn in Anführungszeichen."))
        if len(texts[code]) > LONGEST_SENTENCE:
            below.complain(TOO_LONG, most=LONGEST_SENTENCE)
    return texts


def step(entry: Entry) -> StepDraft:
    """Return a further step of the strategy's way."""
    title, phase, done, statements = entry.at("title", "phase", "done", "statements")
    return StepDraft(
        title.texts(),
        choice(phase, StepPhase),
        done.yes(False),
        tuple(map(_statement, statements.items())),
    )


def _statement(entry: Entry) -> Statement:
    date, wording, source, link = entry.at("date", "wording", "source", "link")
    return Statement(partial_date(date, wording), source.text(), link.text())


def paper(entry: Entry) -> PaperEntry:
    """Return a paper with its consultations."""
    key, reference, title, kind, date, wording, link, oparl_id, consultations = entry.at(
        "key",
        "reference",
        "title",
        "kind",
        "date",
        "date_wording",
        "link",
        "oparl_id",
        "consultations",
    )
    draft = PaperDraft(
        title=title.text(),
        kind=choice(kind, Kind),
        reference=reference.text(),
        date=partial_date(date, wording),
        link=link.text(),
        oparl_id=oparl_id.text(),
    )
    return PaperEntry(required(key), draft, tuple(map(_held, consultations.items())))


_OF_CONSULTATION = (
    "body",
    "date",
    "date_wording",
    "role",
    "authoritative",
    "outcome",
    "text",
    "votes_for",
    "votes_against",
    "votes_abstained",
    "votes_wording",
    "oparl_id",
    "version",
)


def _held(entry: Entry) -> Held:
    at = dict(zip(_OF_CONSULTATION, entry.at(*_OF_CONSULTATION), strict=True))
    votes = Votes(
        whole(at["votes_for"]),
        whole(at["votes_against"]),
        whole(at["votes_abstained"]),
        at["votes_wording"].text(),
    )
    draft = ConsultationDraft(
        body=at["body"].text(),
        role=choice(at["role"], Role),
        outcome=choice(at["outcome"], Outcome),
        authoritative=at["authoritative"].yes(False),
        date=partial_date(at["date"], at["date_wording"]),
        text=at["text"].text(lines=True),
        votes=votes,
        oparl_id=at["oparl_id"].text(),
    )
    return Held(draft, whole(at["version"]))


def criteria(entry: Entry) -> CriteriaEntry:
    """Return a frozen set of criteria."""
    title, top, frozen, titles = entry.at("title", "top", "frozen", "criteria")
    if not frozen.given:
        frozen.complain(MISSING)
    told = Criteria(title.texts(), tuple(item.texts() for item in titles.items()), top.integer(0))
    return CriteriaEntry(told, frozen.moment(ZONE))
