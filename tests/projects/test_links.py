"""What a project is linked with, and what of it everybody may see."""

from __future__ import annotations

import pytest

from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict
from participation.projects import links
from participation.projects.linking import service as linking
from participation.projects.models import Project
from participation.results import service as results
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.factories import closed, make_idea, make_round
from tests.pages import main_text
from tests.projects.making import PLANNER, WHO, make_project
from tests.results.making import make
from tests.results.sheets import cast_all

pytestmark = pytest.mark.usefixtures("app")


def test_a_goal_is_linked_once_with_the_effect_written_last() -> None:
    project = make_project()
    for effect in ("Mehr Busse", "Mehr Busse am Abend"):
        linking.link_goal(project.key, "mobility-1", {"de": effect}, version=project.version, **WHO)
    assert [(row.goal_key, row.effect["de"]) for row in links.goals(project.id)] == [
        ("mobility-1", "Mehr Busse am Abend")
    ]
    linking.unlink_goal(project.key, "mobility-1", version=project.version, **WHO)
    assert links.goals(project.id) == []


def test_a_goal_of_no_strategy_is_refused() -> None:
    project = make_project()
    with pytest.raises(BadInput):
        linking.link_goal(project.key, "nowhere", {}, version=project.version, **WHO)


@pytest.mark.parametrize("state", ["waiting", "rejected", "removed", "withdrawn"])
def test_only_a_published_idea_can_be_linked(state: str) -> None:
    project, idea = make_project(), make_idea(make_round(), state=state)
    with pytest.raises(BadInput) as error:
        linking.set_ideas(project.key, [idea.number], version=project.version, **WHO)
    assert (error.value.field, error.value.values["numbers"]) == ("ideas", idea.number)


@pytest.mark.parametrize("state", ["removed", "withdrawn"])
def test_an_idea_that_has_gone_keeps_its_number_alone(state: str) -> None:
    project, idea = make_project(), make_idea(make_round(), state="published")
    linking.set_ideas(project.key, [idea.number], version=project.version, **WHO)
    assert [linked.title for linked in links.ideas(project.id)] == [idea.title]
    idea.state = state
    db.session.commit()
    assert [(linked.number, linked.title) for linked in links.ideas(project.id)] == [
        (idea.number, None)
    ]


def test_an_idea_that_has_gone_may_stay_linked() -> None:
    round_, project = make_round(), make_project()
    gone, other = (make_idea(round_, state="published") for _ in range(2))
    linking.set_ideas(project.key, [gone.number], version=project.version, **WHO)
    gone.state = "removed"
    db.session.commit()
    both = [gone.number, other.number]
    linking.set_ideas(project.key, both, version=project.version, **WHO)
    assert [linked.number for linked in links.ideas(project.id)] == both


def test_of_two_planners_the_second_links_nothing() -> None:
    project, idea = make_project(), make_idea(make_round(), state="published")
    seen = project.version
    linking.link_goal(project.key, "energy-1", {}, version=seen, **WHO)
    with pytest.raises(Conflict):
        linking.set_ideas(project.key, [idea.number], version=seen, **WHO)


def test_everybody_sees_public_consultations_alone() -> None:
    project, paper = make_project(), make_paper(public=True)
    shown = make_consultation(paper, public=True)
    hidden = make_consultation(paper)
    of_hidden_paper = make_consultation(make_paper(), public=True)
    ids = [shown.id, hidden.id, of_hidden_paper.id]
    linking.set_consultations(project.key, ids, version=project.version, **WHO)
    assert links.consultation_ids(project.id) == set(ids)
    assert [row.id for row, _paper in links.consultations(project.id)] == [shown.id]


def test_a_weight_is_that_of_a_published_result_of_the_strategy(client: CheckingClient) -> None:
    round_ = make_round(**closed())
    cast_all(round_, [(12, 8, 0)] * 31)
    project, elsewhere = make_project(round_.strategy, key="roof"), make_project()
    snapshot = make(round_)

    def link(to: Project) -> None:
        linking.link_weight(to.key, snapshot.id, "mobility", version=to.version, **WHO)
        db.session.commit()

    with pytest.raises(BadInput):
        link(project)
    results.publish(round_.id, number=snapshot.number, actor=PLANNER, clock=clock)
    with pytest.raises(BadInput):
        link(elsewhere)
    link(project)
    assert "Mobilität: 60,0 %" in main_text(client.get("/projects/roof")).replace("\xa0", " ")
