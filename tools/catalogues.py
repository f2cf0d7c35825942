"""What `make messages` and `make check-translations` share: the sentences in the code, and the
catalogues."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "participation" / "translations"
# German is the source language: `_l` is lazy, `N_` only marks what pure code raises, the others
# count.
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **parse_keywords(
        ["_l", "N_", "lazy_gettext", "lazy_pgettext:1c,2", "lazy_ngettext:1,2", "_n:1,2", "NN_:1,2"]
    ),
}


def extract() -> Catalog:
    """Return a catalogue without translations that holds every marked sentence of code and
    templates."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping(file)
    found = Catalog(charset="utf-8")
    for folder in ("participation", "templates"):
        messages = extract_from_dir(ROOT / folder, methods, options, keywords=KEYWORDS)
        for filename, line, message, comments, context in messages:
            found.add(
                message,
                locations=[(f"{folder}/{filename}", line)],
                auto_comments=comments,
                context=context,
            )
    return found


def catalogues() -> dict[str, Path]:
    """Return the catalogue of each language that has one, by its language code."""
    return {path.parts[-3]: path for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))}


def read(path: Path, language: str) -> Catalog:
    """Read one catalogue; raises babel's PoFileError when it is no valid one."""
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)
