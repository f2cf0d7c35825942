"""What following must know of what is followed, handed in when the app is built: the rungs above
tell which subjects everybody may read now, and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from flask import Flask, current_app

from participation.extensions import Translated


@dataclass(frozen=True)
class Subject:
    """A subject that everybody may read at this moment: its public title and its page."""

    title: Translated
    endpoint: str
    values: Mapping[str, str] = field(default_factory=dict)


Reader = Callable[[Collection[str]], Mapping[str, Subject]]
"""Takes keys and returns the subjects among them that everybody may read now."""


def init_subjects(app: Flask, readers: Mapping[str, Reader]) -> None:
    """Keep the functions that tell what may be read, one for each kind that can be followed or that
    news can be about."""
    app.extensions["following_subjects"] = dict(readers)


def public_subjects(kind: str, keys: Collection[str]) -> Mapping[str, Subject]:
    """Return those of the subjects that everybody may read now; none of an unknown kind."""
    readers: Mapping[str, Reader] = current_app.extensions["following_subjects"]
    reader = readers.get(kind)
    return reader(keys) if reader is not None and keys else {}


def public_subject(kind: str, key: str) -> Subject | None:
    """Return the subject if everybody may read it now, else None."""
    return public_subjects(kind, [key]).get(key)
