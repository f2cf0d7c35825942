"""Bring new sentences into every catalogue and drop those that are gone; translations stay as they
are.

`python tools/messages.py` updates what there is; `python tools/messages.py fr` begins a catalogue
for French.
"""

from __future__ import annotations

import sys

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from catalogues import ROOT, TRANSLATIONS, catalogues, extract, read


def main(new_languages: list[str]) -> int:
    """Rewrite the catalogues in a form that makes small differences: sorted, unwrapped, without
    line numbers."""
    found = extract()
    paths = catalogues()
    for language in new_languages:
        paths.setdefault(language, TRANSLATIONS / language / "LC_MESSAGES" / "messages.po")
    for language, path in paths.items():
        catalogue = read(path, language) if path.exists() else _begin(language)
        # A guessed translation is worse than a missing one, which the check reports.
        catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True
            )
        missing = sum(
            1 for message in catalogue if message.id and not _is_translated(message.string)
        )
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} sentences, {missing} to translate")
    return 0


def _begin(language: str) -> Catalog:
    return Catalog(
        locale=language,
        header_comment=(
            f"# The sentences of participation, from German into the language {language}.\n"
            "# SPDX-License-Identifier: EUPL-1.2"
        ),
        project="participation",
        version="1",
        msgid_bugs_address="see CONTRIBUTING.md",
        last_translator="the maintainers",
        language_team="the maintainers",
        charset="utf-8",
        fuzzy=False,
    )


def _is_translated(string: str | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
