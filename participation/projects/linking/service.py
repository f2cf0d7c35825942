"""What planners link a project with: goals, ideas, consultations, weights."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, insert

from participation.audit.service import Actor
from participation.council.models import Consultation
from participation.extensions import Base, db
from participation.ideas.rules import parse_number
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput
from participation.projects import links, news
from participation.projects.models import (
    Project,
    ProjectConsultation,
    ProjectGoal,
    ProjectIdea,
    ProjectWeight,
)
from participation.projects.rules import EFFECT_LENGTH
from participation.projects.service import (
    InvalidProject,
    lock,
    record_about,
    require_version,
    touch,
)
from participation.results.output.cited import cited_weights
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.strategy.rules import Texts, normal_texts, text_problems

MOST_IDEAS = 200
NO_IDEAS = N_(
    "Hier stehen Nummern ohne veröffentlichte Idee: %(numbers)s. Prüfen oder löschen Sie sie."
)


def link_goal(
    key: str, goal_key: str, effect: Texts, *, version: int, actor: Actor, clock: Clock
) -> None:
    """Link a project with a goal of its strategy, or change the effect expected there.

    Raises Conflict when `version` of the project is no longer the present one, BadInput for a goal
    that the strategy does not have or an effect without German, NotFound.
    """
    project, effect = lock(key), normal_texts(effect)
    row = db.session.get(ProjectGoal, (project.id, goal_key))
    if row is not None and row.effect == effect:
        return
    require_version(project, version)
    if row is None and goal_key not in goal_keys(project):
        raise BadInput(N_("Wählen Sie ein Ziel der Strategie."), field="goal")
    if errors := text_problems(effect, "effect", EFFECT_LENGTH, required=False):
        raise InvalidProject(errors)
    if row is None:
        row = ProjectGoal(project_id=project.id, goal_key=goal_key)
        db.session.add(row)
    row.effect = effect
    _note(project, "goal_linked", actor, clock, goal=goal_key)


def unlink_goal(key: str, goal_key: str, *, version: int, actor: Actor, clock: Clock) -> None:
    """Take the link with a goal away; nothing happens when there is none. Raises Conflict and
    NotFound."""
    project = lock(key)
    row = db.session.get(ProjectGoal, (project.id, goal_key))
    if row is None:
        return
    require_version(project, version)
    db.session.delete(row)
    _note(project, "goal_unlinked", actor, clock, goal=goal_key)


def set_ideas(
    key: str, numbers: Sequence[str], *, version: int, actor: Actor, clock: Clock
) -> None:
    """Let a project take up exactly the ideas with these numbers.

    New ones must be published; one that was linked before may have been withdrawn since. Raises
    Conflict, BadInput naming the numbers that are not possible, NotFound.
    """
    project = lock(key)
    present = {idea.number: parse_number(idea.number) for idea in links.ideas(project.id)}
    if set(present) == set(numbers):
        return
    require_version(project, version)
    if len(numbers) > MOST_IDEAS:
        sentence = N_("Ein Projekt nennt höchstens %(most)s Ideen.")
        raise BadInput(sentence, field="ideas", most=MOST_IDEAS)
    known = {number: pair[1] for number, pair in present.items() if pair is not None}
    known |= links.published_ideas(numbers)
    if unknown := [number for number in numbers if number not in known]:
        raise BadInput(NO_IDEAS, field="ideas", numbers=", ".join(unknown)[:200])
    rows = [
        {"project_id": project.id, "idea_id": known[number]} for number in dict.fromkeys(numbers)
    ]
    _replace(ProjectIdea, project, rows)
    _note(project, "ideas_linked", actor, clock, ideas=sorted(set(numbers)))
    if project.published_at is not None:
        news.tell_taken_up(project, sorted(set(numbers) - set(present)), clock)


def set_consultations(
    key: str, ids: Collection[int], *, version: int, actor: Actor, clock: Clock
) -> None:
    """Let a project rest on exactly these consultations. Raises Conflict, BadInput for one that
    cannot be chosen, NotFound."""
    project = lock(key)
    if links.consultation_ids(project.id) == set(ids):
        return
    require_version(project, version)
    before = _public_rows(project)
    possible = {row.id for row, _paper in links.consultations_to_choose(project.strategy_id)}
    if set(ids) - possible:
        raise BadInput(N_("Wählen Sie nur Beratungen aus der Liste."), field="consultations")
    rows = [{"project_id": project.id, "consultation_id": number} for number in sorted(set(ids))]
    _replace(ProjectConsultation, project, rows)
    _note(project, "consultations_linked", actor, clock, consultations=sorted(set(ids)))
    if project.published_at is not None:
        after = _public_rows(project)
        for number in sorted(after.keys() - before.keys()):
            news.tell_consulted([project], after[number], clock)


def link_weight(
    key: str, snapshot_id: int, item_key: str, *, version: int, actor: Actor, clock: Clock
) -> None:
    """Let a project refer to a weight: a field or goal of a published result of its strategy.

    Raises Conflict, BadInput for a weight that cannot be chosen, NotFound.
    """
    project = lock(key)
    if db.session.get(ProjectWeight, (project.id, snapshot_id, item_key)) is not None:
        return
    require_version(project, version)
    possible = {
        (snapshot.id, cited.key)
        for snapshot in links.results_to_choose(project.strategy_id)
        for cited in cited_weights(snapshot)
    }
    if (snapshot_id, item_key) not in possible:
        raise BadInput(N_("Wählen Sie ein Ergebnis aus der Liste."), field="weight")
    db.session.add(ProjectWeight(project_id=project.id, snapshot_id=snapshot_id, item_key=item_key))
    _note(project, "weight_linked", actor, clock, item=item_key)


def unlink_weight(
    key: str, snapshot_id: int, item_key: str, *, version: int, actor: Actor, clock: Clock
) -> None:
    """Take the link with a weight away; nothing happens when there is none. Raises Conflict and
    NotFound."""
    project = lock(key)
    row = db.session.get(ProjectWeight, (project.id, snapshot_id, item_key))
    if row is None:
        return
    require_version(project, version)
    db.session.delete(row)
    _note(project, "weight_unlinked", actor, clock, item=item_key)


def goal_keys(project: Project) -> set[str]:
    """Return the keys of the goals that a project can be linked with."""
    frame = strategy_queries.frame_of(db.session.get_one(Strategy, project.strategy_id))
    return {goal.key for field in frame.fields for goal in field.goals}


def _public_rows(project: Project) -> dict[int, Consultation]:
    return {row.id: row for row, _paper in links.consultations(project.id)}


def _replace(table: type[Base], project: Project, rows: list[dict[str, int]]) -> None:
    column = table.__table__.c.project_id
    db.session.execute(delete(table).where(column == project.id))
    if rows:
        db.session.execute(insert(table), rows)


def _note(project: Project, action: str, actor: Actor, clock: Clock, **details: object) -> None:
    touch(project)
    record_about(project, f"project.{action}", actor, clock, **details)
