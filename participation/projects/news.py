"""What those who follow a project, or an idea that it takes up, are told when something happens to
it."""

from __future__ import annotations

from collections.abc import Iterable

from participation.following.rules import Kind
from participation.following.service import tell
from participation.kernel.clock import Clock
from participation.kernel.errors import N_
from participation.projects import links
from participation.projects.models import Project
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


def tell_published(project: Project, clock: Clock) -> None:
    """Tell those who follow its ideas that a project was published."""
    numbers = [idea.number for idea in links.ideas(project.id)]
    tell_taken_up(project, numbers, clock)


def tell_taken_up(project: Project, numbers: Iterable[str], clock: Clock) -> None:
    """Tell those who follow these ideas that a published project takes them up."""
    _tell_ideas(project, numbers, "idea.taken_up", TAKEN_UP, clock)


def tell_state(project: Project, clock: Clock) -> None:
    """Tell those who follow a project or its ideas that it came to another state."""
    what = in_every_language(OF_STATE[State(project.state)])
    event = "project.state_changed"
    tell(Kind.PROJECT, project.key, event=event, what=what, clock=clock)
    numbers = [idea.number for idea in links.ideas(project.id)]
    _tell_ideas(project, numbers, event, NEW_STATE, clock)


def _tell_ideas(
    project: Project, numbers: Iterable[str], event: str, sentence: str, clock: Clock
) -> None:
    what, about = in_every_language(sentence), (Kind.PROJECT, project.key)
    for number in numbers:
        tell(Kind.IDEA, number, event=event, what=what, about=about, clock=clock)
