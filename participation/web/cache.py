"""Pages for signed-out readers, kept for up to ten seconds in this process, and never past a change of phase."""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ParamSpec, cast

from flask import Response, current_app, g, make_response, request, session
from flask_babel import get_locale

from participation.kernel.clock import clock

P = ParamSpec("P")
KEPT_FOR = timedelta(seconds=10)
MOST = 500


class PageCache:
    """A small map from (path, query, language) to an answer and the moment it is stale."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Any, tuple[datetime, bytes, str]] = OrderedDict()

    def get(self, key: Any, now: datetime) -> tuple[bytes, str] | None:
        """Return body and content type, or None."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] <= now:
                self._kept.pop(key, None)
                return None
            return found[1], found[2]

    def put(self, key: Any, until: datetime, body: bytes, content_type: str) -> None:
        """Keep an answer; the oldest one goes when there are too many."""
        with self._lock:
            self._kept[key] = (until, body, content_type)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything (of this process)."""
        with self._lock:
            self._kept.clear()


def stale_at(moment: datetime | None) -> None:
    """Tell the cache that the page being made changes at this moment, for instance when a window opens or closes."""
    if moment is not None:
        g.stale_at = min(moment, g.get("stale_at", moment))


def kept_when_signed_out(view: Callable[P, Any]) -> Callable[P, Response]:
    """Keep the page for readers without a session; anyone with a cookie of ours gets it fresh."""

    @functools.wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Response:
        if not _may_keep():
            return make_response(view(*args, **kwargs))
        cache: PageCache = current_app.extensions["pages"]
        key = (request.full_path, str(get_locale()))
        now = clock.now()
        kept = cache.get(key, now)
        if kept is not None:
            return Response(kept[0], content_type=kept[1])
        response = make_response(view(*args, **kwargs))
        # A page that set something in the session (a form's token, a message) belongs to one reader.
        if response.status_code == 200 and not _session_touched() and not response.is_streamed:
            until = min(now + KEPT_FOR, g.get("stale_at", now + KEPT_FOR))
            cache.put(key, until, response.get_data(), response.content_type)
        return response

    return cast("Callable[P, Response]", wrapper)


def _may_keep() -> bool:
    if request.method != "GET" or not current_app.config.get("KEEP_PAGES", True):
        return False
    names = {current_app.config["SESSION_COOKIE_NAME"], current_app.config["BROWSER_COOKIE_NAME"]}
    return not names & set(request.cookies)


def _session_touched() -> bool:
    return bool(session.modified or session)
