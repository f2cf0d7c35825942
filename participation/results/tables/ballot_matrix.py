"""What a snapshot is computed from, as arrays: packed ballots in an order that depends on nothing
but themselves.

The rows are sorted by what they hold, so that two databases that hand them over in different orders
give the same arrays, the same digest and, with them, the same result to the last byte.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from participation.results.method.ballots import Floats
from participation.rounds.rules import Channel
from participation.weighting.rules import Layout

Bytes = NDArray[np.int8]

CHANNELS = tuple(channel.value for channel in Channel)
NO_BATCH = 0
SILENT = -1
"""No answer to a voluntary question."""


@dataclass
class RawBallots:
    """Rows as they come from the database: keys, versions, channels, batches, answers, one after
    the other."""

    keys: bytearray = field(default_factory=bytearray)
    versions: list[NDArray[np.int64]] = field(default_factory=list)
    heads: list[Bytes] = field(default_factory=list)
    answers: bytearray = field(default_factory=bytearray)
    n: int = 0

    def add(
        self,
        keys: Sequence[bytes],
        channels: Sequence[str],
        batches: Sequence[int | None],
        versions: Sequence[int],
        answers: Sequence[bytes],
    ) -> None:
        """Take a chunk of rows, column by column."""
        self.keys += b"".join(keys)
        self.answers += b"".join(answers)
        self.versions.append(np.array(versions, dtype=np.int64))
        positions = {name: index for index, name in enumerate(CHANNELS)}
        numbers = np.array([batch or NO_BATCH for batch in batches], dtype=">i2")
        head = np.empty((len(keys), 3), dtype=np.int8)
        head[:, 0] = [positions[channel] for channel in channels]
        head[:, 1:] = numbers.view(np.int8).reshape(-1, 2)
        self.heads.append(head)
        self.n += len(keys)


@dataclass(frozen=True)
class Inputs:
    """Ballots of a round. `answers` (n × layout.size), `channels`, `batches` (n,), `labels` (n ×
    questions) of positions of classes, -1 for silence, all in the same order; `digest` is that of
    the sorted rows.
    """

    layout: Layout
    answers: Bytes
    channels: NDArray[np.int8]
    batches: NDArray[np.int16]
    labels: Bytes
    digest: str

    @property
    def n(self) -> int:
        """The number of ballots."""
        return len(self.answers)

    def selected(self, rows: NDArray[np.bool_]) -> Inputs:
        """Return the ballots of some rows; the digest stays that of all."""
        parts = (self.answers[rows], self.channels[rows], self.batches[rows], self.labels[rows])
        return Inputs(self.layout, *parts, digest=self.digest)

    def field_points(self) -> Floats:
        """Return points or choices (n × fields), NaN for no opinion."""
        return as_floats(self.answers[:, : self.layout.fields])

    def field_bytes(self) -> Bytes:
        """Return the field part of the packed ballots (n × fields)."""
        return self.answers[:, : self.layout.fields]

    def asked(self, position: int) -> Bytes:
        """Return why the goals of a field were asked (n,)."""
        return self.answers[:, self.layout.fields + position]

    def goal_points(self, position: int) -> Floats:
        """Return points (n × goals of the field), NaN for every state."""
        return as_floats(self.answers[:, self.layout.goal_slice(position)])


def as_floats(answers: Bytes) -> Floats:
    """Return answers as numbers, NaN for the negative states."""
    numbers = answers.astype(np.float64)
    numbers[answers < 0] = np.nan
    return numbers


def arrange(collected: RawBallots, layout: Layout, labels: Bytes, secret: bytes) -> Inputs:
    """Return the inputs in their own order, with the digest of (channel, batch, answers) over all
    rows, keyed with `secret`.

    Raises ValueError when a ballot's bytes do not fit the layout.
    """
    if len(collected.answers) != collected.n * layout.size:
        raise ValueError("a ballot does not fit the round's frame")
    records = np.empty((collected.n, 3 + layout.size + labels.shape[1]), dtype=np.int8)
    records[:, :3] = (
        np.concatenate(collected.heads) if collected.heads else np.empty((0, 3), np.int8)
    )
    flat = np.frombuffer(collected.answers, dtype=np.int8)
    records[:, 3 : 3 + layout.size] = flat.reshape(collected.n, layout.size)
    records[:, 3 + layout.size :] = labels
    records = (
        records[np.argsort(records.view(f"S{records.shape[1]}").ravel(), kind="stable")]
        if collected.n
        else records
    )
    ballots = records[:, : 3 + layout.size]
    batches = np.ascontiguousarray(records[:, 1:3]).view(">i2").ravel().astype(np.int16)
    parts = (records[:, 3 : 3 + layout.size], records[:, 0], batches, records[:, 3 + layout.size :])
    return Inputs(layout, *parts, digest=_digest(ballots, secret))


def _digest(ballots: Bytes, secret: bytes) -> str:
    # The digest is published. Few ballots, or ballots of few fields, could be found by trying until
    # a plain hash fits.
    mac = hmac.new(secret, b"inputs-v1\0" + str(ballots.shape[1]).encode() + b"\0", hashlib.sha256)
    for start in range(0, len(ballots), 8192):
        mac.update(np.ascontiguousarray(ballots[start : start + 8192]).tobytes())
    return mac.hexdigest()


def label_places(
    keys: bytearray, rows: Iterable[tuple[bytes, str, str]], questions: dict[str, list[str]]
) -> Bytes:
    """Return for each ballot (by its position in `keys`, 32 bytes each) the position of its class
    per question, -1 for silence.

    `rows` are (key, question, answer); `questions` has the keys of the classes. Unknown questions
    and classes are silence.
    """
    n = len(keys) // 32
    labels = np.full((n, len(questions)), SILENT, dtype=np.int8)
    if not questions or not n:
        return labels
    known = np.frombuffer(keys, dtype=np.uint8).reshape(n, 32)
    order = np.argsort(known.view("S32").ravel(), kind="stable")
    ordered = known[order].view("S32").ravel()
    columns = {
        key: (index, {name: at for at, name in enumerate(classes)})
        for index, (key, classes) in enumerate(questions.items())
    }
    for key, question, answer in rows:
        column, classes = columns.get(question, (0, {}))
        if answer in classes:
            at = int(np.searchsorted(ordered, np.bytes_(key)))
            if at < n and known[order[at]].tobytes() == key:
                labels[order[at], column] = classes[answer]
    return labels
