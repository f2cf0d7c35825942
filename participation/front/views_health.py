"""Whether the process lives (/healthz) and whether it can serve (/readyz): database there,
migrations up to date."""

from __future__ import annotations

from flask import Response
from sqlalchemy.exc import SQLAlchemyError

from participation.accounts.access import public
from participation.front.views import bp
from participation.web import migrations


@bp.route("/healthz")
@public
def healthz() -> Response:
    """Answer as long as the process does."""
    return Response("ok\n", mimetype="text/plain")


@bp.route("/readyz")
@public
def readyz() -> Response:
    """Answer 200 when the database can be read and its migrations are those of this version, 503
    otherwise."""
    try:
        behind = migrations.current() != migrations.head()
    except SQLAlchemyError:
        return Response("database: not reachable\n", status=503, mimetype="text/plain")
    if behind:
        return Response(
            "migrations: not up to date, run flask db upgrade\n", status=503, mimetype="text/plain"
        )
    return Response("ok\n", mimetype="text/plain")
