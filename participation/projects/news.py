"""What those who follow a project, or an idea that it takes up, are told when something happens to
it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from participation.council.models import Consultation
from participation.council.queries import first_of
from participation.council.rules import Outcome
from participation.following.rules import CONSULTATION, Kind
from participation.following.service import tell, tell_many
from participation.ideas.lineage import with_merged
from participation.kernel.clock import Clock
from participation.kernel.errors import N_
from participation.projects.models import Project
from participation.projects.origins import numbers_of
from participation.projects.rules import State
from participation.web.translation import in_every_language

OF_STATE = {
    State.PROPOSED: N_("Das Projekt ist wieder ein Vorschlag."),
    State.PLANNED: N_("Das Projekt wird jetzt vorbereitet."),
    State.DECIDED: N_("Das Projekt ist beschlossen."),
    State.RUNNING: N_("Das Projekt ist jetzt in Arbeit."),
    State.DONE: N_("Das Projekt ist abgeschlossen."),
    State.STOPPED: N_("Das Projekt ist eingestellt."),
}
TAKEN_UP = N_("Ein Projekt der Stadt greift diese Idee auf.")
NEW_STATE = N_("Ein Projekt, das diese Idee aufgreift, hat einen neuen Stand.")
CONSULTED = N_("Zu diesem Projekt gibt es ein neues Ergebnis aus einem Gremium der Stadt.")
IDEA_CONSULTED = N_("Zu dieser Idee gibt es ein neues Ergebnis aus einem Gremium der Stadt.")


def tell_published(project: Project, clock: Clock) -> None:
    """Tell those who follow its ideas that a project was published."""
    tell_taken_up(project, numbers_of(project.id), clock)


def tell_taken_up(project: Project, numbers: Iterable[str], clock: Clock) -> None:
    """Tell those who follow these ideas that a published project takes them up."""
    shown = set(numbers_of(project.id))
    taken_up = [number for number in numbers if number in shown]
    _tell_ideas(project, taken_up, "idea.taken_up", TAKEN_UP, clock)


def tell_state(project: Project, clock: Clock) -> None:
    """Tell those who follow a project or its ideas that it came to another state."""
    what = in_every_language(OF_STATE[State(project.state)])
    event = "project.state_changed"
    tell(Kind.PROJECT, project.key, event=event, what=what, clock=clock)
    _tell_ideas(project, numbers_of(project.id), event, NEW_STATE, clock)


def tell_consulted(projects: Collection[Project], row: Consultation, clock: Clock) -> None:
    """Tell those who follow published projects or their ideas what a body did with them: once,
    though it be corrected, hidden and shown, or linked anew with the same outcome."""
    if not is_result(row):
        return
    keys = [project.key for project in projects]
    tell_result(Kind.PROJECT, keys, CONSULTED, row, clock)
    numbers = [number for project in projects for number in numbers_of(project.id)]
    tell_result(Kind.IDEA, numbers, IDEA_CONSULTED, row, clock)


def is_result(row: Consultation) -> bool:
    """Tell whether a consultation is news: what is still to come is none yet."""
    return row.outcome != Outcome.PENDING


def tell_result(
    kind: Kind, keys: Collection[str], sentence: str, row: Consultation, clock: Clock
) -> None:
    """Tell those who follow any of these subjects, or an idea that went into one of them, of a
    public consultation's result, once."""
    if kind is Kind.IDEA:
        keys = with_merged(list(keys))
    tell_many(
        kind,
        sorted(set(keys)),
        event="consultation.shown",
        what=in_every_language(sentence),
        clock=clock,
        about=(CONSULTATION, str(row.id)),
        once=f"consultation-{first_of(row)}-{row.outcome}",
    )


def _tell_ideas(
    project: Project, numbers: Sequence[str], event: str, sentence: str, clock: Clock
) -> None:
    what, about = in_every_language(sentence), (Kind.PROJECT, project.key)
    numbers = with_merged(numbers)
    tell_many(Kind.IDEA, numbers, event=event, what=what, about=about, clock=clock)
