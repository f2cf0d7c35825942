"""How names are written one after the other."""

from __future__ import annotations

from flask import Flask
from flask_babel import force_locale

from participation.results.output.sentences import apart

TITLES = {"a": "Mobilität", "b": "Energie", "c": "Kultur, Sport", "d": "Bildung", "e": "Wohnen"}


def test_names_with_commas_put_semicolons_into_every_line_of_their_list(app: Flask) -> None:
    pairs = [("a", "c"), ("a", "d"), ("b", "d"), ("b", "e")]
    with app.test_request_context(), force_locale("de"):
        assert apart("abcde", pairs, TITLES) == [
            "Mobilität vor: Kultur, Sport; Bildung",
            "Energie vor: Bildung; Wohnen",
        ]
