"""Papers, consultations and departures: written once. What may change is whether they are public,
what is blacked out, and a paper's particulars where the earlier ones are kept in the same flush."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, event, inspect
from sqlalchemy.orm import (
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    object_session,
    relationship,
)

from participation.council.rules import (
    BODY_LENGTH,
    DATE_LENGTH,
    LINK_LENGTH,
    REFERENCE_LENGTH,
    TITLE_LENGTH,
    WORDING_LENGTH,
    Kind,
    Outcome,
    Role,
    StepPhase,
    Votes,
    adopts,
)
from participation.extensions import Base, Translated, UTCDateTime
from participation.kernel.partial_dates import PartialDate
from participation.strategy.rules import KEY_LENGTH


def _one_of(column: str, values: Iterable[StrEnum]) -> str:
    return f"{column} in ({', '.join(repr(value.value) for value in values)})"


class Paper(Base):
    """A paper of the council. It reaches nobody but planners until it is marked public."""

    __tablename__ = "papers"
    __table_args__ = (
        CheckConstraint(_one_of("kind", Kind), name="kind"),
        Index("ix_papers_strategy_id", "strategy_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # The form's random token: a second submission of the same form finds the first.
    token: Mapped[str] = mapped_column(String(64), unique=True)
    # Stands in addresses; made of the reference.
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    strategy_id: Mapped[int | None] = mapped_column(ForeignKey("strategies.id"))
    reference: Mapped[str] = mapped_column(String(REFERENCE_LENGTH), default="")
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    kind: Mapped[str] = mapped_column(String(20))
    # A partial date such as 2021-07, and how the source words it.
    date_value: Mapped[str | None] = mapped_column(String(DATE_LENGTH))
    date_wording: Mapped[str] = mapped_column(String(WORDING_LENGTH), default="")
    link: Mapped[str] = mapped_column(String(LINK_LENGTH), default="")
    oparl_id: Mapped[str] = mapped_column(String(LINK_LENGTH), default="")
    public: Mapped[bool] = mapped_column(default=False)
    redacted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[str] = mapped_column(String(120))
    # Grows with every correction; forms know by it what they were made from.
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @property
    def date(self) -> PartialDate:
        """The paper's own date, as exactly as it is known."""
        return PartialDate(self.date_value, self.date_wording)


class PaperVersion(Base):
    """What a paper's particulars said up to a correction; the paper's row holds the present
    ones."""

    __tablename__ = "paper_versions"
    __table_args__ = (
        Index("uq_paper_versions_paper_id_number", "paper_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"))
    number: Mapped[int]
    strategy_id: Mapped[int | None] = mapped_column(ForeignKey("strategies.id"))
    reference: Mapped[str] = mapped_column(String(REFERENCE_LENGTH))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    kind: Mapped[str] = mapped_column(String(20))
    date_value: Mapped[str | None] = mapped_column(String(DATE_LENGTH))
    date_wording: Mapped[str] = mapped_column(String(WORDING_LENGTH))
    link: Mapped[str] = mapped_column(String(LINK_LENGTH))
    oparl_id: Mapped[str] = mapped_column(String(LINK_LENGTH))
    # Whether everybody could see it when it was corrected.
    public: Mapped[bool]
    redacted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    corrected_at: Mapped[datetime] = mapped_column(UTCDateTime)
    corrected_by: Mapped[str] = mapped_column(String(120))

    @property
    def date(self) -> PartialDate:
        """The date that stood there, as exactly as it was known."""
        return PartialDate(self.date_value, self.date_wording)


class Consultation(Base):
    """What a body did with a paper. A correction is a further row that names the one it
    supersedes."""

    __tablename__ = "consultations"
    __table_args__ = (
        CheckConstraint(_one_of("role", Role), name="role"),
        CheckConstraint(_one_of("outcome", Outcome), name="outcome"),
        CheckConstraint(
            "votes_for >= 0 and votes_against >= 0 and votes_abstained >= 0", name="votes"
        ),
        Index("ix_consultations_paper_id", "paper_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"))
    body: Mapped[str] = mapped_column(String(BODY_LENGTH))
    date_value: Mapped[str | None] = mapped_column(String(DATE_LENGTH))
    date_wording: Mapped[str] = mapped_column(String(WORDING_LENGTH), default="")
    role: Mapped[str] = mapped_column(String(20))
    # Whether this body's decision is the one that counts.
    authoritative: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_abstained: Mapped[int | None]
    votes_wording: Mapped[str] = mapped_column(String(WORDING_LENGTH), default="")
    oparl_id: Mapped[str] = mapped_column(String(LINK_LENGTH), default="")
    # The version of a strategy that it is about.
    version_id: Mapped[int | None] = mapped_column(ForeignKey("strategy_versions.id"), index=True)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("consultations.id"), unique=True)
    public: Mapped[bool] = mapped_column(default=False)
    redacted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[str] = mapped_column(String(120))

    paper: Mapped[Paper] = relationship(lazy="select")

    @property
    def adopts_version(self) -> bool:
        """Tell whether this row made the version that it is about the adopted one."""
        decided = adopts(Outcome(self.outcome), authoritative=self.authoritative)
        return decided and self.version_id is not None

    @property
    def votes(self) -> Votes:
        """How the body voted."""
        counts = self.votes_for, self.votes_against, self.votes_abstained
        return Votes(*counts, self.votes_wording)

    @property
    def date(self) -> PartialDate:
        """When it took place, as exactly as it is known."""
        return PartialDate(self.date_value, self.date_wording)


class Departure(Base):
    """That a resolution departs from a published weight, and its reason as the resolution says
    it."""

    __tablename__ = "departures"
    __table_args__ = (Index("ix_departures_consultation_id", "consultation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    item_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshots.id"))
    reason: Mapped[str] = mapped_column(Text)
    redacted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Redaction(Base):
    """That something was blacked out in a paper's rows: where, when, why, and a keyed digest of
    what stood there."""

    __tablename__ = "redactions"
    __table_args__ = (Index("ix_redactions_paper_id", "paper_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"))
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultations.id"))
    departure_id: Mapped[int | None] = mapped_column(ForeignKey("departures.id"))
    column: Mapped[str] = mapped_column(String(20))
    # Keyed, because a short passage such as a name could be guessed from a plain digest.
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(WORDING_LENGTH))
    redacted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    redacted_by: Mapped[str] = mapped_column(String(120))


class StrategyStep(Base):
    """A step of a strategy's way that is no version and no consultation, with what sources say of
    it; two that disagree both stand here."""

    __tablename__ = "strategy_steps"
    __table_args__ = (
        CheckConstraint(_one_of("phase", StepPhase), name="phase"),
        Index("ix_strategy_steps_strategy_id", "strategy_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategies.id", ondelete="CASCADE"))
    phase: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    title: Mapped[Translated]
    done: Mapped[bool] = mapped_column(default=False)
    # [{"date": "2021-07" or "", "wording": …, "source": …, "link": …}]
    statements: Mapped[list[Any]]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read once by SQLAlchemy)


REDACTABLE: dict[type[Base], frozenset[str]] = {
    Paper: frozenset({"reference", "title", "date_wording", "link"}),
    PaperVersion: frozenset({"reference", "title", "date_wording", "link"}),
    Consultation: frozenset({"body", "text", "date_wording", "votes_wording"}),
    Departure: frozenset({"reason"}),
}
"""What can be blacked out in a row."""


PARTICULARS = (
    "strategy_id",
    "reference",
    "title",
    "kind",
    "date_value",
    "date_wording",
    "link",
    "oparl_id",
)
"""What can be corrected about a paper."""
_WRITTEN_ONCE = (
    Paper.__table__,
    PaperVersion.__table__,
    Consultation.__table__,
    Departure.__table__,
    Redaction.__table__,
)


def _changed_only_as_allowed(_mapper: Any, _connection: Any, row: Base) -> None:
    changed = {attribute.key for attribute in inspect(row).attrs if attribute.history.has_changes()}
    allowed = {"public"}
    if isinstance(row, Paper) and _keeps_version(row):
        allowed |= {*PARTICULARS, "version"}
    if "redacted_at" in changed:
        allowed |= {"redacted_at"} | REDACTABLE[type(row)]
    if changed - allowed:
        raise RuntimeError(f"a recorded row is never changed: {sorted(changed - allowed)}")


def _keeps_version(paper: Paper) -> bool:
    """Tell whether the flush that changes a paper also keeps what it says now."""
    session = object_session(paper)
    pending = session.new if session is not None else ()
    return any(
        isinstance(row, PaperVersion)
        and (row.paper_id, row.number) == (paper.id, paper.version - 1)
        for row in pending
    )


def _never(_mapper: Any, _connection: Any, row: Base) -> None:
    raise RuntimeError(f"a recorded row stays as it is: {row.__tablename__}")


def _no_bulk(execution: ORMExecuteState) -> None:
    """Statements that change rows without loading them would pass by the listeners."""
    if execution.is_update or execution.is_delete:
        table = getattr(execution.statement, "table", None)
        if table in _WRITTEN_ONCE:
            raise RuntimeError(f"a recorded row is changed one by one only: {table}")


for _table in REDACTABLE:
    event.listen(_table, "before_update", _changed_only_as_allowed)
    event.listen(_table, "before_delete", _never)
event.listen(Session, "do_orm_execute", _no_bulk)
event.listen(Redaction, "before_update", _never)
event.listen(Redaction, "before_delete", _never)
