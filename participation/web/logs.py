"""What may be logged of a failure: of what kind it is and where it happened, never its text.

The text of a driver's error shows the values of the statement: what a person wrote, or answered on
a ballot, beside the time of the log line. So kinds and places (file, line, function) are all that
leaves the process, on whichever way: the application's own lines, those of libraries and of
gunicorn, and what Python prints of an error that nobody caught.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

OWN = "/participation/"
INVALID_REQUEST = "Invalid request"


def kind(error: BaseException) -> str:
    """Return the type of an error and of what caused it, for instance `IntegrityError from
    UniqueViolation (23505)`."""
    names = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        # The SQLSTATE of PostgreSQL tells what went wrong and nothing of the values.
        state = getattr(link, "sqlstate", None)
        names.append(type(link).__name__ + (f" ({state})" if state else ""))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return " from ".join(names)


def places(error: BaseException) -> list[str]:
    """Return where an error went through our own code, and where it arose, as `file:line
    function`."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames[:-1] if OWN in frame.filename]
    return [
        f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in [*own, *frames[-1:]]
    ]


def failure(error: BaseException) -> dict[str, Any]:
    """Return what a line of the log says of an error."""
    return {"error": kind(error), "places": places(error)}


def configure() -> None:
    """Log the application's own lines as JSON; what an error says is left out."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _without_text,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )


def keep_texts_out() -> None:
    """Leave the texts of errors out of everything that this process logs or prints. Called once,
    where a process starts."""
    logging.setLogRecordFactory(SafeRecord)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


class SafeRecord(logging.LogRecord):
    """A log line of a library; one about an error says of what kind it is and where it happened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        error = self.exc_info[1] if self.exc_info else None
        if error is not None:
            # The message goes, too: gunicorn puts the address that was asked for into it.
            self.msg = "%s at %s"
            self.args = (kind(error), ", ".join(places(error)))
            self.exc_info = self.exc_text = None
        elif str(self.msg).startswith(INVALID_REQUEST):
            # gunicorn names the client's network address and what it sent.
            self.msg, self.args = INVALID_REQUEST, ()


def _without_text(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> Any:
    given = line.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()[1]
    elif isinstance(given, tuple):
        given = given[1]
    if isinstance(given, BaseException):
        line.update(failure(given))
    for name, value in line.items():
        if isinstance(value, BaseException):
            line[name] = kind(value)
    return line


def _uncaught(
    _type: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    if isinstance(error, KeyboardInterrupt):
        return
    lines = "".join(f"  {place}\n" for place in places(error))
    sys.stderr.write(
        f"{kind(error)}\n{lines}Its text is left out: it may show what people wrote.\n"
    )


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _unraisable(args: sys.UnraisableHookArgs) -> None:
    if args.exc_value is not None:
        _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _short(filename: str) -> str:
    for mark in ("/site-packages/", OWN):
        if mark in filename:
            return ("" if mark != OWN else "participation/") + filename.rsplit(mark, 1)[1]
    return filename.rsplit("/", 1)[-1]
