"""Keys, orders and receipts of ballots, derived from a round's key. Pure.

Everything here is gone for good when the round's key is destroyed: then no proof leads to a ballot
any more.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass

from participation.kernel.crypto import keyed_hash
from participation.strategy.rules import Frame
from participation.weighting.rules import NO_OPINION, Answers, Asked, Layout, unpack

PREFIX = b"ballot-v1\0"


def ballot_key(round_key: bytes, channel: str, proof: str) -> bytes:
    """Return a ballot's key: an HMAC of the channel and the normalised address, code, browser token
    or sheet number."""
    return keyed_hash(round_key, "ballot", channel, proof)


def reference_hash(round_key: bytes, channel: str, proof: str) -> bytes:
    """Return what is kept of a sheet's reference; it has no order in common with ballots' keys."""
    return keyed_hash(round_key, "sheet", channel, proof)


def sheet_mark(round_key: bytes, reference: bytes, ballot: bytes, version: int = 1) -> bytes:
    """Return what shows, with the round's key, that a ballot was entered on a sheet with this
    reference, and which version of it the office wrote last."""
    corrected = (str(version),) if version > 1 else ()
    return keyed_hash(round_key, "sheet mark", reference, ballot, *corrected)


def order_of(
    round_key: bytes, ballot: bytes, keys: Sequence[str], purpose: str = "order"
) -> tuple[int, ...]:
    """Return the positions of `keys` in the order of this ballot: the same every time, another for
    the next ballot.

    `purpose` tells orders apart: how items are shown, and in which sequence a further field is
    drawn.
    """
    order_key = keyed_hash(round_key, purpose)
    return tuple(
        sorted(range(len(keys)), key=lambda position: keyed_hash(order_key, ballot, keys[position]))
    )


def tab_name(round_key: bytes, ballot: bytes) -> str:
    """Return a short name under which this person's unfinished form is kept in their browser,
    nobody else's."""
    return keyed_hash(round_key, "tab", ballot).hex()[:12]


def document(answers: Answers, frame: Frame) -> dict[str, object]:
    """Return what a ballot says as JSON values: points per field key, '-' for no opinion, goals
    where they were asked."""
    said: dict[str, object] = {
        "fields": {
            field.key: _said(value)
            for field, value in zip(frame.fields, answers.fields, strict=True)
        }
    }
    if answers.asked:
        said["goals"] = {
            field.key: {"asked": why.name.lower(), "points": _points(field.goals, values)}
            for field, why, values in zip(frame.fields, answers.asked, answers.goals, strict=True)
            if why is not Asked.NOT
        }
    return said


def canonical(answers: Answers, frame: Frame) -> str:
    """Return the one JSON text of a ballot: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        document(answers, frame), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def _said(value: int) -> int | str:
    return "-" if value == NO_OPINION else value


def _points(goals: Sequence[object], values: Sequence[int]) -> dict[str, int] | None:
    if any(value < 0 for value in values):
        return None
    return {str(getattr(goal, "key", "")): value for goal, value in zip(goals, values, strict=True)}


@dataclass(frozen=True)
class Receipts:
    """The receipts of a round's ballots. `round_` names the round in public: its slug."""

    round_key: bytes
    round_: str
    frame: Frame
    layout: Layout

    def nonce(self, ballot: bytes, version: int) -> bytes:
        """Return what keeps a receipt from being guessed: HMAC(round key, ballot key ‖ version)."""
        return hmac.digest(
            self.round_key, b"receipt\0" + ballot + version.to_bytes(8, "big"), "sha256"
        )

    def code(self, ballot: bytes, version: int, packed: bytes) -> str:
        """Return c = SHA-256("ballot-v1" ‖ 0x00 ‖ round ‖ 0x00 ‖ canonical JSON ‖ nonce) in hex."""
        said = canonical(unpack(packed, self.layout), self.frame)
        return commitment(self.round_, said, self.nonce(ballot, version))


def commitment(round_: str, canonical_json: str, nonce: bytes) -> str:
    """Return the receipt's code in hex; anyone who has the three values can compute it again."""
    return hashlib.sha256(
        PREFIX + round_.encode() + b"\0" + canonical_json.encode() + nonce
    ).hexdigest()


def normalise_code(text: str) -> str | None:
    """Return a receipt's code however it was typed (spaces, case, hyphens), None when it cannot be
    one."""
    digits = "".join(char for char in text.lower() if char not in " \t\r\n-\u00a0\u2009")
    return (
        digits if len(digits) == 64 and all(char in "0123456789abcdef" for char in digits) else None
    )


def grouped(code: str, size: int = 8) -> str:
    """Return a code in groups, so that it can be read out and compared."""
    return " ".join(code[start : start + size] for start in range(0, len(code), size))
