"""Criteria are written, frozen, and only then scored by."""

from __future__ import annotations

from typing import Any

import pytest

from participation.extensions import db
from participation.kernel.errors import BadInput, Conflict, Frozen, NotFound
from participation.projects.criteria import queries, service
from participation.projects.criteria.rules import Criteria, problems
from participation.projects.models import CriteriaSet
from participation.projects.service import InvalidProject
from tests.conftest import CheckingClient
from tests.factories import make_staff, make_strategy
from tests.pages import main_text
from tests.projects.making import WHO, make_project

CRITERIA = Criteria({"de": "Förderfähigkeit"}, ({"de": "Wirkung"}, {"de": "Reife"}), 3)


def make_set(slug: str, *, frozen: bool = True) -> CriteriaSet:
    """A set of two criteria."""
    row = service.create(CRITERIA, strategy=slug, **WHO)
    if frozen:
        service.freeze(row.id, version=row.version, strategy=slug, **WHO)
    db.session.commit()
    return row


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": {}}, "title.de"),
        ({"criteria": ()}, "criteria"),
        ({"criteria": tuple({"de": f"K{number}"} for number in range(21))}, "criteria"),
        ({"criteria": ({"de": "Wirkung"}, {"de": "wirkung"})}, "criteria"),
        ({"criteria": ({"en": "Effect"},)}, "criteria"),
        ({"top": 0}, "top"),
        ({"top": 11}, "top"),
    ],
)
def test_a_wrong_set_says_where(change: dict[str, Any], field: str) -> None:
    assert {problem.field for problem in problems(Criteria(**vars(CRITERIA) | change))} == {field}


def test_a_double_click_makes_one_set(app: object) -> None:
    slug = make_strategy().slug
    assert make_set(slug, frozen=False).id == make_set(slug, frozen=False).id


def test_nothing_is_scored_before_the_criteria_are_frozen(app: object) -> None:
    strategy = make_strategy()
    row, project = make_set(strategy.slug, frozen=False), make_project(strategy)
    with pytest.raises(BadInput, match="feststehen"):
        service.score(project.key, row.id, {"wirkung": 1}, version=project.version, **WHO)


def test_frozen_criteria_stay_as_they_are(app: object) -> None:
    slug = make_strategy().slug
    row = make_set(slug)
    with pytest.raises(Frozen):
        service.change(row.id, CRITERIA, version=row.version, strategy=slug, **WHO)
    assert not service.freeze(row.id, version=row.version, strategy=slug, **WHO)
    row.top = 5
    with pytest.raises(RuntimeError, match="never changed"):
        db.session.flush()
    db.session.rollback()


def test_what_is_frozen_is_what_was_looked_at(app: object) -> None:
    slug = make_strategy().slug
    row = make_set(slug, frozen=False)
    seen = row.version
    more = Criteria(CRITERIA.title, (*CRITERIA.criteria, {"de": "Kosten"}), 3)
    service.change(row.id, more, version=seen, strategy=slug, **WHO)
    with pytest.raises(Conflict):
        service.freeze(row.id, version=seen, strategy=slug, **WHO)


def test_scores_are_replaced_as_a_whole(app: object) -> None:
    strategy = make_strategy()
    row, project = make_set(strategy.slug), make_project(strategy)
    for scores in ({"wirkung": 3, "reife": 0}, {"wirkung": 2}):
        service.score(project.key, row.id, scores, version=project.version, **WHO)
    assert queries.scores_of(project.id, row.id) == {"wirkung": 2}


@pytest.mark.parametrize("scores", [{"wirkung": 4}, {"wirkung": -1}, {"kosten": 1}])
def test_a_score_beyond_the_scale_is_refused(app: object, scores: dict[str, int]) -> None:
    strategy = make_strategy()
    row, project = make_set(strategy.slug), make_project(strategy)
    with pytest.raises(BadInput):
        service.score(project.key, row.id, scores, version=project.version, **WHO)


def test_criteria_belong_to_one_strategy(app: object) -> None:
    row, project = make_set(make_strategy().slug), make_project()
    with pytest.raises(NotFound):
        service.score(project.key, row.id, {}, version=project.version, **WHO)


def test_an_empty_set_is_refused(app: object) -> None:
    with pytest.raises(InvalidProject):
        service.create(Criteria({}, (), 3), strategy=make_strategy().slug, **WHO)


def test_criteria_are_written_frozen_and_scored_in_the_browser(
    client: CheckingClient, new_client: Any
) -> None:
    strategy = make_strategy(slug="one")
    make_project(strategy, key="roof")
    planner = new_client(make_staff("planner"))
    base = "/planning/projects/one/criteria"
    lines = "Wirkung | Effect\nReife"
    values = {"title_de": "Förderung", "criteria": lines, "top": "3"}
    where = planner.submit(f"{base}/new", **values).location
    assert planner.submit(f"{where}/edit", top="4").status_code == 302
    assert planner.submit(where, "/freeze").status_code == 302
    score = "/planning/projects/roof/scores/" + where.rsplit("/", 1)[-1]
    assert planner.submit(score, criterion_wirkung="3").status_code == 302
    text = main_text(client.get("/projects/roof"))
    assert "3 von 4" in text
    assert "Reife" not in text
    assert "3 —" in main_text(planner.get(where))
    assert "Effect" in main_text(client.get("/projects/roof?lang=en"))
    assert planner.get(f"{where}/edit").status_code == 409


def test_scores_by_open_criteria_have_no_page(new_client: Any) -> None:
    strategy = make_strategy(slug="one")
    row = make_set("one", frozen=False)
    make_project(strategy, key="roof")
    planner = new_client(make_staff("planner"))
    assert planner.get(f"/planning/projects/roof/scores/{row.id}").status_code == 404
