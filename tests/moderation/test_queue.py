"""Working the queue off: what is next, alone and beside others, and what is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.moderation.rules import Reason, similar_search
from tests.factories import closed, make_idea, make_resident, make_round, make_staff
from tests.moderation.steps import shown, take
from tests.pages import main_text, tree

NOW = datetime.now(UTC)


def fill(count: int, **values: Any) -> list[Any]:
    """Ideas that wait, the oldest first."""
    round_, author = make_round(), make_resident()
    return [
        make_idea(
            round_,
            author,
            **{"title": f"Idee {n}", "submitted_at": NOW - timedelta(hours=count - n)} | values,
        )
        for n in range(count)
    ]


def publish(client: Any) -> Any:
    """Publish what is next, and return the page after it."""
    return client.get(client.submit(take(client), "/publish").location)


def test_one_moderator_alone_gets_the_oldest(app: Flask, new_client: Any) -> None:
    fill(4)
    moderator = new_client(make_staff())
    assert [shown(publish(moderator)) for _ in range(3)] == ["Idee 1", "Idee 2", "Idee 3"]


def test_the_next_page_says_once_what_was_decided(app: Flask, new_client: Any) -> None:
    first = fill(2)[0]
    page = main_text(publish(new_client(make_staff())))
    assert page.count(f"Idee {first.number} ist veröffentlicht.") == 1


def test_after_a_decision_the_page_opens_at_the_next_idea(app: Flask, new_client: Any) -> None:
    fill(2)
    moderator = new_client(make_staff())
    location = moderator.submit(take(moderator), "/publish").location
    assert location.endswith("#idea")
    heading = tree(moderator.get(location)).find(".//h1")
    assert (heading.get("id"), heading.get("tabindex")) == ("idea", "-1")


def test_the_last_decision_leads_to_an_empty_queue(app: Flask, new_client: Any) -> None:
    fill(1)
    assert "Es wartet keine Idee" in main_text(publish(new_client(make_staff())))


def test_search_results_are_not_called_decided(app: Flask, new_client: Any) -> None:
    fill(3, text="Mehr Bäume am Kanal und mehr Bänke.")
    page = main_text(new_client(make_staff()).get("/moderation/decided?q=Kanal"))
    assert "3 Ideen gefunden." in page
    assert "Mehr Bäume am Kanal" in page
    assert "Entschiedene Ideen" not in page


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Solardächer auf Schulen, bitte", "Solardächer Schulen"),
        ("Rad am Ort", "Rad am Ort"),
        ("🌳🌳", "🌳🌳"),
    ],
)
def test_similar_ideas_share_the_longest_words(title: str, words: str) -> None:
    assert similar_search(title) == words


def test_the_words_for_each_reason_are_filled_in_in_the_authors_language(
    app: Flask, new_client: Any
) -> None:
    make_idea(make_round(), make_resident(language="en"))
    page = tree(take(new_client(make_staff())))
    ready = next(
        element.get("data-templates")
        for element in page.iter("div")
        if element.get("data-templates")
    )
    assert Reason.ADVERT.value in ready
    assert "We do not" in ready


def test_a_wish_that_is_missing_is_asked_for_as_a_wish(app: Flask, new_client: Any) -> None:
    fill(1)
    moderator = new_client(make_staff())
    page = moderator.submit(take(moderator), "/ask", wish="")
    assert "Schreiben Sie, was an der Idee anders werden soll." in main_text(page)


def test_what_was_written_survives_that_somebody_was_faster(app: Flask, new_client: Any) -> None:
    idea = fill(1)[0]
    one, two = new_client(make_staff()), new_client(make_staff())
    seen = two.get(f"/moderation/{idea.number}")
    one.submit(take(one), "/publish")
    other = {"reason": "duplicate", "other": "2026-00042"}
    page = two.submit(seen, f"/{idea.number}/reject", text="Mühsam formuliert.", **other)
    assert page.status_code == 409
    text = main_text(page)
    assert "Grund Gibt es schon" in text
    assert "Nummer der Idee, die es schon gibt 2026-00042" in text
    assert "Mühsam formuliert." in text


def test_a_way_in_which_nothing_waits_is_said_to_be_empty(app: Flask, new_client: Any) -> None:
    fill(2)
    page = main_text(new_client(make_staff()).get("/moderation/queue?state=asked"))
    assert "Dazu wartet keine Idee" in page
    assert "2 Ideen warten" not in page


def test_nobody_else_is_said_to_look_at_what_waits_another_way(app: Flask, new_client: Any) -> None:
    asked = fill(2)[1]
    asked.change_asked = True
    db.session.commit()
    one, two = new_client(make_staff()), new_client(make_staff())
    seen = two.get("/moderation/queue?state=new")
    one.submit(take(one), "/publish")
    page = main_text(two.get(two.submit(seen, "/queue/next").location))
    assert "Was noch wartet, prüfen andere." not in page


def test_the_template_is_put_in_place_of_another_one(app: Flask, new_client: Any) -> None:
    fill(1)
    moderator = new_client(make_staff())
    values = {"reason": "advert", "template": "1"}
    page = moderator.submit(take(moderator), "/reject", text="", **values)
    again = moderator.submit(page, "/reject", **values | {"reason": "unclear"})
    assert written(again).endswith("Sie können die Idee gern genauer noch einmal einreichen.")


def test_the_template_is_not_put_in_place_of_own_words(app: Flask, new_client: Any) -> None:
    fill(1)
    moderator = new_client(make_staff())
    values = {"reason": "advert", "template": "1", "text": "Mühsam formuliert."}
    page = moderator.submit(take(moderator), "/reject", **values)
    assert written(page) == "Mühsam formuliert."
    assert "Leeren Sie das Feld" in main_text(page)


def test_a_template_does_not_invite_to_hand_in_again_what_nobody_can(
    app: Flask, new_client: Any
) -> None:
    make_idea(make_round(**closed()), make_resident())
    moderator = new_client(make_staff())
    values = {"reason": "unclear", "template": "1", "text": ""}
    page = moderator.submit(take(moderator), "/reject", **values)
    assert written(page) == "Wir haben nicht verstanden, was Sie vorschlagen."


def written(page: Any) -> str:
    """The reason that stands in the form."""
    areas = tree(page).iter("textarea")
    return "".join(next(a for a in areas if a.get("name") == "text").itertext()).strip()
