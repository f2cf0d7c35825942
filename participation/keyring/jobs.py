"""What the worker does for the journal: forget what no backup can bring back any more."""

from __future__ import annotations

from flask import current_app

from participation.kernel.clock import Clock
from participation.keyring import service
from participation.web.jobs import Job

MARGIN_DAYS = 7
"""Entries outlive the backups by so long, in case one was deleted late."""


def forget_old(clock: Clock) -> int:
    """Drop entries of the journal that are older than every backup."""
    return service.forget_old(current_app.config["BACKUP_DAYS"] + MARGIN_DAYS, clock)


JOBS = [Job("keyring.forget_old", 24 * 3600.0, forget_old)]
