"""Who wants the morning's mail."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from participation.extensions import Base


class DailyMail(Base):
    """That a member of staff wants the mail of what needs them, and for which day it was written
    last: the row is changed in the transaction that writes the mail."""

    __tablename__ = "daily_mails"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    last_day: Mapped[date | None] = mapped_column(Date)
