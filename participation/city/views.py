"""The city's accent colour as a stylesheet, and its logo."""

from __future__ import annotations

from flask import Blueprint, Response

from participation.city import queries
from participation.kernel.errors import NotFound
from participation.web.public import public

bp = Blueprint("city", __name__)


@bp.route("/city/theme.css")
@public
def theme_css() -> Response:
    """Serve the accent colour as a custom property."""
    accent = queries.city().accent
    response = Response(f":root{{--city-accent:{accent}}}\n", mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@bp.route("/city/logo")
@public
def logo() -> Response:
    """Serve the logo as it was re-encoded at upload."""
    found = queries.logo()
    if found is None:
        raise NotFound()
    response = Response(found[0], mimetype=found[1])
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
