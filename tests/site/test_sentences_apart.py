"""No page runs two sentences together: `check_page` looks at every page that a test fetches."""

from __future__ import annotations

import pytest

from tests.pages import glued, parse


def glued_in(markup: str) -> list[str]:
    """What is glued together in a piece of a page."""
    return glued(parse(f"<main>{markup}</main>"))


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Die Runde ist zu Ende.Das Ergebnis folgt.</p>",
        "<p>Die Runde ist zu <b>Ende.</b>Das Ergebnis folgt.</p>",
        "<p>Ist sie zu Ende?<span>Das Ergebnis folgt.</span></p>",
    ],
)
def test_sentences_without_a_space_between_them_are_found(markup: str) -> None:
    assert len(glued_in(markup)) == 1


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Die Runde ist zu Ende. Das Ergebnis folgt.</p>",
        "<p>Die Runde ist zu Ende.</p><p>Das Ergebnis folgt.</p>",
        "<ul><li>zu Ende.</li><li>Das Ergebnis</li></ul>",
        "<code>zu.Ende</code>",
        "<p>am 3.Mai, z.B. um 12.30 Uhr</p>",
    ],
)
def test_text_without_an_end_of_sentence_is_left_alone(markup: str) -> None:
    assert glued_in(markup) == []
