"""The receipts of a round's ballots as one sorted list: what residents look their code up in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from participation.results.inputs import Collected
from participation.weighting.secrecy import Receipts

SIZE = 32
PER_PART = 32_768


def all_commitments(collected: Collected, receipts: Receipts) -> list[bytes]:
    """Return the commitments of all ballots, sorted, 32 bytes each."""
    versions = [int(version) for chunk in collected.versions for version in chunk]
    width = receipts.layout.size
    found = []
    for place, version in enumerate(versions):
        key = bytes(collected.keys[place * SIZE : (place + 1) * SIZE])
        packed = bytes(collected.answers[place * width : (place + 1) * width])
        found.append(bytes.fromhex(receipts.code(key, version, packed)))
    return sorted(found)


def pieces(commitments: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the list in pieces of a megabyte, so that looking one up reads one of them."""
    for start in range(0, len(commitments), PER_PART):
        yield b"".join(commitments[start : start + PER_PART])
