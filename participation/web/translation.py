"""Sentences of the message catalogue as plain text, for modules that write many of them."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext


def _(message: str, **values: Any) -> str:
    """Return a sentence in the reader's language with its placeholders filled."""
    return str(gettext(message, **values))


def in_every_language(message: str, **values: Any) -> dict[str, str]:
    """Return a sentence in every language of the application, for what is kept or mailed later."""
    texts = {}
    for language in current_app.config["LANGUAGES"]:
        with force_locale(language):
            texts[language] = _(message, **values)
    return texts
