"""A person's own ballots for their own data: those cast with their address whose key exists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from participation.accounts.models import Account
from participation.keyring.queries import key_file
from participation.rounds.models import Round
from participation.strategy.rules import Frame
from participation.weighting import queries
from participation.weighting.credentials import email_ballot_key
from participation.weighting.rules import NO_OPINION, Answers, Asked

WORDS = {NO_OPINION: "no_opinion"}


def ballots_of(account: Account, rounds: list[Round], now: datetime) -> list[dict[str, Any]]:
    """Return what an account's address has cast in these rounds, as its owner can read it on the
    pages; nothing once a round's key is destroyed."""
    keys = key_file()
    of_round = email_ballot_key(account, keys)
    found = []
    for round_ in rounds:
        begun = round_.weights_window.opens is not None and round_.weights_window.opens <= now
        gone = round_.key_destroyed_at is not None or round_.is_named
        round_key = None if gone or not begun else keys.round_key(round_.uid)
        if round_key is not None:
            ballot = _ballot(round_, of_round(round_key))
            found += [ballot] if ballot else []
    return found


def _ballot(round_: Round, key: bytes) -> dict[str, Any] | None:
    stored = queries.get(round_.id, key)
    answers = stored.answers(queries.layout(round_)) if stored else None
    if stored is None or answers is None:
        return None
    return {
        "round": round_.slug,
        "version": stored.version,
        "fields": _fields(round_.frame, answers),
        "questions": queries.own_answers(round_.id, key),
    }


def _fields(frame: Frame, answers: Answers) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = []
    for position, field in enumerate(frame.fields):
        row: dict[str, Any] = {"field": field.key, "points": _points(answers.fields[position])}
        if answers.asked and answers.asked[position] is not Asked.NOT:
            row["goals"] = [
                {"goal": goal.key, "points": _points(value)}
                for goal, value in zip(field.goals, answers.goals[position], strict=True)
            ]
        listed.append(row)
    return listed


def _points(value: int) -> int | str | None:
    return value if value >= 0 else WORDS.get(value)
