"""The strategy editor in the browser."""

from __future__ import annotations

from typing import Any

import pytest

from participation.extensions import db
from participation.strategy import queries
from participation.strategy.rules import Frame
from tests.factories import make_round, make_staff, make_strategy
from tests.pages import main_text


@pytest.fixture
def admin(new_client: Any) -> Any:
    """A browser in which an administrator is signed in."""
    return new_client(make_staff("admin"))


def frame(slug: str) -> Frame:
    db.session.rollback()
    return queries.frame_of(queries.get(slug))


def test_a_strategy_grows_in_the_browser(admin: Any) -> None:
    assert (
        admin.submit("/admin/new-strategy", title_de="Klimaplan", slug="klima").status_code == 302
    )
    texts = {"title_de": "Wärme", "text_de": "Darum geht es.", "key": "heat"}
    assert admin.submit("/admin/strategies/klima/new/field", **texts).status_code == 302
    goal = texts | {"key": "heat-net", "title_en": "Grid"}
    assert admin.submit("/admin/strategies/klima/new/goal?field=heat", **goal).status_code in (
        302,
        404,
    )
    assert frame("klima").field_keys == ("heat",)


def test_a_planner_is_shown_the_rounds_of_a_strategy_without_links_to_pages_that_refuse(
    new_client: Any,
) -> None:
    round_ = make_round()
    path = f"/admin/strategies/{round_.strategy.slug}"
    planner, admin_ = new_client(make_staff("planner")), new_client(make_staff("admin"))
    link = f'href="/admin/rounds/{round_.slug}"'
    assert link in admin_.get(path).get_data(as_text=True)
    page = planner.get(path)
    assert link not in page.get_data(as_text=True)
    assert round_.title["de"] in main_text(page)


def test_a_goal_goes_to_the_field_named_in_the_address(admin: Any) -> None:
    slug = make_strategy().slug
    page = admin.get(f"/admin/strategies/{slug}/new/goal?field=energy")
    assert page.status_code == 200
    assert admin.get(f"/admin/strategies/{slug}/new/goal?field=nowhere").status_code == 404
    assert admin.get(f"/admin/strategies/{slug}/new/nonsense").status_code == 404


def test_items_move_up_and_down_in_their_list(admin: Any) -> None:
    slug = make_strategy().slug
    page = admin.get(f"/admin/strategies/{slug}")
    assert admin.submit(page, "/items/energy/move").status_code == 302
    assert frame(slug).field_keys == ("energy", "mobility", "education")
    page = admin.get(f"/admin/strategies/{slug}")
    admin.submit(page, "/items/mobility-2/move")
    assert [goal.key for goal in frame(slug).fields[1].goals] == ["mobility-2", "mobility-1"]


def test_of_two_editors_the_second_overwrites_nothing(new_client: Any) -> None:
    slug = make_strategy().slug
    one, two = new_client(make_staff("admin")), new_client(make_staff("admin"))
    path = f"/admin/strategies/{slug}/items/energy"
    first, second = one.get(path), two.get(path)
    assert one.submit(first, title_de="Strom").status_code == 302
    answer = two.submit(second, title_de="Gas")
    assert answer.status_code == 409
    assert frame(slug).fields[1].title["de"] == "Strom"
    assert 'value="Gas"' in answer.get_data(as_text=True)
    assert two.submit(answer).status_code == 302
    assert frame(slug).fields[1].title["de"] == "Gas"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"key": "mobility"}, "kommt zweimal vor"),
        ({"key": "Mit Leerzeichen"}, "ist kein Kürzel"),
        ({"key": "ref"}, "ist vergeben"),
        ({"title_de": "   "}, "Der deutsche Text fehlt"),
        ({"text_de": "x" * 2001}, "2001 Zeichen"),
    ],
)
def test_a_wrong_item_says_what_to_do(admin: Any, values: dict[str, str], sentence: str) -> None:
    slug = make_strategy().slug
    texts = {"title_de": "Neu", "text_de": "Text.", "key": "new"} | values
    page = admin.submit(f"/admin/strategies/{slug}/new/field", **texts)
    assert page.status_code == 200
    assert sentence in main_text(page) or "2000" in main_text(page)
