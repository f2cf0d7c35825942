"""Projects in the browser tests: one with everything, one that is a draft, and who opens which
page of them."""

from __future__ import annotations

from participation.extensions import db
from participation.projects import queries, service
from participation.projects.criteria import service as criteria
from participation.projects.criteria.rules import Criteria
from participation.projects.linking import service as linking
from participation.projects.models import Project
from participation.projects.planning.queries import criteria_sets
from participation.results import queries as results
from participation.rounds.models import Round
from tests.projects.making import WHO, make_milestone, make_project

PROJECT, DRAFT = "lime-avenue", "solar-roofs"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung" * 2


def arrange(round_: Round, idea_number: str) -> None:
    """Make both projects in the strategy of a closed round with a published result."""
    project = make_project(
        round_.strategy,
        key=PROJECT,
        title={"de": LONG[:120]},
        text={"de": LONG},
        state="running",
        place="Nordstadt",
        main_field="mobility",
        aliases=("Lindenallee",),
        partners=("Stadtwerke",),
    )
    make_milestone(project, "2020-03", done="2020-05", title={"de": LONG[:120]})
    make_milestone(project, "2026-12", "2027-02", reason=LONG)
    goal = round_.frame.fields[0].goals[0].key
    linking.link_goal(PROJECT, goal, {"de": LONG}, version=project.version, **WHO)
    linking.set_ideas(PROJECT, [idea_number], version=project.version, **WHO)
    snapshot = results.snapshots(round_.id)[-1]
    linking.link_weight(PROJECT, snapshot.id, "mobility", version=project.version, **WHO)
    note = {"de": "Der Gemeinderat hat zugestimmt."}
    service.change_state(PROJECT, "decided", note, version=project.version, **WHO)
    db.session.commit()
    make_project(round_.strategy, key=DRAFT, published=False)
    _criteria(round_.strategy.slug)


def _criteria(strategy: str) -> None:
    """A frozen set, which the project is scored by, and one that is not frozen."""
    titles = ({"de": LONG[:120]}, {"de": "Reife"})
    for name, frozen in (("Förderfähigkeit", True), ("Klima", False)):
        row = criteria.create(Criteria({"de": name}, titles, 3), strategy=strategy, **WHO)
        if frozen:
            criteria.freeze(row.id, version=row.version, strategy=strategy, **WHO)
            version = queries.get(PROJECT).version
            criteria.score(PROJECT, row.id, {"reife": 2}, version=version, **WHO)
    db.session.commit()


def criteria_ids() -> tuple[int, int]:
    """The set that is not frozen and the frozen one."""
    open_, frozen, *_demo = criteria_sets(queries.get(PROJECT).strategy_id)
    return open_.id, frozen.id


def milestone_id() -> int:
    """The first milestone of the project."""
    project: Project = queries.get(PROJECT)
    return queries.milestones(project.id)[0].id


def pages(
    strategy: str, milestone: int, sets: tuple[int, int]
) -> dict[str, list[tuple[str | None, str]]]:
    """Who opens what, by endpoint: None is a signed-out reader."""
    base, planner = f"/planning/projects/{PROJECT}", "planner"
    of_strategy, (open_, frozen) = f"/planning/projects/{strategy}", sets
    return {
        "projects.index": [
            (None, "/projects/"),
            (None, "/projects/?state=decided"),
            (None, "/projects/?late=1&q=nirgends"),
        ],
        "projects.show": [(None, f"/projects/{PROJECT}")],
        "projects.planning_list": [
            (planner, "/planning/projects/"),
            (planner, "/planning/projects/?q=nirgends"),
        ],
        "projects.new": [(planner, f"/planning/projects/{strategy}/new")],
        "projects.planned": [(planner, base), (planner, f"/planning/projects/{DRAFT}")],
        "projects.edit": [(planner, f"{base}/edit"), (planner, f"/planning/projects/{DRAFT}/edit")],
        "projects.publish": [(planner, f"/planning/projects/{DRAFT}/publish")],
        "projects.change_state": [(planner, f"{base}/state")],
        "projects.new_milestone": [(planner, f"{base}/milestones/new")],
        "projects.edit_milestone": [(planner, f"{base}/milestones/{milestone}")],
        "projects.link_goal": [(planner, f"{base}/goals")],
        "projects.link_ideas": [(planner, f"{base}/ideas")],
        "projects.link_consultations": [(planner, f"{base}/consultations")],
        "projects.link_weight": [(planner, f"{base}/weights")],
        "projects.criteria": [(planner, f"{of_strategy}/criteria")],
        "projects.new_criteria": [(planner, f"{of_strategy}/criteria/new")],
        "projects.edit_criteria": [(planner, f"{of_strategy}/criteria/{open_}/edit")],
        "projects.matrix": [(planner, f"{of_strategy}/criteria/{each}") for each in sets],
        "projects.score": [(planner, f"{base}/scores/{frozen}")],
        "projects.import_projects": [(planner, f"{of_strategy}/import")],
    }
