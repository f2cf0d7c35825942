"""Reading and writing: when a writing transaction begins, and when it commits."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, cast

from flask import Response, make_response
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from participation.extensions import db

P = ParamSpec("P")


def begin_write() -> Session:
    """End the reading transaction and begin a writing one; return its session.

    The first thing that a service does, unless it begins with a lock that calls this; what runs
    within the transaction uses db.session. Called there it does nothing, so services may call each
    other. Objects that were loaded before are read anew on their next use. Raises RuntimeError when
    changes were made before: they would be lost.
    """
    session = db.session()
    if session.info.get("writing"):
        return session
    if session.new or session.dirty or session.deleted:
        raise RuntimeError(
            "something was changed before begin_write(); change it inside the service"
        )
    session.rollback()
    # The engine's "begin" hook reads this option; on SQLite it becomes BEGIN IMMEDIATE.
    session.connection(execution_options={"write": True})
    session.info["writing"] = True
    return session


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("writing", None)


def commit_now() -> None:
    """Commit what must survive a refusal, such as a failed try, or a step of a command."""
    db.session.commit()


def commits(view: Callable[P, Any]) -> Callable[P, Response]:
    """Commit when the view answers with a redirect or a file; roll back when it shows a page again
    or fails."""

    @functools.wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Response:
        try:
            response = make_response(view(*args, **kwargs))
            if 300 <= response.status_code < 400 or "Content-Disposition" in response.headers:
                db.session.commit()
            else:
                db.session.rollback()
        except BaseException:
            db.session.rollback()
            raise
        return response

    return cast("Callable[P, Response]", wrapper)
