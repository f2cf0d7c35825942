"""Template filters and globals: translated texts, dates, times, numbers."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern
from flask import Flask, current_app, request
from flask_babel import format_decimal, get_locale
from markupsafe import Markup

from participation.kernel import amounts
from participation.kernel.errors import ParticipationError
from participation.kernel.partial_dates import PartialDate, Precision
from participation.kernel.sanitise import render_markdown
from participation.web.addresses import init_addresses
from participation.web.translation import _

DEFAULT_ZONE = "Europe/Berlin"
WRITTEN_IN = "de"
"""The language of what is written once: ideas, answers, papers, reports."""
_NUMBER_AND_WORD = re.compile(r"(\d\.?) (?=[^\W\d])")
DATES = {"en": Locale("en", "GB")}
"""The English catalogue is British; babel takes plain `en` for American."""
_PRECISIONS = {
    Precision.YEAR: "y",
    Precision.QUARTER: "QQQQ y",
    Precision.MONTH: "LLLL y",
    Precision.DAY: "long",
}


def language() -> str:
    """Return the language code of this request, `de` outside of one."""
    locale = get_locale()
    return locale.language if locale else "de"


def tr(texts: Mapping[str, str] | str | None) -> str:
    """Return the text in the reader's language, German where it is missing."""
    if not texts:
        return ""
    if isinstance(texts, str):
        return texts
    return texts.get(language()) or texts.get("de") or next(iter(texts.values()), "")


def foreign(texts: Mapping[str, str] | str | None) -> str:
    """Return the language of what `tr` returns where it is not the reader's, else ""."""
    if not texts or isinstance(texts, str) or texts.get(language()):
        return ""
    return "de" if texts.get("de") else next(iter(texts), "")


def translate_error(error: ParticipationError) -> str:
    """Return an error's sentence in the reader's language."""
    values = {
        name: tr(value) if isinstance(value, Mapping) else value
        for name, value in error.values.items()
    }
    return _(error.message, **values) if values else _(error.message)


def long_date(day: date) -> str:
    """Return a day written out: '20. Dezember 2026', '20 December 2026'."""
    return str(format_date(day, "long", locale=DATES.get(language(), language())))


def localdate(moment: datetime, zone: str = DEFAULT_ZONE) -> str:
    """Return the day of a moment, written out."""
    return long_date(moment.astimezone(ZoneInfo(zone)))


def localtime(moment: datetime, zone: str = DEFAULT_ZONE) -> str:
    """Return the date and the time: '20. Dezember 2026, 23:59 Uhr'."""
    local = moment.astimezone(ZoneInfo(zone))
    return _("%(date)s, %(time)s Uhr", date=long_date(local), time=local.strftime("%H:%M"))


def clock_time(moment: datetime, zone: str = DEFAULT_ZONE) -> str:
    """Return the time of day: '9:31'."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.hour}:{local.minute:02}"


def deadline(closes: datetime, zone: str = DEFAULT_ZONE) -> str:
    """Return an exclusive end as the last minute that counts: 'bis einschließlich 20. Dezember
    2026, 23:59 Uhr'. Of an end within a minute, as when a round is stopped, that minute counts."""
    last = closes - timedelta(microseconds=1)
    return _("bis einschließlich %(moment)s", moment=localtime(last, zone))


def partial_date(given: PartialDate | str | None, wording: str = "") -> str:
    """Return a date as exact as it is: '4. Quartal 2020', 'Juli 2021', '14. Juli 2021'; without one
    the words of its source."""
    given = given if isinstance(given, PartialDate) else PartialDate(given or None, wording)
    if given.first_day is None or given.precision is None:
        return given.wording or _("ohne Datum")
    locale = DATES.get(language(), language())
    return str(format_date(given.first_day, _PRECISIONS[given.precision], locale=locale))


def amount(cents: int | None, unit: str = "") -> str:
    """Return an amount of money in the unit it was given in ('3,40 Mio.'), a dash for none: a blank
    is not zero."""
    return "—" if cents is None else amounts.in_given_unit(cents, amounts.Unit(unit), language())


def unbroken(text: str) -> str:
    """Return a text in which a number and the word after it stay on one line: '20. Dezember',
    '23:59 Uhr'."""
    return _NUMBER_AND_WORD.sub("\\1\N{NO-BREAK SPACE}", text)


def number(value: float | int | None) -> str:
    """Return a number in the locale's form, an en dash for none."""
    return "–" if value is None else str(format_decimal(value))


def percent(value: float | None, digits: int = 1) -> str:
    """Return a share (0 to 1) as per cent with fixed digits in the locale's form."""
    if value is None:
        return "–"
    return _("%(number)s %%", number=format_decimal(value * 100, format=_fixed(digits)))


@functools.cache
def _fixed(digits: int) -> NumberPattern:
    """Return the pattern of numbers with so many decimals: taking it apart costs more than writing
    the number, and a page of money has a thousand."""
    return parse_pattern("#,##0." + "0" * digits if digits else "#,##0")


def as_written(text: str) -> str:
    """Return a text that people wrote once, in the language of the city, marked as such where the
    reader's is another: what reads aloud then changes its voice."""
    if not text or language() == WRITTEN_IN:
        return text
    return Markup('<span lang="{}">{}</span>').format(WRITTEN_IN, text)


def written_paragraphs(text: str) -> Markup:
    """Return the paragraphs of such a text."""
    made = paragraphs(text)
    if not made or language() == WRITTEN_IN:
        return made
    return Markup('<div class="prose" lang="{}">{}</div>').format(WRITTEN_IN, made)


def paragraphs(text: str) -> Markup:
    """Return plain text with its line breaks as HTML, everything escaped, nothing made
    clickable."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    lines = [Markup("<br>").join(block.split("\n")) for block in blocks]
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)


def language_links() -> list[tuple[str, str, str, bool]]:
    """Return (code, name, address, is current) for each language of the switch."""
    names: dict[str, str] = current_app.config["LANGUAGES"]
    query = {name: value for name, value in request.args.items() if name != "lang"}
    path = request.path if request.method == "GET" else "/"
    base = request.script_root + path
    links = []
    for code, name in names.items():
        links.append((code, name, base + "?" + _query(query | {"lang": code}), code == language()))
    return links


def has_page(endpoint: str) -> bool:
    """Return whether this installation has the page: the demo's pages exist only in the demo."""
    return endpoint in current_app.view_functions


def _query(values: Mapping[str, str]) -> str:
    return urlencode(values)


def init_filters(app: Flask) -> None:
    """Register the filters and globals of this module."""
    filters: dict[str, Any] = {
        "tr": tr,
        "foreign": foreign,
        # On pages only: mails, files and pictures of dates are plain text.
        "localdate": lambda *given: unbroken(localdate(*given)),
        "day": lambda day: unbroken(long_date(day)),
        "clock_time": clock_time,
        "localtime": lambda *given: unbroken(localtime(*given)),
        "deadline": lambda *given: unbroken(deadline(*given)),
        "partial_date": lambda *given: unbroken(partial_date(*given)),
        "amount": lambda *given: unbroken(amount(*given)),
        "number": number,
        "percent": percent,
        "paragraphs": paragraphs,
        "as_written": as_written,
        "written_paragraphs": written_paragraphs,
        "markdown": render_markdown,
        "translate_error": translate_error,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(language_links=language_links, has_page=has_page)
    init_addresses(app)
