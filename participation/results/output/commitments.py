"""The receipts of a round's ballots as one sorted list: what residents look their code up in.

`weighting.derivation` says what a receipt is; here the same text is put together from pieces that
are made once per round, because a million ballots would take minutes otherwise. A test holds the
two to each other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence

from participation.results.tables.ballot_matrix import RawBallots
from participation.weighting.derivation import PREFIX, Receipts
from participation.weighting.rules import NO_OPINION, Asked

SIZE = 32
PER_PART = 32_768


def all_commitments(collected: RawBallots, receipts: Receipts) -> list[bytes]:
    """Return the commitments of all ballots, sorted, 32 bytes each."""
    write = _Writer(receipts)
    prefix = PREFIX + receipts.round_.encode() + b"\0"
    width, position = receipts.layout.size, 0
    commitments = []
    keys, answers = memoryview(collected.keys), memoryview(collected.answers)
    for chunk in collected.versions:
        for version in chunk.tolist():
            nonce = receipts.nonce(bytes(keys[position * SIZE : (position + 1) * SIZE]), version)
            said = write.text(bytes(answers[position * width : (position + 1) * width]))
            commitments.append(hashlib.sha256(prefix + said.encode() + nonce).digest())
            position += 1
    commitments.sort()
    return commitments


class _Writer:
    """Puts canonical JSON together from pieces: one per field and value, one per field and answers
    to its goals."""

    def __init__(self, receipts: Receipts) -> None:
        self.layout = receipts.layout
        fields = receipts.frame.fields
        self.order = sorted(range(len(fields)), key=lambda position: fields[position].key)
        self.names = [json.dumps(field.key, ensure_ascii=False) for field in fields]
        self.goals = [[goal.key for goal in field.goals] for field in fields]
        # Values are signed bytes; 256 pieces per field are indexed by the byte as it stands.
        self.pieces = [[f"{name}:{_said(byte)}" for byte in range(256)] for name in self.names]
        self.known: dict[tuple[int, int, bytes], str] = {}
        self.slices = (
            [self.layout.goal_slice(position) for position in range(len(fields))]
            if self.layout.two_levels
            else []
        )

    def text(self, packed: bytes) -> str:
        """Return what `derivation.canonical` says of these bytes."""
        fields = ",".join([self.pieces[position][packed[position]] for position in self.order])
        if not self.layout.two_levels:
            return f'{{"fields":{{{fields}}}}}'
        count = self.layout.fields
        goals = ",".join(
            [
                self._goals(position, packed[count + position], packed[self.slices[position]])
                for position in self.order
                if packed[count + position]
            ]
        )
        return f'{{"fields":{{{fields}}},"goals":{{{goals}}}}}'

    def _goals(self, position: int, why: int, answers: bytes) -> str:
        text = self.known.get((position, why, answers))
        if text is None:
            points = None
            if not any(byte > 127 for byte in answers):
                points = dict(zip(self.goals[position], answers, strict=True))
            said = {"asked": Asked(why).name.lower(), "points": points}
            body = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            text = self.known[position, why, answers] = f"{self.names[position]}:{body}"
        return text


def _said(byte: int) -> str:
    value = byte - 256 if byte > 127 else byte
    return '"-"' if value == NO_OPINION else str(value)


def pieces(commitments: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the list in pieces of a megabyte, so that looking one up reads one of them."""
    for start in range(0, len(commitments), PER_PART):
        yield b"".join(commitments[start : start + PER_PART])
