"""Every marked sentence stands in every catalogue, translated, with the same placeholders; nothing
is left over."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message
from catalogues import catalogues, extract, read

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def main() -> int:
    """Print what is wrong, one line each, and return 1 when there is something."""
    found = extract()
    paths = catalogues()
    problems = [] if paths else ["participation/translations has no catalogue (make messages)"]
    problems += [
        f"{_place(message)}: {problem}" for message in found for problem in _unsound(message)
    ]
    for language, path in paths.items():
        catalogue = read(path, language)
        problems += [f"{language}: {problem}" for problem in _compare(found, catalogue)]
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"translations: fine ({len(found)} sentences, {', '.join(paths)})")
    return 1 if problems else 0


def _compare(found: Catalog, catalogue: Catalog) -> Iterator[str]:
    for message in found:
        if not message.id:
            continue
        there = catalogue.get(message.id, message.context)
        if there is None:
            yield f"missing (make messages): {message.id!r} from {_place(message)}"
        elif there.fuzzy:
            yield f"fuzzy: {message.id!r}"
        elif not all(_forms(there.string)) or len(_forms(there.string)) != _expected_forms(
            message, catalogue
        ):
            yield f"not translated: {message.id!r} from {_place(message)}"
        else:
            yield from _placeholders(message, there)
    for message in catalogue:
        if message.id and found.get(message.id, message.context) is None:
            yield f"no longer in the code (make messages): {message.id!r}"
    for message in catalogue.obsolete.values():
        yield f"obsolete (make messages): {message.id!r}"


def _placeholders(message: Message, there: Message) -> Iterator[str]:
    """The last form must name what the original names; a singular may leave the number out."""
    wanted = _names(_forms(message.id)[-1])
    forms = _forms(there.string)
    for form in forms:
        if _names(form) - wanted or (form == forms[-1] and _names(form) != wanted):
            yield f"other placeholders than the original: {form!r}"
        elif problem := _breaks(form):
            yield f"{problem}: {form!r}"


def _unsound(message: Message) -> Iterator[str]:
    for form in _forms(message.id):
        if problem := _breaks(form):
            yield f"{problem}: {form!r}"


def _breaks(text: str) -> str:
    """Why `text % values` would fail; text without placeholders is never formatted."""
    names = _names(text)
    if not names:
        return ""
    try:
        text % dict.fromkeys(names, 1)
    except (ValueError, KeyError, TypeError) as error:
        return f"cannot be formatted ({error})"
    return ""


def _names(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (text,)


def _expected_forms(message: Message, catalogue: Catalog) -> int:
    return catalogue.num_plurals if isinstance(message.id, tuple | list) else 1


def _place(message: Message) -> str:
    return ":".join(map(str, message.locations[0])) if message.locations else "the header"


if __name__ == "__main__":
    sys.exit(main())
