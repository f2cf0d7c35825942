"""The city's words, and what moderators see marked in an idea."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.kernel.errors import BadInput
from participation.moderation.redaction.models import MarkedWords
from participation.moderation.redaction.rules import lines_of
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.pages import main_text, tree

WORDS = "/moderation/words"


def test_each_word_stands_once_and_empty_lines_go() -> None:
    assert lines_of("Depp\n\n  depp \nDumm*\n") == ["depp", "Dumm*"]


@pytest.mark.parametrize("line", ["zwei Wörter", "*", "a", "*mitte", "x" * 61])
def test_a_line_that_is_not_one_word_is_refused(line: str) -> None:
    with pytest.raises(BadInput):
        lines_of(line)


def test_a_word_of_the_list_is_marked_for_moderators_and_never_in_public(
    app: Flask, new_client: Any, client: Any
) -> None:
    round_ = make_round()
    idea = make_idea(round_, make_resident(), state="published", title="Mehr Bänke", text="Quatsch")
    assert new_client(make_staff("admin")).submit(WORDS, words="Quatsch*").status_code == 302
    page = new_client(make_staff()).get(f"/moderation/{idea.number}")
    assert "Wort aus der Liste: Quatsch" in main_text(page)
    assert [mark.text for mark in tree(page).iter("mark")] == ["Quatsch", "Quatsch"]
    public = client.get(f"/rounds/{round_.slug}/ideas/{idea.number}")
    assert "<mark>" not in public.get_data(as_text=True)


def test_a_marked_text_says_the_same_in_the_same_paragraphs(app: Flask, new_client: Any) -> None:
    text = "Herr Beispiel <b>sagt\nja</b>.\n\nZweiter Absatz."
    idea = make_idea(make_round(), make_resident(), title="Ruf 0341 123456", text=text)
    page = tree(new_client(make_staff()).get(f"/moderation/{idea.number}"))
    [box] = page.findall(".//*[@class='idea-text']")
    assert ["".join(p.itertext()) for p in box.iter("p")] == [
        "Herr Beispiel <b>sagtja</b>.",
        "Zweiter Absatz.",
    ]
    [title] = page.findall(".//*[@id='idea']")
    assert "".join(title.itertext()) == "Ruf 0341 123456"


def test_who_was_slower_keeps_what_they_typed(app: Flask, new_client: Any) -> None:
    first, second = (new_client(make_staff("admin")) for _ in range(2))
    seen = second.get(WORDS)
    first.submit(WORDS, words="eins")
    late = second.submit(seen, words="zwei")
    assert late.status_code == 409
    assert "eins" in main_text(late)
    assert db.session.get_one(MarkedWords, 1).words == "eins"
    assert second.submit(late).status_code == 302
    db.session.expire_all()
    assert db.session.get_one(MarkedWords, 1).words == "zwei"


def test_the_audit_counts_words_and_names_none(app: Flask, new_client: Any) -> None:
    new_client(make_staff("admin")).submit(WORDS, words="eins\nzwei")
    [entry] = db.session.query(AuditEntry).filter_by(action="words.changed")
    assert (entry.details["before"], entry.details["after"]) == (0, 2)
    assert "eins" not in str(entry.details)


def test_a_list_that_is_no_list_is_shown_again_with_the_reason(app: Flask, new_client: Any) -> None:
    page = new_client(make_staff("admin")).submit(WORDS, words="zwei Wörter")
    assert "Schreiben Sie in jede Zeile nur eines" in main_text(page)
    assert "zwei Wörter" in page.get_data(as_text=True)
