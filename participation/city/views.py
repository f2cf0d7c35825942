"""The city's accent colour as a stylesheet, its logo, and where to report weaknesses."""

from __future__ import annotations

from flask import Blueprint, Response

from participation.city import queries, rules
from participation.city.rules import LegalPage
from participation.kernel.clock import clock
from participation.kernel.errors import NotFound
from participation.web.public import public
from participation.web.urls import external_url

bp = Blueprint("city", __name__)


@bp.route("/city/theme.css")
@public
def theme_css() -> Response:
    """Serve the accent colour as a custom property."""
    accent = queries.city().accent
    response = Response(f":root{{--city-accent:{accent}}}\n", mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@bp.route("/.well-known/security.txt")
@public
def security_txt() -> Response:
    """Say where weaknesses of this installation are reported: as the city set it, else the
    imprint."""
    contact = queries.city().security_contact
    imprint = external_url("front.legal", page=LegalPage.IMPRINT.value)
    text = rules.security_txt(
        contact or imprint, address=external_url("city.security_txt"), now=clock.now()
    )
    return Response(text, mimetype="text/plain")


@bp.route("/city/logo")
@public
def logo() -> Response:
    """Serve the logo as it was re-encoded at upload."""
    image = queries.logo()
    if image is None:
        raise NotFound()
    response = Response(image[0], mimetype=image[1])
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
