"""Ballots of organisations, apart from those of residents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from participation.accounts.models import Account
from participation.extensions import Base, UTCDateTime
from participation.organisations.models import Organisation
from participation.rounds.models import Round


class OrganisationBallot(Base):
    """The one ballot of an organisation in a round; `answers` is packed by `weighting.rules.pack`.

    `answers` is None for a ballot that was withdrawn: its version stays, so that a late retry does
    not bring it back. Which member changed it last is for the member's own data alone; no page
    shows it.
    """

    __tablename__ = "organisation_ballots"

    round_id: Mapped[int] = mapped_column(ForeignKey(Round.id), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), primary_key=True)
    version: Mapped[int]
    answers: Mapped[bytes | None] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by: Mapped[int | None] = mapped_column(
        ForeignKey(Account.id, ondelete="SET NULL"), index=True
    )
