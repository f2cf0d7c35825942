"""The list of receipts says of every ballot what its own receipt says."""

from __future__ import annotations

import random

import numpy as np

from participation.results.output.commitments import all_commitments
from participation.results.tables.ballot_matrix import RawBallots
from participation.strategy.rules import Field, Frame, Goal
from participation.weighting.derivation import Receipts
from participation.weighting.rules import Answers, Asked, Layout, pack

KEYS = ("b", "a", "ü-„x“", "z")


def test_the_list_holds_the_receipt_of_every_ballot() -> None:
    generator = random.Random(7)
    for goals in ((0, 0, 0, 0), (2, 0, 3, 1)):
        layout = Layout(goals)
        frame = Frame(
            {},
            (),
            tuple(
                Field(key, {}, {}, tuple(Goal(f"{key}-{9 - n}", {}, {}) for n in range(size)))
                for key, size in zip(KEYS, goals, strict=True)
            ),
        )
        receipts = Receipts(b"k" * 32, "runde", frame, layout)
        rows = []
        for number in range(300):
            fields = tuple(generator.choice((-1, 0, 5, 20)) for _ in KEYS)
            asked = tuple(Asked(generator.randrange(3)) if size else Asked.NOT for size in goals)
            said = tuple(tuple(generator.choice((-1, 0, 7)) for _ in range(size)) for size in goals)
            answers = Answers(fields, asked, said) if layout.two_levels else Answers(fields)
            key = number.to_bytes(32, "big")
            rows.append((key, "email", None, number + 1, pack(answers, layout)))
        collected = RawBallots()
        for part in (rows[:100], rows[100:]):
            collected.add(*zip(*part, strict=True))
        expected = sorted(
            bytes.fromhex(receipts.code(key, version, packed))
            for key, _, _, version, packed in rows
        )
        assert all_commitments(collected, receipts) == expected
        assert sum(len(np.atleast_1d(chunk)) for chunk in collected.versions) == 300
