"""Which languages the pages are there in, and which one a reader gets."""

from __future__ import annotations

from pathlib import Path

from babel import negotiate_locale
from flask import Flask, Response, current_app, has_request_context, request
from flask_babel import get_locale

from participation.web.api_requests import from_program

NAMES = {"de": "Deutsch", "en": "English"}


def available_languages(translations: Path) -> dict[str, str]:
    """Return the languages of the pages with their own names: German, which is the source, and one
    for each catalogue in the folder."""
    codes = ["de"]
    codes += sorted(path.name for path in translations.glob("*") if (path / "LC_MESSAGES").is_dir())
    return {code: NAMES.get(code, code) for code in dict.fromkeys(codes)}


def reader_language() -> str:
    """Return the language asked for in the address, chosen before, or preferred by the browser.
    Of a program's request nothing is remembered."""
    if not has_request_context():
        # The shell and the worker speak the source language where nobody's language was named.
        return "de"
    languages: dict[str, str] = current_app.config["LANGUAGES"]
    chosen = None if from_program() else request.cookies.get("lang")
    for asked in (request.args.get("lang"), chosen):
        if asked in languages:
            return str(asked)
    # In the reader's order: British before German is English. Werkzeug would take the exact match.
    preferred = [code for code, quality in request.accept_languages if quality]
    return negotiate_locale(preferred, list(languages), sep="-") or "de"


def init_languages(app: Flask) -> None:
    """Tell templates the language, and remember the one that a reader chose."""
    app.jinja_env.globals["get_locale"] = get_locale

    @app.after_request
    def _remember(response: Response) -> Response:
        asked = None if from_program() else request.args.get("lang")
        if asked and asked in app.config["LANGUAGES"] and request.cookies.get("lang") != asked:
            secure = app.config["SESSION_COOKIE_SECURE"]
            response.set_cookie(
                "lang", asked, max_age=31536000, samesite="Lax", secure=secure, httponly=True
            )
        return response
