"""Fills a migrated database fast: rounds through their own loader, ideas, residents and ballots as
whole tables of rows."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from flask import Flask, current_app
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, insert, select, text

from bench.databases import Place
from bench.frame import FIELDS, GOAL_POINTS, GOALS, TOTAL, round_file
from config import from_environment
from participation.accounts.models import Account
from participation.app import create_app
from participation.audit.service import SHELL
from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from participation.kernel.crypto import encrypt, keyed_hash
from participation.keyring import service as keyring
from participation.rounds import loading
from participation.rounds.models import Participation, Round
from participation.weighting import queries as weighting
from participation.weighting.models import Ballot, BallotDay

BLOCK = 50_000
SESSION_TOKEN = "bench"
CSRF = secrets.token_hex(20)
"""What the minted sessions hold; a form's token is signed over it, as a page of the application
would do."""
SENTENCE = (
    "Der Platz vor dem Bahnhof wird grün, und wer mit dem Rad kommt, findet dort einen Stellplatz. "
)


def application(place: Place) -> Flask:
    """Return the application in this process, with the settings that the servers have but for the
    limit on statements."""
    os.environ.update(place.environment)
    return create_app(from_environment(place.environment) | {"STATEMENT_TIMEOUT_MS": 0})


def migrate() -> None:
    """Make the tables by the migrations, and the key file."""
    upgrade()
    keyring.init(clock)
    db.session.commit()


def make_round(slug: str, *, closed: bool = False) -> int:
    """Load a published round and return its id."""
    with current_app.test_request_context(base_url=current_app.config["BASE_URL"]):
        round_id = loading.load(round_file(slug, closed=closed), actor=SHELL, clock=clock).round.id
        db.session.commit()
    return round_id


def round_id(slug: str) -> int:
    """Return the id of a round."""
    return db.session.scalars(select(Round.id).where(Round.slug == slug)).one()


def fill_ideas(round_id: int, count: int, *, waiting_of: Sequence[int] = ()) -> None:
    """Add ideas, spread over the fields: published ones without authors, or those of some accounts
    that wait for a decision."""
    now = datetime.now(UTC)
    places = np.random.default_rng(1).integers(0, 2**31, count).tolist()
    body = SENTENCE * 5

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(count):
            title = f"Vorschlag {number} für einen Platz am Bahnhof"
            yield {
                "year": now.year,
                "round_id": round_id,
                "token": f"bench-{round_id}-{number}-0000000000",
                "author_id": waiting_of[number % len(waiting_of)] if waiting_of else None,
                "state": "waiting" if waiting_of else "published",
                "channel": "email",
                "field_key": f"field-{number % FIELDS + 1}",
                "goal_key": None,
                "title": title,
                "text": body,
                "folded": _folded(title, body),
                "version": 1,
                "submitted_at": now - timedelta(minutes=count - number),
                "published_at": None if waiting_of else now,
                "decided_at": None if waiting_of else now,
                "reason": None,
                "note": "",
                "change_asked": False,
                "support": number % 97,
                "shuffle": places[number],
            }

    bulk(Idea.__table__, rows())
    analyse()


def _folded(title: str, body: str) -> str:
    # Folding a hundred thousand equal texts would take longer than storing them; the search is not
    # measured.
    return f"{title}\n{body}".casefold()


def numbers_of(round_id: int, count: int) -> list[str]:
    """Return the public numbers of some ideas of a round."""
    query = select(Idea).where(Idea.round_id == round_id).order_by(Idea.id).limit(count)
    return [idea.number for idea in db.session.scalars(query)]


def fill_residents(round_id: int, count: int) -> None:
    """Add residents with a pseudonym who have agreed to take part in a round."""
    keys = current_app.extensions["keys"]
    now = datetime.now(UTC)
    first = db.session.scalars(select(func.count(Account.id))).one()
    residents = [
        {
            "is_staff": False,
            "address": encrypt(keys.address_key, f"person{number}@example.org"),
            "address_hash": keyed_hash(keys.lookup_key, f"person{number}@example.org").hex(),
            "pseudonym": f"Amsel {number}",
            "pseudonym_folded": f"amsel {number}",
            "language": "de",
            "session_token": SESSION_TOKEN,
            "active": True,
            "created_at": now,
            "recovery_hashes": "[]",
        }
        for number in range(first, first + count)
    ]
    bulk(Account.__table__, residents)
    ids = db.session.scalars(select(Account.id).order_by(Account.id)).all()
    agreed = {
        "round_id": round_id,
        "consent_version": "1",
        "consent_hash": "0" * 64,
        "consented_at": now,
        "declared": True,
        "of_age": True,
        "wants_results": False,
    }
    bulk(
        Participation.__table__,
        [agreed | {"account_id": number, "key": secrets.token_bytes(16)} for number in ids],
    )


def cookies(count: int) -> list[str]:
    """Return the cookies of that many signed-in residents, each a session that has seen a form."""
    ids = db.session.scalars(select(Account.id).order_by(Account.id).limit(count)).all()
    return [cookie_of(account_id) for account_id in ids]


def cookie_of(account_id: int) -> str:
    """Return the cookie of somebody who has signed in just now and seen a form."""
    serializer = current_app.session_interface.get_signing_serializer(current_app)  # type: ignore[attr-defined]
    values = {
        "_user_id": f"{account_id}|{SESSION_TOKEN}",
        "_fresh": True,
        "_permanent": True,
        "csrf_token": CSRF,
        "since": int(clock.now().timestamp()),
    }
    return f"{current_app.config['SESSION_COOKIE_NAME']}={serializer.dumps(values)}"


def csrf_token() -> str:
    """Return the form token that belongs to the minted sessions."""
    return str(URLSafeTimedSerializer(current_app.secret_key, salt="wtf-csrf-token").dumps(CSRF))


def fill_ballots(round_id: int, count: int) -> None:
    """Add ballots with goals as residents would cast them; their packed rows are made by the
    thousand."""
    random = np.random.default_rng([2, round_id])
    size = weighting.layout(db.session.get_one(Round, round_id)).size

    def rows() -> Iterator[dict[str, Any]]:
        # Sorted, because filling an index at random places would take most of the time.
        keys = np.sort(
            random.integers(0, 256, (count, 32), dtype=np.uint8).view("S32").ravel()
        ).view("V32")
        for start in range(0, count, BLOCK):
            answers = packed(min(BLOCK, count - start), random)
            assert answers.shape[1] == size
            for key, answer in zip(keys[start : start + BLOCK], answers, strict=True):
                yield {
                    "round_id": round_id,
                    "key": key.tobytes(),
                    "channel": "email",
                    "batch": None,
                    "version": 1,
                    "answers": answer.tobytes(),
                }

    bulk(Ballot.__table__, rows())
    with db.engine.connect().execution_options(write=True) as connection:
        day = (datetime.now(UTC) - timedelta(days=2)).date()
        connection.execute(
            insert(BallotDay).values(round_id=round_id, channel="email", day=day, ballots=count)
        )
        connection.commit()
    analyse()


def packed(n: int, random: np.random.Generator) -> np.ndarray[Any, np.dtype[np.int8]]:
    """Return n packed ballots (`weighting.rules.pack`): points on ten fields, goals of the three
    heaviest and of one drawn."""
    liking = np.arange(FIELDS, 0, -1) / (FIELDS * (FIELDS + 1) / 2)
    fields = random.multinomial(TOTAL, random.dirichlet(liking * FIELDS, n)).astype(np.int8)
    by_weight = np.argsort(-(fields + random.random((n, FIELDS))), axis=1)
    asked = np.zeros((n, FIELDS), np.int8)
    every = np.arange(n)
    for rank in range(3):
        place = by_weight[:, rank]
        asked[every, place] = np.where(fields[every, place] > 0, 1, 0)
    drawn = by_weight[every, random.integers(3, FIELDS, n)]
    asked[every, drawn] = 2
    goals = random.multinomial(GOAL_POINTS, [1 / GOALS] * GOALS, (n, FIELDS)).astype(np.int8)
    goals[asked == 0] = -2
    # Every tenth person stops after the fields.
    stopped = random.random(n) < 0.1
    goals[stopped[:, None] & (asked > 0)] = -3
    return np.concatenate([fields, asked, goals.reshape(n, FIELDS * GOALS)], axis=1)


def bulk(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows of plain values: COPY on PostgreSQL, one prepared statement on SQLite."""
    # A reading transaction that waits meanwhile would be ended by the server.
    db.session.rollback()
    with db.engine.connect().execution_options(write=True) as connection:
        driver = connection.connection.driver_connection
        first, rows = _peek(rows)
        names = list(first)
        columns = ", ".join(f'"{name}"' for name in names)
        values = (tuple(row[name] for name in names) for row in rows)
        connection.execute(text("SELECT 1"))
        assert driver is not None
        if connection.dialect.name == "postgresql":
            with driver.cursor().copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(names))
            driver.executemany(
                f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", map(_for_sqlite, values)
            )
        connection.commit()


def _peek(rows: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], Iterator[dict[str, Any]]]:
    all_rows = iter(rows)
    first = next(all_rows)

    def again() -> Iterator[dict[str, Any]]:
        yield first
        yield from all_rows

    return first, again()


def _for_sqlite(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(
        (
            value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
            if isinstance(value, datetime)
            else value
        )
        for value in row
    )


def analyse() -> None:
    """Let the database look at its new rows, as it would have done by itself long before there were
    so many."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("VACUUM ANALYZE ideas"))
            connection.execute(text("VACUUM ANALYZE ballots"))
