"""A bird in every field of every form, and failures whose text sings of it."""

from __future__ import annotations

import contextvars
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.test import TestResponse

from participation.extensions import db
from participation.web.logs import keep_texts_out
from tests.conftest import CheckingClient
from tests.pages import form_of, tree

CANARY = "kanarienvogel"
ADDRESS = f"{CANARY}@example.org"
WRITES = ("INSERT", "UPDATE", "DELETE")
Failure = Callable[[Flask], Any]


class Browser(CheckingClient):
    """A browser that takes every answer as it comes: here they are errors."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request in a context of its own."""
        db.session.rollback()
        context = contextvars.Context()
        response: TestResponse = context.run(FlaskClient.open, self, *args, **kwargs)
        return response


@contextmanager
def process_of_its_own() -> Iterator[None]:
    """What wsgi.py sets for a whole process, and back."""
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    factory = logging.getLogRecordFactory()
    keep_texts_out()
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        logging.setLogRecordFactory(factory)


def posts_of(page: TestResponse) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield target and fields of every POST form in a page's main part, the bird in all that can
    be written."""
    main = tree(page).find(".//main") if page.mimetype == "text/html" else None
    for form in main.iter("form") if main is not None else ():
        if (form.get("method") or "get").lower() != "post":
            continue
        action = (form.get("action") or "").partition("?")[0]
        target, _method, data = form_of(page, action or None, {})
        for field in form.iter():
            name = field.get("name")
            if name and (value := _value(field)) is not None:
                data[name] = value
        yield target, data


def _value(field: Any) -> str | None:
    """Return what is typed, ticked or pressed here, None for what stays as it stands."""
    kind = (field.get("type") or "text").lower()
    if field.tag == "textarea" or (field.tag == "input" and kind in ("text", "search", "tel")):
        return f"{CANARY} und noch ein {CANARY}"[: int(field.get("maxlength") or 200)]
    if field.tag == "input" and kind == "email":
        return ADDRESS
    if field.tag == "input" and kind == "password":
        return f"{CANARY}-passwort"
    if field.tag == "input" and kind in ("checkbox", "radio"):
        return field.get("value") or "on"
    if field.tag == "button":
        return field.get("value")
    return None


def _driver_error(name: str) -> Failure:
    """Let every statement that writes, or looks for the bird, fail in the driver."""

    @contextmanager
    def failure(app: Flask) -> Iterator[None]:
        driver = db.engine.dialect.dbapi
        error = getattr(driver, name)

        def fail(_cursor: Any, statement: str, parameters: Any, _context: Any) -> None:
            if statement.lstrip().startswith(WRITES) or CANARY in str(parameters):
                raise error(f"DETAIL: Failing row contains ({CANARY}, {parameters!r})")

        names = ("do_execute", "do_executemany")
        for hook in names:
            event.listen(db.engine, hook, fail)
        try:
            yield
        finally:
            for hook in names:
                event.remove(db.engine, hook, fail)

    return failure


def _at(moment: str, error: Exception) -> Failure:
    """Let the engine fail at a moment of every connection: "commit" or "begin"."""

    @contextmanager
    def failure(app: Flask) -> Iterator[None]:
        def fail(connection: Any) -> None:
            if moment == "commit" or connection.get_execution_options().get("write"):
                raise error

        event.listen(db.engine, moment, fail)
        try:
            yield
        finally:
            event.remove(db.engine, moment, fail)

    return failure


@contextmanager
def read_only(app: Flask) -> Iterator[None]:
    """Let the database refuse every write."""
    postgresql = db.engine.dialect.name == "postgresql"

    def close(connection: Any) -> None:
        connection.exec_driver_sql(
            "SET TRANSACTION READ ONLY" if postgresql else "PRAGMA query_only = ON"
        )

    event.listen(db.engine, "begin", close)
    try:
        yield
    finally:
        event.remove(db.engine, "begin", close)
        db.engine.dispose()


def _broken_template(*names: str) -> Failure:
    @contextmanager
    def failure(app: Flask) -> Iterator[None]:
        def fail(*_args: Any, **_kwargs: Any) -> Any:
            raise RuntimeError(CANARY)

        before = {name: app.jinja_env.globals[name] for name in names}
        app.jinja_env.globals.update(dict.fromkeys(names, fail))
        try:
            yield
        finally:
            app.jinja_env.globals.update(before)

    return failure


FAILURES: dict[str, Failure] = {
    "integrity": _driver_error("IntegrityError"),
    "operational": _driver_error("OperationalError"),
    "data": _driver_error("DataError"),
    "internal": _driver_error("InternalError"),
    "commit": _at("commit", RuntimeError(CANARY)),
    "pool": _at("begin", PoolTimeout(CANARY)),
    "read-only": read_only,
    "template": _broken_template("url_for"),
    "every template": _broken_template("static_url"),
}
