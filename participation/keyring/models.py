"""The table by which the database knows its key file again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.extensions import Base, UTCDateTime


class KeyFingerprint(Base):
    """The fingerprint of the key file that this database was filled with; one row."""

    __tablename__ = "key_fingerprints"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    fingerprint: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
