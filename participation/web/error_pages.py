"""Errors to pages, and for programs to problem details, once: the tree of `kernel.errors` and what
HTTP itself knows."""

from __future__ import annotations

import math

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import ngettext
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError

from participation.extensions import db, limiter, login_manager
from participation.kernel.clock import clock
from participation.kernel.errors import (
    BadInput,
    Conflict,
    Expired,
    Forbidden,
    Frozen,
    NotFound,
    NotReady,
    ParticipationError,
    TooManyTries,
    WindowClosed,
)
from participation.kernel.keys import KeyFileUnusable
from participation.web.api_requests import from_program, problem
from participation.web.database_errors import is_busy, is_unavailable
from participation.web.filters import translate_error
from participation.web.logs import failure
from participation.web.translation import _

log = structlog.get_logger()

STATUS: dict[type[ParticipationError], int] = {
    NotFound: 404,
    Forbidden: 403,
    BadInput: 400,
    WindowClosed: 409,
    Conflict: 409,
    Frozen: 409,
    NotReady: 409,
    Expired: 410,
    TooManyTries: 429,
}


def init_error_pages(app: Flask) -> None:
    """Register the handlers. A failing page never shows more than a sentence."""
    app.register_error_handler(ParticipationError, _known)
    app.register_error_handler(KeyFileUnusable, _no_key)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RateLimitExceeded, _too_many)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(InternalError, _database)
    app.register_error_handler(PoolTimeout, _busy)
    if not app.testing:
        app.register_error_handler(Exception, _unknown)


def page(status: int, message: str, what_now: str = "", title: str = "") -> Response:
    """Return the error page with this status; for a program, the problem."""
    # What was read before the failure may be half done; the page itself needs a clean session.
    db.session.rollback()
    if from_program():
        return problem(status, message)
    if status >= 500:
        # Flask-Login asks the database who is there for every page; this one must not need it.
        g._login_user = login_manager.anonymous_user()
    titles = {
        400: _("Diese Eingabe passt nicht"),
        403: _("Kein Zugang"),
        404: _("Seite nicht gefunden"),
        405: _("So geht es nicht"),
        409: _("Das geht zurzeit nicht"),
        410: _("Dieser Link gilt nicht mehr"),
        413: _("Das ist zu groß"),
        429: _("Zu viele Versuche"),
        503: _("Gerade überlastet"),
    }
    title = title or titles.get(status, _("Das hat nicht geklappt"))
    try:
        body = render_template(
            "errors/error.html", status=status, title=title, message=message, what_now=what_now
        )
    except Exception as error:
        # The frame of the page may be what is broken; the sentence is said all the same.
        log.error("error page", endpoint=request.endpoint, **failure(error))
        plain = "\n\n".join(text for text in (title, message, what_now) if text)
        return Response(f"{plain}\n", status=status, mimetype="text/plain")
    return make_response(body, status)


def _lost() -> str:
    """Return that what was sent is not stored, after a sentence, where something was sent."""
    if request.method in ("GET", "HEAD"):
        return ""
    return " " + _("Ihre Eingabe wurde nicht gespeichert.")


def _known(error: ParticipationError) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return page(status, translate_error(error))


def _no_key(error: KeyFileUnusable) -> Response:
    log.error("key file", problem=error.problem.value, endpoint=request.endpoint)
    response = page(
        503,
        _("Der Anwendung fehlt zurzeit ein Schlüssel, ohne den diese Seite nicht geht.") + _lost(),
        _(
            "Die Stadt muss den Schlüssel wieder bereitstellen. Bitte versuchen Sie es später noch"
            " einmal."
        ),
        _("Zurzeit nicht möglich"),
    )
    response.headers["Retry-After"] = "600"
    return response


def _csrf(_error: CSRFError) -> Response:
    return page(
        400,
        _("Das Formular war zu lange offen oder kam von einer anderen Seite."),
        _("Gehen Sie im Browser zurück und laden Sie die Seite neu. Senden Sie dann noch einmal."),
    )


def _http(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, SecurityError):
        # An untrusted host has no addresses of ours, so no page with links can be made.
        if from_program():
            return problem(400, _("Diese Adresse gehört nicht zu diesem Dienst."))
        return Response("400 Bad Request\n", status=400, mimetype="text/plain")
    messages = {
        400: _("Diese Anfrage lässt sich nicht lesen.")
        if from_program()
        else _("Ihr Browser hat etwas gesendet, das wir nicht lesen können."),
        403: _("Dazu haben Sie keine Berechtigung."),
        404: _("Diese Seite gibt es nicht. Vielleicht ist die Adresse unvollständig."),
        405: _("Diese Adresse lässt sich so nicht aufrufen."),
        413: _("Was Sie gesendet haben, ist zu groß. Bitte kürzen Sie es."),
    }
    response = page(error.code, messages.get(error.code, _("Bitte versuchen Sie es noch einmal.")))
    if error.code == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    return response


def _too_many(_error: RateLimitExceeded) -> Response:
    reached = limiter.current_limit
    # The library adds a second to when the window ends.
    left = reached.reset_at - 1 - clock.now().timestamp() if reached else 3600
    minutes, lost = max(math.ceil(left / 60), 1), _lost()
    response = page(
        429,
        _("Aus Ihrem Netz kamen zu viele Anfragen.") + lost,
        _go_back_in(minutes) if lost else _reload_in(minutes),
    )
    response.headers["Retry-After"] = str(minutes * 60)
    return response


def _go_back_in(minutes: int) -> str:
    sentence = ngettext(
        "Gehen Sie zurück und versuchen Sie es in %(num)s Minute noch einmal.",
        "Gehen Sie zurück und versuchen Sie es in %(num)s Minuten noch einmal.",
        minutes,
    )
    return str(sentence)


def _reload_in(minutes: int) -> str:
    sentence = ngettext(
        "Laden Sie die Seite in %(num)s Minute neu.",
        "Laden Sie die Seite in %(num)s Minuten neu.",
        minutes,
    )
    return str(sentence)


def _database(error: DBAPIError) -> Response:
    if not is_unavailable(error):
        return _unknown(error)
    if is_busy(error):
        return _busy(error)
    log.error("database", endpoint=request.endpoint, **failure(error))
    response = page(
        503,
        _("Unsere Datenbank ist zurzeit nicht erreichbar oder nimmt nichts an.") + _lost(),
        _("Bitte versuchen Sie es später noch einmal."),
        _("Zurzeit nicht möglich"),
    )
    response.headers["Retry-After"] = "60"
    return response


def _busy(error: DBAPIError | PoolTimeout) -> Response:
    log.error("database", endpoint=request.endpoint, **failure(error))
    lost = _lost()
    what_now = _("Bitte laden Sie die Seite in einer Minute neu.")
    if lost:
        what_now = _("Bitte gehen Sie zurück und versuchen Sie es in einer Minute noch einmal.")
    response = page(503, _("Gerade ist sehr viel los.") + lost, what_now)
    response.headers["Retry-After"] = "60"
    return response


def _unknown(error: Exception) -> Response:
    log.error("unexpected", endpoint=request.endpoint, **failure(error))
    return page(
        500,
        _("Bei uns ist ein Fehler passiert.") + _lost(),
        _("Bitte versuchen Sie es später noch einmal."),
    )
