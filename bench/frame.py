"""The strategy and the rounds that are measured: ten fields with four goals each, in German and
English."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

FIELDS = 10
GOALS = 4
TOTAL = 20
GOAL_POINTS = 10
TEXT = (
    "Hier steht in zwei, drei Sätzen, worum es in diesem Handlungsfeld geht und was sich für die"
    " Menschen ändern soll. "
)


def strategy() -> dict[str, Any]:
    """Return the strategy as a round file has it."""
    return {
        "slug": "bench",
        "title": {"de": "Gemessene Strategie", "en": "Measured strategy"},
        "guidelines": [_item("guideline", number) for number in range(1, 4)],
        "fields": [
            _item("field", number)
            | {"goals": [_item(f"field-{number}-goal", goal) for goal in range(1, GOALS + 1)]}
            for number in range(1, FIELDS + 1)
        ],
    }


def _item(kind: str, number: int) -> dict[str, Any]:
    title = {"de": f"Bereich {number} ({kind})", "en": f"Area {number} ({kind})"}
    return {"key": f"{kind}-{number}", "title": title, "text": {"de": TEXT, "en": TEXT}}


def round_file(slug: str, *, closed: bool) -> bytes:
    """Return a round file (YAML is JSON, too) whose windows are open, or have closed yesterday."""
    now = datetime.now(UTC).replace(microsecond=0)
    closes = now + timedelta(days=-1 if closed else 10)
    window = {"opens": (closes - timedelta(days=20)).isoformat(), "closes": closes.isoformat()}
    round_ = {
        "slug": slug,
        "title": {"de": f"Gemessene Runde {slug}", "en": f"Measured round {slug}"},
        "description": {"de": TEXT * 3, "en": TEXT * 3},
        "windows": {"ideas": window, "weights": window},
        "instrument": {"kind": "points", "total": TOTAL},
        "goals": {"points": GOAL_POINTS, "top": 3, "drawn": 1},
        "participation": ["email", "open"],
        "publish_ballots": True,
        # An open round shows and sorts by support only where it is asked to.
        "show_support": True,
    }
    return json.dumps({"strategy": strategy(), "round": round_}, ensure_ascii=False).encode()
