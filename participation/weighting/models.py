"""Ballots and what is kept apart from them. A ballot's row holds no time, no sequence and no
person."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, LargeBinary, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from participation.extensions import Base, UTCDateTime


class Ballot(Base):
    """One ballot, one row. `key` is an HMAC under the round's key; `answers` is packed by
    `weighting.rules.pack`.

    `answers` is None for a ballot that was withdrawn: its version stays, so that a late retry does
    not bring it back.
    """

    __tablename__ = "ballots"
    # Without rowid there is no sequence that would tell the order of arrival.
    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    batch: Mapped[int | None] = mapped_column(SmallInteger)
    version: Mapped[int]
    answers: Mapped[bytes | None] = mapped_column(LargeBinary)


class BallotDay(Base):
    """How many ballots first came in on a day (of the round's zone) over a channel."""

    __tablename__ = "ballot_days"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True
    )
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    ballots: Mapped[int] = mapped_column(BigInteger, default=0)


class BallotBatch(Base):
    """A batch of sheets typed in or imported: its number, where it came from, and whether it was
    set aside."""

    __tablename__ = "ballot_batches"
    __table_args__ = (
        Index("uq_ballot_batches_round_id_number", "round_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(SmallInteger)
    channel: Mapped[str] = mapped_column(String(10))
    late: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[str] = mapped_column(String(120))
    # How many sheets the office counted, registered when the batch is closed.
    sheets: Mapped[int | None]
    set_aside_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class BallotSheet(Base):
    """That a sheet is in, apart from what it says. Its reference, which can be an address or a
    code, is kept as a hash under the round's key.

    `mark` shows, with that key, which ballot was entered on the sheet, so that a correction changes
    no other. `invalid` says why a sheet has none.
    """

    __tablename__ = "ballot_sheets"
    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True
    )
    ref_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    mark: Mapped[bytes] = mapped_column(LargeBinary(32))
    batch: Mapped[int | None] = mapped_column(SmallInteger)
    invalid: Mapped[str | None] = mapped_column(String(20))


class PaperEntry(Base):
    """What one person typed in from a sheet that a second one still has to type in: no ballot yet.

    `content` is encrypted with the round's key. `typist` tells the people of one sheet apart and
    nothing else: it is another hash for each sheet, so that no work of anybody can be counted. The
    rows of a sheet go when its ballot is made.
    """

    __tablename__ = "paper_entries"
    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True
    )
    ref_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    typist: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    batch: Mapped[int] = mapped_column(SmallInteger)
    content: Mapped[str] = mapped_column(Text)


class CodeBatch(Base):
    """A set of single-use codes that was made and downloaded once."""

    __tablename__ = "code_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(120))
    issued: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[str] = mapped_column(String(120))


class Code(Base):
    """A single-use code as its peppered hash.

    `used` follows later and for many codes at once (`codes.service.mark_used`): written with the
    ballot, it would tell which code the ballot was cast with.
    """

    __tablename__ = "codes"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("code_batches.id", ondelete="CASCADE"))
    used: Mapped[bool] = mapped_column(default=False)

    __table_args__ = ({"sqlite_with_rowid": False},)


class CodeFailure(Base):
    """The number of failed code attempts in a round, for the office to see."""

    __tablename__ = "code_failures"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True
    )
    count: Mapped[int] = mapped_column(default=0)


class QuestionAnswer(Base):
    """An answer to a voluntary question, in a table of its own."""

    __tablename__ = "question_answers"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    answer: Mapped[str] = mapped_column(String(40))

    __table_args__ = ({"sqlite_with_rowid": False},)
