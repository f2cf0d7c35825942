"""Rounds of organisations in the browser tests: an open one and a closed one with named ballots."""

from __future__ import annotations

from typing import Any

from participation.accounts.models import Account
from participation.rounds.models import Round
from tests.factories import closed, make_idea
from tests.organisations.making import make_organisation
from tests.partners.making import cast, change, make_cast, named_round

OPEN, CLOSED, UNUSED = "partner-offen", "partner-beendet", "partner-ohne"
LONG = "Verein zur Förderung der Donaudampfschifffahrtsgesellschaftskapitänsausbildung e. V."


def arrange(like: Round, member: Account) -> None:
    """Make the rounds; `member` acts for two organisations, of which one has cast."""
    frame: dict[str, Any] = {
        "frame_document": like.frame_document,
        "strategy_id": like.strategy_id,
    }
    fields = len(like.frame.fields)
    open_ = named_round(slug=OPEN, **frame)
    first = make_organisation(member, name="Werkstatt am Hafen")
    make_organisation(member, name="Waldschule am See")
    cast(open_, first, member, *_points(fields, 3))
    make_idea(open_, member, organisation_id=first.id, state="published", title="Messen im Wald")
    over = named_round(slug=CLOSED, **frame)
    for number, name in enumerate([LONG, *(f"Verein {letter}" for letter in "ABCDEFGHIJKLM")]):
        make_cast(over, name, *_points(fields, number))
    change(over, **{name: at for name, at in closed().items() if name.startswith("weights")})
    named_round(slug=UNUSED, **frame, **closed())


def _points(fields: int, first: int) -> tuple[int, ...]:
    points = [0] * fields
    points[first % fields] = 14
    points[(first * 3 + 1) % fields] += 6
    return tuple(points)


def pages() -> dict[str, list[tuple[str | None, str]]]:
    """Who opens which page of these rounds, by endpoint."""
    landing = f"/rounds/{OPEN}/organisations"
    mine = f"{landing}/werkstatt-am-hafen"
    return {
        "weighting.organisations": [
            (None, landing),
            ("resident", landing),
            ("stranger", landing),
            ("resident", f"/rounds/{CLOSED}/organisations"),
        ],
        "weighting.organisation_weigh": [
            ("resident", f"{mine}/weights"),
            ("resident", f"/rounds/{CLOSED}/organisations/werkstatt-am-hafen/weights"),
        ],
        "weighting.organisation_ballot": [("resident", f"{mine}/ballot")],
        "weighting.organisation_withdraw": [("resident", f"{mine}/withdraw")],
        "rankings.show": [(None, f"/partners/{slug}") for slug in (OPEN, CLOSED, UNUSED)],
    }


def named_pages() -> list[tuple[str | None, str]]:
    """Pages of every round that look different where organisations take part."""
    return [
        *((None, f"/rounds/{slug}/") for slug in (OPEN, CLOSED, UNUSED)),
        *((None, f"/rounds/{slug}/procedure") for slug in (OPEN, CLOSED)),
        (None, f"/rounds/{OPEN}/ideas/"),
        ("resident", f"/rounds/{OPEN}/ideas/new"),
    ]
