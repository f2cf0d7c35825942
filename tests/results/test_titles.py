"""What groups and other ways to count are called in the tables, which hold both languages."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.results.tables import titles


@pytest.mark.parametrize("reader", ["de", "en"])
def test_titles_are_in_both_languages_whoever_asks(app: Flask, reader: str) -> None:
    with app.test_request_context(headers={"Accept-Language": reader}):
        assert titles.channel("code") == {"de": "Zugangscode", "en": "Access code"}
        assert titles.rest() == {"de": "Übrige", "en": "Others"}
        assert titles.no_answer() == {"de": "ohne Angabe", "en": "no answer"}


def test_a_way_to_count_names_the_channels_it_leaves_out(app: Flask) -> None:
    assert titles.variant("without_channel", ["email", "paper"]) == {
        "de": "Ohne Zugangsweg: E-Mail, Papier",
        "en": "Without channel: Email, Paper",
    }
