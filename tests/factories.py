"""Objects for tests, committed: a frame of three fields, rounds around the present moment,
residents, staff, ideas."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from participation.accounts.models import Account, AccountRole
from participation.accounts.permissions import Role
from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.crypto import encrypt, keyed_hash
from participation.kernel.text import fold
from participation.keyring.queries import key_file as keys
from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.shapes import normal_contact
from participation.rounds.configuration.specs import specs_of
from participation.rounds.models import Participation, Round
from participation.rounds.rules import GoalRules, Instrument, InstrumentKind, Window
from participation.rounds.thresholds import Thresholds
from participation.strategy import rules as strategy_rules
from participation.strategy.models import ActionField, Goal, Strategy, StrategyVersion
from participation.strategy.rules import from_document
from participation.web.transactions import begin_write
from participation.weighting.models import Ballot

_counter = itertools.count(1)

FRAME: dict[str, Any] = {
    "title": {"de": "Smart-City-Strategie", "en": "Smart city strategy"},
    "guidelines": [
        {
            "key": "people-first",
            "title": {"de": "Menschen zuerst", "en": "People first"},
            "text": {"de": "Text", "en": "Text"},
        }
    ],
    "fields": [
        {
            "key": key,
            "title": {"de": german, "en": english},
            "text": {"de": f"Darum geht es bei {german}.", "en": f"What {english} is about."},
            "goals": [
                {
                    "key": f"{key}-{number}",
                    "title": {"de": f"{german}: Ziel {number}", "en": f"{english}: goal {number}"},
                    "text": {"de": "Ein Ziel.", "en": "A goal."},
                }
                for number in (1, 2)
            ],
        }
        for key, german, english in (
            ("mobility", "Mobilität", "Mobility"),
            ("energy", "Energie", "Energy"),
            ("education", "Bildung", "Education"),
        )
    ],
}


def save(thing: Any) -> Any:
    """Commit a new row and return it."""
    session = begin_write()
    session.add(thing)
    session.commit()
    return thing


def make_strategy(**values: Any) -> Strategy:
    """A strategy with the rows of FRAME, a draft."""
    frame = from_document(FRAME)
    number = next(_counter)
    defaults: dict[str, Any] = {
        "slug": f"strategy-{number}",
        "title": dict(frame.title),
        "created_at": datetime.now(UTC),
    }
    # All of it in one transaction: this is what most tests begin with.
    session = begin_write()
    strategy = Strategy(**defaults | values)
    session.add(strategy)
    session.flush()
    session.add(
        StrategyVersion(
            strategy_id=strategy.id, number=1, state="draft", created_at=strategy.created_at
        )
    )
    fields = [
        ActionField(strategy_id=strategy.id, position=position, **_texts(field))
        for position, field in enumerate(frame.fields)
    ]
    session.add_all(fields)
    session.flush()
    for row, field in zip(fields, frame.fields, strict=True):
        session.add_all(
            Goal(field_id=row.id, position=place, **_texts(goal))
            for place, goal in enumerate(field.goals)
        )
    session.commit()
    return strategy


def _texts(item: strategy_rules.Field | strategy_rules.Goal) -> dict[str, Any]:
    return {"key": item.key, "title": dict(item.title), "text": dict(item.text)}


def make_round(**values: Any) -> Round:
    """A published round with FRAME as its own; both windows opened yesterday and close in ten days
    unless given."""
    now = datetime.now(UTC).replace(microsecond=0)
    number = next(_counter)
    strategy_id = values.pop("strategy_id", None) or make_strategy().id
    opens, closes = now - timedelta(days=1), now + timedelta(days=10)
    settings = Settings(
        slug=f"round-{number}",
        title={"de": f"Runde {number}", "en": f"Round {number}"},
        description={"de": "Worum es geht.", "en": "What it is about."},
        ideas=Window(opens, closes),
        weights=Window(opens, closes),
        declaration={
            "de": "Ich wohne, arbeite oder lerne in Musterstadt.",
            "en": "I live, work or study in Musterstadt.",
        },
        minimum_age=16,
        contact=normal_contact({"unit": {"de": "Büro für Beteiligung"}}),
    )
    defaults: dict[str, Any] = {
        "uid": secrets.token_hex(16),
        "strategy_id": strategy_id,
        "settings": replace(settings, **_settings(values)),
        "preview_token": secrets.token_hex(16),
        "created_at": now - timedelta(days=2),
        "published_at": now - timedelta(days=2),
        "frame_document": FRAME,
        "rules_document": {},
        "rules_hash": "0" * 64,
    }
    round_ = save(Round(**defaults | values))
    if round_.published_at and not round_.is_named:
        keys().ensure_round_key(round_.uid)
    return round_


def _settings(values: dict[str, Any]) -> dict[str, Any]:
    """Take the settings out of the values for make_round. Parts of instrument and goals may be
    given flat: `instrument_k=2`, `goals_points=10`."""
    parts: dict[str, dict[str, Any]] = {"instrument": {}, "goals": {}}
    settings: dict[str, Any] = {}
    for name in list(values):
        outer, _, inner = name.partition("_")
        if outer in parts and inner:
            parts[outer][inner] = values.pop(name)
        elif name in specs_of(Settings):
            settings[name] = values.pop(name)
    if kind := parts["instrument"].pop("kind", None):
        parts["instrument"]["kind"] = InstrumentKind(kind)
    if parts["instrument"]:
        settings["instrument"] = Instrument(**parts["instrument"])
    if parts["goals"].get("points"):
        settings["goals"] = GoalRules(**parts["goals"])
    if "thresholds" in settings:
        settings["thresholds"] = Thresholds(**settings["thresholds"])
    for name in ("participation", "questions"):
        if name in settings:
            settings[name] = tuple(settings[name])
    return settings


def closed(days_ago: int = 1, **values: Any) -> dict[str, Any]:
    """Windows that closed some days ago, as values for make_round."""
    now = datetime.now(UTC).replace(microsecond=0)
    closes = now - timedelta(days=days_ago)
    opens = closes - timedelta(days=20)
    return {
        "ideas_opens_at": opens,
        "ideas_closes_at": closes,
        "weights_opens_at": opens,
        "weights_closes_at": closes,
        "published_at": opens - timedelta(days=1),
        "created_at": opens - timedelta(days=2),
    } | values


def make_resident(address: str | None = None, **values: Any) -> Account:
    """A resident with a pseudonym."""
    return _account(Role.RESIDENT, address, **values)


def make_staff(
    role: Role | str = Role.MODERATOR,
    address: str | None = None,
    *,
    round_: Round | None = None,
    **values: Any,
) -> Account:
    """A member of staff with this role for a round, or for all; tests sign them in directly, for
    their set-up is not done (no password)."""
    row = AccountRole(role=Role(role).value, round_id=round_.id if round_ else None)
    return _account(Role(role), address, **{"roles": [row]} | values)


def _account(role: Role, address: str | None, **values: Any) -> Account:
    number = next(_counter)
    address = address or f"person{number}@example.org"
    defaults: dict[str, Any] = {
        "is_staff": role is not Role.RESIDENT,
        "address": encrypt(keys().address_key, address),
        "address_hash": keyed_hash(keys().lookup_key, address.lower()).hex(),
        "session_token": secrets.token_hex(16),
        "created_at": datetime.now(UTC),
    }
    if role is Role.RESIDENT:
        defaults |= {"pseudonym": f"Amsel {number}", "pseudonym_folded": f"amsel {number}"}
    else:
        defaults |= {"name": f"{role.value} {number}"}
    return save(Account(**defaults | values))


def agree(account: Account, round_: Round, **values: Any) -> Participation:
    """That a resident has ticked what the round asks for."""
    defaults: dict[str, Any] = {
        "round_id": round_.id,
        "account_id": account.id,
        "consent_version": "1",
        "consent_hash": "0" * 64,
        "consented_at": datetime.now(UTC),
        "declared": True,
        "of_age": True,
    }
    return save(Participation(**defaults | values))


def make_idea(round_: Round, author: Account | None = None, **values: Any) -> Idea:
    """A waiting idea unless another state is given."""
    number = next(_counter)
    now = datetime.now(UTC)
    defaults: dict[str, Any] = {
        "year": now.year,
        "round_id": round_.id,
        "token": secrets.token_hex(16),
        "author_id": author.id if author else None,
        "state": "waiting",
        "channel": "email",
        "field_key": "mobility",
        "goal_key": None,
        "title": f"Idee {number}",
        "text": f"Text der Idee {number}.",
        "submitted_at": now,
        "shuffle": number,
    }
    merged = defaults | values
    merged.setdefault("folded", fold(f"{merged['title']} {merged['text']}"))
    if merged["state"] == "published":
        merged.setdefault("published_at", now)
        merged.setdefault("decided_at", now)
    return save(Idea(**merged))


def counted_ballots(round_: Round) -> list[Ballot]:
    """The rows of a round's ballots that count, by key."""
    query = select(Ballot).where(Ballot.round_id == round_.id, Ballot.answers.is_not(None))
    return list(db.session.scalars(query.order_by(Ballot.key)))
