"""Papers and consultations for tests, committed."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from participation.council.models import Consultation, Paper
from tests.factories import save

_counter = itertools.count(1)


def make_paper(**values: Any) -> Paper:
    """A paper that is not public unless said so."""
    number = next(_counter)
    defaults: dict[str, Any] = {
        "token": f"paper-token-{number:020}",
        "key": f"2026-{number}",
        "reference": f"2026/{number}",
        "title": f"Vorlage {number}",
        "kind": "draft_resolution",
        "created_at": datetime.now(UTC),
        "created_by": "planner",
    }
    return save(Paper(**defaults | values))


def make_consultation(paper: Paper, **values: Any) -> Consultation:
    """A council's decision that adopts a paper, not public unless said so."""
    number = next(_counter)
    defaults: dict[str, Any] = {
        "token": f"consultation-token-{number:020}",
        "paper_id": paper.id,
        "body": "Gemeinderat",
        "date_value": "2026-07-14",
        "role": "decision",
        "authoritative": True,
        "outcome": "adopted",
        "recorded_at": datetime.now(UTC),
        "recorded_by": "planner",
    }
    return save(Consultation(**defaults | values))
