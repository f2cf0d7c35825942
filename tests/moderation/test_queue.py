"""Working the queue off: what is next, alone and beside others, and what is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.moderation.rules import Reason, share_of_queue, similar_search
from tests.factories import make_idea, make_resident, make_round, make_staff
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


def shown(page: Any) -> str:
    """The title of the idea that is shown whole."""
    return "".join(next(tree(page).iter("article")).find("h2").itertext())


def publish(client: Any) -> Any:
    """Publish what is shown, and return the queue."""
    return client.get(client.submit("/moderation/", "/publish").location)


def test_two_moderators_do_not_get_the_same_ideas(app: Flask, new_client: Any) -> None:
    fill(12)
    one, two = new_client(make_staff()), new_client(make_staff())
    first = shown(publish(one))
    second = shown(publish(two))
    assert first == shown(one.get("/moderation/")) != second == shown(two.get("/moderation/"))
    assert "Gerade moderiert noch jemand." in main_text(two.get("/moderation/"))
    assert "Gerade moderiert noch jemand." not in main_text(one.get("/moderation/"))


def test_whoever_sees_the_oldest_idea_is_not_said_to_start_further_down(
    app: Flask, new_client: Any
) -> None:
    fill(3)
    one, two = new_client(make_staff()), new_client(make_staff())
    publish(one)
    publish(two)
    pages = [client.get("/moderation/") for client in (one, two)]
    assert shown(pages[0]) == shown(pages[1])
    assert not any("weiter hinten" in main_text(page) for page in pages)


def test_one_moderator_alone_gets_the_oldest(app: Flask, new_client: Any) -> None:
    fill(4)
    moderator = new_client(make_staff())
    assert [shown(publish(moderator)) for _ in range(3)] == ["Idee 1", "Idee 2", "Idee 3"]


@pytest.mark.parametrize(
    ("at_work", "part"), [([], (0, 1)), ([5], (0, 1)), ([3], (1, 2)), ([9, 3, 4], (2, 4))]
)
def test_those_at_work_divide_the_queue(at_work: list[int], part: tuple[int, int]) -> None:
    assert share_of_queue(5, at_work) == part


def test_the_queue_says_once_what_was_decided(app: Flask, new_client: Any) -> None:
    first = fill(2)[0]
    page = main_text(publish(new_client(make_staff())))
    assert page.count(f"Idee {first.number} ist veröffentlicht.") == 1


def test_after_a_decision_the_page_opens_at_what_was_decided(app: Flask, new_client: Any) -> None:
    fill(2)
    moderator = new_client(make_staff())
    location = moderator.submit("/moderation/", "/publish").location
    assert location.endswith("#decided")
    assert 'id="decided"' in moderator.get(location).get_data(as_text=True)


def test_further_pages_of_the_list_show_no_idea_whole(app: Flask, new_client: Any) -> None:
    fill(25)
    page = new_client(make_staff()).get("/moderation/?page=2")
    assert not list(tree(page).iter("article"))
    assert "Seite 2 von 2" in main_text(page)


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
    page = tree(new_client(make_staff()).get("/moderation/"))
    ready = next(
        element.get("data-templates")
        for element in page.iter("div")
        if element.get("data-templates")
    )
    assert Reason.ADVERT.value in ready
    assert "We do not" in ready


def test_a_wish_that_is_missing_is_asked_for_as_a_wish(app: Flask, new_client: Any) -> None:
    fill(1)
    page = new_client(make_staff()).submit("/moderation/", "/ask", wish="")
    assert "Schreiben Sie, was an der Idee anders werden soll." in main_text(page)


def test_what_was_written_survives_that_somebody_was_faster(app: Flask, new_client: Any) -> None:
    idea = fill(1)[0]
    one, two = new_client(make_staff()), new_client(make_staff())
    seen = two.get("/moderation/")
    one.submit("/moderation/", "/publish")
    page = two.submit(seen, f"/{idea.number}/reject", reason="advert", text="Mühsam formuliert.")
    assert page.status_code == 409
    assert "Mühsam formuliert." in main_text(page)
