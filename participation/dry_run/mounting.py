"""The application of a dry run: the same program with a folder of its own for database and keys,
under an address of its own. It sees neither the cookies nor the clock of what is around it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from contextvars import Context
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from werkzeug.http import parse_options_header

from participation.dry_run.marking import marked_inside
from participation.dry_run.rules import FILE_MARK, MOST
from participation.extensions import db
from participation.kernel import durable
from participation.kernel.clock import pretending
from participation.kernel.crypto import keyed_hash

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

P = ParamSpec("P")
R = TypeVar("R")
AT = "/dry-run"
FOLDER = "dry-runs"
"""Below INSTANCE; gunicorn.conf.py empties it when the server starts."""
LANGUAGE = "lang"
"""The one cookie of the city's pages that a dry run is given: in which language they are read."""
_PATH = re.compile(r"; Path=/(?=;|$)")


class Mounted:
    """The applications of dry runs that this process has built."""

    def __init__(self, create: Callable[[Mapping[str, Any]], Flask]) -> None:
        self._create = create
        self._apps: dict[str, Flask] = {}
        self._lock = Lock()

    def app(self, token: str) -> Flask:
        """Return the application of a dry run, building it if this process has not yet."""
        with self._lock:
            if token not in self._apps:
                for gone in [known for known in self._apps if not folder(known).is_dir()]:
                    _dispose(self._apps.pop(gone))
                while len(self._apps) > MOST:
                    _dispose(self._apps.pop(next(iter(self._apps))))
                self._apps[token] = Context().run(self._create, _settings(token))
            return self._apps[token]

    def forget(self, token: str) -> None:
        """Close what this process has open of a dry run."""
        with self._lock:
            app = self._apps.pop(token, None)
        if app is not None:
            _dispose(app)


def init_mounting(app: Flask, create: Callable[[Mapping[str, Any]], Flask]) -> None:
    """Keep the function that makes an application from settings."""
    app.extensions["dry_runs"] = Mounted(create)


def prefix(token: str) -> str:
    """Return what the addresses of a dry run begin with."""
    return f"{AT}/{token}"


def folder(token: str) -> Path:
    """Return the folder that holds everything of a dry run."""
    return _all() / token


def make_folder(token: str) -> None:
    """Make the folder, for its owner alone."""
    folder(token).mkdir(mode=0o700, parents=True)


def tokens() -> list[str]:
    """Return the dry runs that have a folder."""
    return [path.name for path in _all().iterdir() if path.is_dir()] if _all().is_dir() else []


def throw_away(token: str) -> None:
    """Delete everything of a dry run."""
    mounted().forget(token)
    # Two may throw it away at once.
    shutil.rmtree(folder(token), ignore_errors=True)


def making() -> AbstractContextManager[None]:
    """Keep all others from making or changing a dry run for as long as this lasts."""
    _all().mkdir(mode=0o700, parents=True, exist_ok=True)
    return durable.locked(_all() / "making")


def mounted() -> Mounted:
    """Return the applications of this process."""
    found: Mounted = current_app.extensions["dry_runs"]
    return found


def within(token: str, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do something within the application of a dry run: with its database, its keys and without
    anything of the present request."""
    app = mounted().app(token)

    def inside() -> R:
        with app.app_context():
            return work(*args, **kwargs)

    return Context().run(inside)


def serve(token: str, now: datetime) -> Response:
    """Answer the present request within a dry run, at the moment that is pretended."""
    app = mounted().app(token)
    environ = _environ(token, request.environ)

    def inside() -> Response:
        # The application itself, without the layers around it: they have passed already. Whole, so
        # that nothing is computed once the clock is right again.
        with pretending(now):
            answer = Response.from_app(lambda *given: Flask.wsgi_app(app, *given), environ, True)
            return cast("Response", answer)

    return _marked(token, Context().run(inside))


def _environ(token: str, around: WSGIEnvironment) -> WSGIEnvironment:
    own = {name: value for name, value in around.items() if "." not in name or "wsgi." in name}
    own["SCRIPT_NAME"] = prefix(token)
    own["PATH_INFO"] = around["PATH_INFO"].removeprefix(prefix(token)) or "/"
    names = {*_cookie_names(token).values(), LANGUAGE}
    cookies = around.get("HTTP_COOKIE", "").split(";")
    own["HTTP_COOKIE"] = ";".join(one for one in cookies if one.split("=")[0].strip() in names)
    return own


def _marked(token: str, response: Response) -> Response:
    """Return an answer that leads nowhere else, is kept nowhere and says what it is."""
    headers = response.headers
    headers["Cache-Control"] = "no-store"
    headers["X-Robots-Tag"] = "noindex, nofollow"
    cookies = headers.getlist("Set-Cookie")
    headers.setlist("Set-Cookie", [_PATH.sub(f"; Path={prefix(token)}/", one) for one in cookies])
    target = urlsplit(headers.get("Location", ""))
    inside = target.netloc or target.path.startswith(f"{prefix(token)}/")
    if target.path.startswith("/") and not inside:
        headers["Location"] = prefix(token) + target.geturl()
    kind, options = parse_options_header(headers.get("Content-Disposition"))
    if kind == "attachment" and "filename" in options:
        response.set_data(marked_inside(response.get_data(), response.mimetype or ""))
        name = FILE_MARK + options["filename"]
        headers.set("Content-Disposition", kind, filename=name)
    return response


def _settings(token: str) -> dict[str, Any]:
    config = current_app.config
    place = folder(token)
    secret = keyed_hash(str(config["SECRET_KEY"]).encode(), "dry run", token).hex()
    return {
        "TESTING": config["TESTING"],
        "DRY_RUN": token,
        "DEMO": False,
        "SECRET_KEY": secret,
        "SECRET_KEY_FALLBACKS": [],
        "BASE_URL": config["BASE_URL"] + prefix(token),
        "DATABASE_URL": f"sqlite:///{place.absolute() / 'dry-run.db'}",
        "INSTANCE": str(place),
        "KEY_FILE": str(place / "keys.json"),
        "MAIL_URL": "",
        "PROXIES": 0,
        # The counters of a process are one for all its applications; the keys differ.
        "RATELIMIT_STORAGE_URI": config["RATELIMIT_STORAGE_URI"],
        "BACKUP_DAYS": config["BACKUP_DAYS"],
        "DB_POOL": 4,
        "STATEMENT_TIMEOUT_MS": config["STATEMENT_TIMEOUT_MS"],
        "KEEP_PAGES": False,
        **_cookie_names(token),
    }


def _cookie_names(token: str) -> dict[str, str]:
    kinds = {"SESSION_COOKIE_NAME": "s", "BROWSER_COOKIE_NAME": "b", "DEVICE_COOKIE_NAME": "d"}
    start = "__Secure-" if current_app.config["SESSION_COOKIE_SECURE"] else ""
    return {name: f"{start}dry-{kind}-{token[:8]}" for name, kind in kinds.items()}


def _all() -> Path:
    return Path(current_app.config["INSTANCE"]) / FOLDER


def _dispose(app: Flask) -> None:
    with suppress(OSError), app.app_context():
        db.engine.dispose()
