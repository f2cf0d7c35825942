"""Whether the process lives (/healthz) and whether it can serve (/readyz): database there,
migrations up to date, the key file that of the database."""

from __future__ import annotations

from flask import Response
from sqlalchemy.exc import SQLAlchemyError

from participation.accounts.access import public
from participation.front.views import bp
from participation.keyring.queries import key_file
from participation.web import migrations


@bp.route("/healthz")
@public
def healthz() -> Response:
    """Answer as long as the process does."""
    return Response("ok\n", mimetype="text/plain")


@bp.route("/readyz")
@public
def readyz() -> Response:
    """Answer 200 when the database can be read, its migrations are those of this version and the
    key file is its own, 503 otherwise."""
    try:
        if migrations.current() != migrations.head():
            return _answer("migrations: not up to date, run flask db upgrade", 503)
        problem = key_file().problem()
    except SQLAlchemyError:
        return _answer("database: not reachable", 503)
    if problem is not None:
        return _answer(f"key file: {problem.value}, run flask doctor", 503)
    return _answer("ok", 200)


def _answer(text: str, status: int) -> Response:
    return Response(f"{text}\n", status=status, mimetype="text/plain")
