"""What holds for every request of a program, whose path begins with /api/: no cookie is read or
set, so that an answer is the same for everybody; errors are problem details (RFC 9457); pages of
any origin may read, and only read."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from flask import Flask, Response, has_request_context, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.wrappers import Request
from flask_babel import get_locale

from participation.web.translation import _

PREFIX = "/api/"
METHODS = "GET, HEAD, OPTIONS"
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": METHODS,
    # A page that asks whether its copy is still good sends this one; all others are safelisted.
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class Problem(msgspec.Struct, kw_only=True):
    """Why there is no answer (RFC 9457): `detail` is a sentence in the language of the request."""

    type: str
    title: str
    status: int
    detail: str


class PageSessions(SecureCookieSessionInterface):
    """Sessions for pages; a request of a program has none, and nothing could be written to it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a page's reader, None for a program."""
        return None if request.path.startswith(PREFIX) else super().open_session(app, request)


def from_program() -> bool:
    """Tell whether the present request comes from a program."""
    return has_request_context() and request.path.startswith(PREFIX)


def problem(status: int, detail: str) -> Response:
    """Return an error as a program reads it."""
    sentences = {
        405: _("Hier kann man nur lesen: GET, HEAD oder OPTIONS."),
        429: _("Aus Ihrem Netz kamen zu viele Anfragen. Warten Sie, wie es Retry-After sagt."),
        500: _("Bei uns ist ein Fehler passiert. Bitte versuchen Sie es später noch einmal."),
        503: _("Das geht zurzeit nicht. Bitte versuchen Sie es später noch einmal."),
    }
    found = Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=sentences.get(status, detail),
    )
    body = msgspec.json.encode(found)
    return Response(body, status=status, content_type="application/problem+json")


def init_api_requests(app: Flask) -> None:
    """Keep sessions away from programs, open what is below /api/ to pages of any origin, and name
    the language of every answer."""
    app.session_interface = PageSessions()

    @app.after_request
    def _open_to_all(response: Response) -> Response:
        if from_program():
            response.headers.update(OPEN_TO_ALL)
            response.content_language.add(str(get_locale()))
        return response
