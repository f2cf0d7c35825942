"""Sentences of the message catalogue as plain text, for modules that write many of them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext


def _(message: str, **values: Any) -> str:
    """Return a sentence in the reader's language with its placeholders filled."""
    return str(gettext(message, **values))
