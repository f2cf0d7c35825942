"""The shapes of settings that are mappings: a contact, and the texts of a round's phases. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from participation.strategy.rules import normal_texts

CONTACT_LENGTHS = {"address": 300, "telephone": 60, "email": 254}
PHASE_TEXTS = ("before", "during", "after")

Text = dict[str, str]


def normal_contact(contact: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a contact with all its keys."""
    given = contact or {}
    return {
        "unit": normal_texts(given.get("unit")),
        **{name: given.get(name) or "" for name in CONTACT_LENGTHS},
    }


def normal_phase_texts(texts: Mapping[str, Text] | None) -> dict[str, Text]:
    """Return the texts of all phases."""
    return {name: normal_texts((texts or {}).get(name)) for name in PHASE_TEXTS}
