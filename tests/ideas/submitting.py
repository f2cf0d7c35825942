"""Steps on the way of submitting an idea on its pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from participation.extensions import db
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from tests.factories import closed

TEXT = "Eine Bank an jeder Haltestelle.\n\nAuch im Schatten."


def filled(**more: Any) -> dict[str, Any]:
    return {"title": "Bänke", "text": TEXT, "field": "mobility", "goal": "mobility-1"} | more


def preview_of(client: Any, slug: str, **more: Any) -> Any:
    return client.submit(f"/rounds/{slug}/ideas/new", **filled(**more), button="step=preview")


def next_of(answer: Any) -> str:
    return parse_qs(urlsplit(answer.location).query)["next"][0]


def close_ideas(round_: Round) -> None:
    begin_write()
    for name, value in closed().items():
        if name.startswith("ideas_"):
            setattr(round_, name, value)
    db.session.commit()
