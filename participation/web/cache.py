"""Pages that are the same for many readers, kept for up to ten seconds in this process, and never
past a change of phase.

Signed-out readers share a page as it is. Signed-in residents share those pages that say nothing of
the reader: each gets their own form token put in, and whoever has just written something gets every
page fresh.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, Response, current_app, g, make_response, request, session
from flask_babel import get_locale
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from participation.kernel.clock import clock
from participation.web.process_cache import ProcessCache

P = ParamSpec("P")
Q = ParamSpec("Q")
T = TypeVar("T")
KEPT_FOR = timedelta(seconds=10)
MOST = 500
KEPT = ("Content-Type", "Link")
"""The headers that belong to what is kept; all others are the same for every answer."""
WROTE_AT = "wrote_at"
TOKEN = b"@the-reader's-form-token@"
"""Stands in kept pages where each reader's own token goes. As text it would be escaped, so no one
can write it into a page."""


def stale_at(moment: datetime | None) -> None:
    """Tell the cache that the page being made changes at this moment, for instance when a window
    opens or closes."""
    if moment is not None:
        g.stale_at = min(moment, g.get("stale_at", moment))


def kept_when_signed_out(view: Callable[P, Any]) -> Callable[P, Response]:
    """Keep the page for readers without a session; anyone with a cookie of ours gets it fresh."""

    @functools.wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Response:
        if not _may_keep():
            return make_response(view(*args, **kwargs))
        return _kept_or_made("", lambda: view(*args, **kwargs))

    return cast("Callable[P, Response]", wrapper)


def kept_for_programs(view: Callable[P, Response]) -> Callable[P, Response]:
    """Keep an answer for programs, which have neither sessions nor cookies."""

    @functools.wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Response:
        if request.method != "GET" or not current_app.config.get("KEEP_PAGES", True):
            return view(*args, **kwargs)
        return _kept_or_made("", lambda: view(*args, **kwargs))

    return wrapper


def kept_for_everyone(
    personal: Callable[..., bool] | None = None,
) -> Callable[[Callable[Q, Any]], Callable[Q, Response]]:
    """Keep the page for readers without a session and, apart from it, one for all signed-in
    residents.

    The page must not say anything of its reader; where it sometimes does, `personal` tells so and
    it is made fresh.
    """

    def decorate(view: Callable[Q, Any]) -> Callable[Q, Response]:
        when_signed_out = kept_when_signed_out(view)

        @functools.wraps(view)
        def wrapper(*args: Q.args, **kwargs: Q.kwargs) -> Response:
            if not _may_share() or (personal is not None and personal(*args, **kwargs)):
                return when_signed_out(*args, **kwargs)
            return _kept_or_made(str(generate_csrf()), lambda: view(*args, **kwargs))

        return cast("Callable[Q, Response]", wrapper)

    return decorate


def init_cache(app: Flask) -> None:
    """Note in the session of a signed-in person when they last wrote something, so that they see it
    on every page."""
    app.extensions["pages"] = ProcessCache(MOST)
    app.extensions["counts"] = ProcessCache(MOST)

    @app.after_request
    def _note_writing(response: Response) -> Response:
        # Asked of the cookie: after a commit the person would have to be read again.
        if request.method == "POST" and "_user_id" in session:
            session[WROTE_AT] = int(clock.now().timestamp())
        return response


def _kept_or_made(token: str, make: Callable[[], Any]) -> Response:
    """Return the kept page with the reader's form token in it; a signed-out reader has none."""
    cache: ProcessCache = current_app.extensions["pages"]
    key = (request.script_root, request.full_path, str(get_locale()), bool(token))
    now = clock.now()
    kept = cache.get(key, now)
    if kept is not None:
        body, headers = kept
        return Response(body.replace(TOKEN, token.encode()) if token else body, headers=headers)
    response = make_response(make())
    # A page that set something in the session (a form's token, a message) belongs to one reader.
    if (
        response.status_code == 200
        and not response.is_streamed
        and (token or not _session_touched())
    ):
        until = min(now + KEPT_FOR, g.get("stale_at", now + KEPT_FOR))
        body = response.get_data()
        headers = {name: response.headers[name] for name in KEPT if name in response.headers}
        kept = (body.replace(token.encode(), TOKEN) if token else body, headers)
        cache.put(key, kept, now, until)
    return response


def _may_keep() -> bool:
    if request.method != "GET" or not current_app.config.get("KEEP_PAGES", True):
        return False
    names = {current_app.config["SESSION_COOKIE_NAME"], current_app.config["BROWSER_COOKIE_NAME"]}
    return not names & set(request.cookies)


def reads_fresh() -> bool:
    """Tell whether this reader must see what is stored now: staff, and whoever has written
    something of late."""
    if not current_app.config.get("KEEP_PAGES", True):
        return True
    if not current_user.is_authenticated:
        return False
    wrote_at = session.get(WROTE_AT, 0)
    return bool(
        current_user.is_staff or clock.now().timestamp() <= wrote_at + KEPT_FOR.total_seconds() + 1
    )


def _may_share() -> bool:
    """Tell whether the reader is a resident who may see a page made for another and has no message
    waiting."""
    if request.method != "GET" or not current_user.is_authenticated:
        return False
    return not reads_fresh() and "_flashes" not in session


def _session_touched() -> bool:
    return bool(session.modified or session)


def counted(key: tuple[Any, ...], count: Callable[[], T]) -> T:
    """Return a count that is at most ten seconds old in this process, fresh for those who read
    everything fresh."""
    cache: ProcessCache = current_app.extensions["counts"]
    now = clock.now()
    kept = None if reads_fresh() else cache.get(key, now)
    if kept is None:
        kept = count()
        cache.put(key, kept, now, now + KEPT_FOR)
    return cast("T", kept)
