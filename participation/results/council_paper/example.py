"""What a template is tried with: something for every placeholder, with letters that need care, and
a picture."""

from __future__ import annotations

from typing import Any

from participation.results.council_paper.placeholders import PICTURES, PLACEHOLDERS, Placeholder

DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJg"
    "gg=="
)
LENGTH = 3
"""How many of what is repeated."""


def _value(placeholder: Placeholder) -> Any:
    if not placeholder.repeated:
        return f"[{placeholder.name}] & „Beispiel“ <1>"
    one = {item.name: _value(item) for item in placeholder.items} or "Ein Beispielsatz."
    return [one] * LENGTH


EXAMPLE: dict[str, Any] = {
    "texts": {each.name: _value(each) for each in PLACEHOLDERS if each.name not in PICTURES},
    "pictures": {name: {"title": name, "alt": name, "png": DOT} for name in PICTURES},
    "title": "Beispiel",
    "at": "2026-01-01T00:00:00+00:00",
}
