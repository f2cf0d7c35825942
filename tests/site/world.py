"""One of everything that stands in an address, and the address of every route."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from participation.accounts.models import Account
from participation.accounts.permissions import STAFF, Role
from participation.city.models import Unit
from participation.ideas.rules import Action
from participation.moderation.remedies import Side
from participation.moderation.rules import Reason
from tests.factories import agree, closed, make_idea, make_resident, make_round, make_staff, save
from tests.moderation.complaining import complaint, make_original, reported
from tests.moderation.test_service import decide
from tests.organisations.making import make_organisation
from tests.projects.making import make_milestone, make_project


def build_world() -> dict[str, Any]:
    """One of each, with the values that stand in addresses."""
    resident = make_resident()
    round_ = make_round(
        slug="open-round", participation=["email", "open", "code", "paper"], goals_points=10
    )
    make_round(slug="closed-round", **closed())
    agree(resident, round_)
    save(Unit(key="mobility", title={"de": "Amt für Verkehr"}))
    idea = make_idea(round_, resident, state="published")
    report = reported(make_idea(round_, state="published"))
    project = make_project(round_.strategy, key="mobility")
    make_milestone(project, "2026-12", "2027-02")
    other = make_resident()
    organisation = make_organisation(resident, other, name="Readers", text="Reading.")
    people: dict[str, Account | None] = {Role.ANONYMOUS: None, Role.RESIDENT: resident}
    people |= {role: make_staff(role) for role in STAFF}
    why: dict[str, Any] = {"reason": Reason.OFF_TOPIC, "text": "Not about the round."}
    rejected = decide(make_idea(round_, resident), Action.REJECT, make_staff(), **why)
    make_original(idea)
    return {
        "people": people,
        "values": {
            "slug": "open-round",
            "scope": "open-round",
            "number": idea.number,
            "token": "no-such-token",
            "page": "impressum",
            "key": "mobility",
            "milestone_id": 1,
            "file": "weights.csv",
            "name": "weights",
            "account_id": resident.id,
            "strategy": "no-such-strategy",
            "organisation_id": organisation.id,
            "member_id": other.id,
            "batch_id": 1,
            "batch": 1,
            "version": 1,
            "report_id": report.id,
            "complaint_id": complaint(Side.AUTHOR, rejected.id).id,
        },
    }


def rules(app: Flask) -> Iterator[Rule]:
    """Every route but static files."""
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def address(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    """The address of a route with sample values; 1 where no sample is known, the first choice where
    there is a choice."""
    filled = {name: values.get(name, 1) for name in rule.arguments - set(rule.defaults or {})}
    for name, converter in rule._converters.items():
        if isinstance(converter, AnyConverter):
            filled[name] = sorted(converter.items)[0]
        elif isinstance(converter, IntegerConverter) and not isinstance(filled[name], int):
            # Ideas and batches both have a number; only that of a batch is a bare one.
            filled[name] = 1
    with app.test_request_context():
        return app.url_for(rule.endpoint, **filled)
