"""Whether the process lives (/healthz) and whether it can serve (/readyz): database there,
migrations up to date, the key file that of the database."""

from __future__ import annotations

from flask import Response
from sqlalchemy.exc import SQLAlchemyError

from participation.accounts.access import public
from participation.front.views import bp
from participation.kernel.clock import clock
from participation.keyring.queries import key_file, restore_is_unfinished
from participation.results import queries as results
from participation.web import migrations


@bp.route("/healthz")
@public
def healthz() -> Response:
    """Answer as long as the process does."""
    return Response("ok\n", mimetype="text/plain")


@bp.route("/readyz")
@public
def readyz() -> Response:
    """Answer 200 when the database can be read, its migrations are those of this version, the key
    file is its own and no restore is half done, 503 otherwise. A key that should have been
    destroyed is a warning."""
    try:
        if migrations.current() != migrations.head():
            return _answer("migrations: not up to date, run flask db upgrade", 503)
        problem = key_file().problem()
        if problem is not None:
            return _answer(f"key file: {problem.value}, run flask doctor", 503)
        if restore_is_unfinished():
            return _answer("restore: unfinished, run flask backup replay", 503)
        overdue = results.with_overdue_key(clock.now())
    except SQLAlchemyError:
        return _answer("database: not reachable", 503)
    # Nobody is served better by an application that is taken away for it.
    return _answer(
        f"ok\nwarning: keys overdue for destruction: {len(overdue)}" if overdue else "ok", 200
    )


def _answer(text: str, status: int) -> Response:
    return Response(f"{text}\n", status=status, mimetype="text/plain")
