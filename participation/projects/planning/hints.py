"""What planners are told to look at: a decision that a project's state does not know of, and ideas
that the city declined."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import force_locale

from participation.council.models import Consultation, Paper
from participation.council.rules import Outcome
from participation.projects import links
from participation.projects.models import Project
from participation.projects.origins import origins_of
from participation.projects.planning.forms import LANGUAGES
from participation.projects.rules import is_before_decision
from participation.web.filters import partial_date
from participation.web.translation import _


@dataclass(frozen=True)
class Decided:
    """A public decision that a project's state does not know of; `notes` is the sentence for
    everybody, by the names of the form's fields."""

    body: str
    notes: dict[str, str]


def decided(project: Project) -> Decided | None:
    """Return the last public decision about a project where it adopts it and the state is one of
    before."""
    if not is_before_decision(project.state):
        return None
    made = [
        pair
        for pair in links.consultations(project.id)
        if pair[0].authoritative and pair[0].outcome != Outcome.PENDING
    ]
    if not made or made[-1][0].outcome != Outcome.ADOPTED:
        return None
    row, paper = made[-1]
    notes = {}
    for language in LANGUAGES:
        with force_locale(language):
            notes[f"note_{language}"] = _sentence(row, paper)
    return Decided(row.body, notes)


def declined_ideas(project: Project) -> list[str]:
    """Return the numbers of the ideas that a project takes up although the city's answer is that it
    does not follow them."""
    return [origin.number for origin in origins_of(project.id).ideas if origin.declined]


def _sentence(row: Consultation, paper: Paper) -> str:
    source = _("Vorlage %(reference)s", reference=paper.reference) if paper.reference else ""
    parts = [partial_date(row.date) if row.date.value else "", source or paper.title]
    named = ", ".join(part for part in parts if part)
    return _("%(body)s: Das Projekt ist beschlossen (%(source)s).", body=row.body, source=named)
