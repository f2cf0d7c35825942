"""Erasing as people do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from participation.accounts.models import Account
from participation.extensions import db
from participation.front import service_account
from participation.kernel.clock import clock
from participation.web.transactions import commit_now

Shell = Callable[..., Any]


def leave(number: int, *, withdraw_ideas: bool = False) -> None:
    """Delete an account as its owner does."""
    account = db.session.get_one(Account, number)
    service_account.leave(account, withdraw_ideas=withdraw_ideas, clock=clock)
    commit_now()
