"""What a sheet needs to become a ballot, typed in or imported: a round that still takes it, a
reference, a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Forbidden, NotReady, WindowClosed
from participation.kernel.text import clean_line
from participation.keyring.queries import key_file
from participation.rounds.models import Round
from participation.rounds.queries import NAMED
from participation.rounds.rules import Channel, Phase, phase
from participation.weighting import queries
from participation.weighting.codes.code_format import parse
from participation.weighting.credentials import address_proof, code_hash
from participation.weighting.derivation import ballot_key, order_of, reference_hash, sheet_mark
from participation.weighting.models import BallotBatch
from participation.weighting.rules import Answers, Asked, Layout, pack, with_fields, with_goals

REF_LENGTH = 80
DIGITS = 5
"""Of the number on a printed sheet."""
LATE = "late_paper"
UNKNOWN_CODE = N_("Der Code „%(ref)s“ gilt in dieser Runde nicht. Prüfen Sie ihn.")
NOT_COUNTED = N_(
    "Diese Runde ist gestoppt. Nach ihren Regeln zählt nichts davon, auch nicht auf Papier."
)
NO_KEY = N_("Der Schlüssel dieser Runde ist vernichtet. Es kommen keine Bögen mehr hinein.")
IMPORTABLE = (Channel.PAPER, Channel.CODE, Channel.EMAIL, Channel.OPEN)


@dataclass(frozen=True)
class Target:
    """What a sheet needs to become a ballot of this round."""

    round_: Round
    round_key: bytes
    layout: Layout
    fields: tuple[str, ...]
    channel: str

    @classmethod
    def of(cls, round_: Round, channel: str) -> Target:
        """Return the target for a round. Raises BadInput for a channel that does not exist, and
        WindowClosed once the key is gone."""
        if channel not in IMPORTABLE:
            raise BadInput(N_("Diesen Weg gibt es nicht: %(channel)s"), channel=channel[:20])
        round_key = key_file().round_key(round_.uid)
        if round_key is None:
            raise WindowClosed(NO_KEY)
        return cls(round_, round_key, queries.layout(round_), round_.frame.field_keys, str(channel))

    def proof(self, ref: str) -> str:
        """Return what the reference proves, the same in every spelling: an address and a code as
        on the ballot's pages, so that both lead to one ballot.

        Raises BadInput when it is missing or too long, and when it is no address or no code.
        """
        ref = clean_line(ref)
        if not ref:
            raise BadInput(
                N_(
                    "Hier steht nichts. Schreiben Sie die Nummer, die Adresse oder den Code des"
                    " Bogens hinein."
                )
            )
        if self.channel == Channel.EMAIL:
            return address_proof(ref)
        if self.channel == Channel.CODE:
            code = parse(ref)
            if code is None:
                raise BadInput(UNKNOWN_CODE, ref=ref[:REF_LENGTH])
            return code_hash(self.round_, code)
        if len(ref) > REF_LENGTH:
            raise BadInput(
                N_("Die Nummer des Bogens ist länger als %(most)s Zeichen. Kürzen Sie sie."),
                most=REF_LENGTH,
            )
        # A browser's token is told apart by its case, a number on paper is not.
        return sheet_number(ref).casefold() if self.channel == Channel.PAPER else ref

    def key(self, proof: str) -> bytes:
        """Return the key of the ballot that belongs to this proof."""
        return ballot_key(self.round_key, self.channel, proof)

    def sheet(self, proof: str, key: bytes, batch: int) -> dict[str, Any]:
        """Return the row of the sheet with this proof, on which the ballot `key` was entered."""
        reference = self.reference(proof)
        return {
            "round_id": self.round_.id,
            "ref_hash": reference,
            "mark": sheet_mark(self.round_key, reference, key),
            "batch": batch,
        }

    def reference(self, proof: str) -> bytes:
        """Return what is kept of the sheet's reference."""
        return reference_hash(self.round_key, self.channel, proof)

    def ballot(self, key: bytes, values: tuple[int, ...], batch: int) -> dict[str, Any]:
        """Return the row of a ballot that is entered for the first time."""
        return self.row(key, self.packed(key, values), batch)

    def row(self, key: bytes, packed: bytes, batch: int) -> dict[str, Any]:
        """Return the row of a packed ballot that is entered for the first time."""
        return {
            "round_id": self.round_.id,
            "key": key,
            "channel": self.channel,
            "batch": batch,
            "version": 1,
            "answers": packed,
        }

    def packed(
        self,
        key: bytes,
        values: tuple[int, ...],
        goals: Mapping[int, tuple[int, ...]] | None = None,
        drawn_by: bytes | None = None,
    ) -> bytes:
        """Return the ballot with these answers. Points for goals that it is not asked for are left
        out.

        `drawn_by` is the key that the sheet's own number leads to, where a code on it leads to
        another one: the sheet bears the number that its field was drawn by.
        """
        answers = self.answers(drawn_by or key, values)
        for field, points in (goals or {}).items():
            if answers.asked and answers.asked[field] is not Asked.NOT:
                answers = with_goals(answers, field, points)
        return pack(answers, self.layout)

    def answers(self, key: bytes, values: tuple[int, ...]) -> Answers:
        """Return what a ballot with these answers to the fields is asked further."""
        return with_fields(
            values,
            self.layout,
            self.round_.settings.goals,
            order=self.order(key),
            draw=self.order(key, "draw"),
        )

    def order(self, key: bytes, purpose: str = "order") -> tuple[int, ...]:
        """Return the fields in an order of this ballot: the one that breaks ties, or that of the
        draw."""
        two_levels = self.layout.two_levels
        return order_of(self.round_key, key, self.fields, purpose) if two_levels else ()


def sheet_number(ref: str) -> str:
    """Return the number of a sheet as it is printed, with its leading zeros; another reference as
    it is."""
    ref = clean_line(ref)
    return ref.zfill(DIGITS) if ref.isascii() and ref.isdigit() else ref


def new_batch(
    round_: Round, channel: str, *, late: bool, actor: Actor, clock: Clock
) -> BallotBatch:
    """Begin a batch of sheets in a round that is held."""
    session = db.session()
    last = (
        session.scalar(
            select(func.max(BallotBatch.number)).where(BallotBatch.round_id == round_.id)
        )
        or 0
    )
    batch = BallotBatch(
        round_id=round_.id,
        number=last + 1,
        channel=channel,
        late=late,
        created_at=clock.now(),
        created_by=actor.label,
    )
    session.add(batch)
    session.flush()
    return batch


def may_import(round_: Round, reason: str, clock: Clock) -> bool:
    """Tell whether the sheets are late. Raises Forbidden where organisations weight by name,
    WindowClosed before the opening and once the key is gone, NotReady without a reason."""
    if round_.is_named:
        raise Forbidden(NAMED)
    current = phase(round_.weights_window, clock.now())
    if round_.ballots_discarded_at is not None:
        raise WindowClosed(NOT_COUNTED)
    if round_.published_at is None or current in (Phase.ABSENT, Phase.BEFORE):
        raise WindowClosed(
            N_("Das Zeitfenster hat noch nicht geöffnet. Bögen kommen erst danach hinein.")
        )
    if round_.key_destroyed_at is not None or key_file().round_key(round_.uid) is None:
        raise WindowClosed(NO_KEY)
    if current is Phase.AFTER and not reason.strip():
        raise NotReady(
            N_(
                "Das Zeitfenster ist geschlossen. Geben Sie eine Begründung an; sie steht später"
                " beim Ergebnis."
            ),
            field="reason",
        )
    return current is Phase.AFTER
