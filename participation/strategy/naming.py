"""Which field or goal a text names, by its key or by its title. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line, fold
from participation.strategy.rules import Field, Goal

SHOWN = 60
"""How many characters of a name are repeated in its sentence."""


def key_of(text: str, items: Sequence[Field] | Sequence[Goal]) -> str | None:
    """Return the key of what a text names, None where nothing is called so.

    A key says exactly one thing. A title counts in every language, first as it is written, then
    without regard to case and accents. Raises BadInput where several have it.
    """
    name = clean_line(text)
    if any(item.key == name for item in items):
        return name
    same: Sequence[Callable[[str], str]] = (clean_line, fold)
    for form in same:
        wanted = form(name)
        found = [
            item.key
            for item in items
            if any(form(clean_line(title)) == wanted for title in item.title.values())
        ]
        if len(found) > 1:
            sentence = N_(
                "„%(name)s“ heißt hier mehreres. Schreiben Sie statt des Titels einen dieser"
                " Schlüssel: %(known)s"
            )
            raise BadInput(sentence, name=name[:SHOWN], known=", ".join(found))
        if found:
            return found[0]
    return None
