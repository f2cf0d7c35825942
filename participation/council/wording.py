"""What kinds, roles, outcomes and votes are called, in the reader's language; for forms, pages and
whoever else names them."""

from __future__ import annotations

from flask import Flask
from flask_babel import ngettext

from participation.council.queries import AboutVersion
from participation.council.rules import Kind, Outcome, Role, StepPhase, Votes
from participation.council.way import StepKind, StepState, WayStep
from participation.kernel.errors import N_
from participation.web.filters import tr
from participation.web.translation import _

KINDS: dict[str, str] = {
    Kind.DRAFT_RESOLUTION: N_("Beschlussvorlage"),
    Kind.MOTION: N_("Antrag"),
    Kind.REPORT: N_("Bericht"),
    Kind.INQUIRY: N_("Anfrage"),
    Kind.OTHER: N_("Andere Vorlage"),
}
ROLES: dict[str, str] = {
    Role.DECISION: N_("Entscheidung"),
    Role.PREPARATION: N_("Vorberatung"),
    Role.HEARING: N_("Anhörung"),
    Role.INFORMATION: N_("Kenntnisnahme"),
}
OUTCOMES: dict[str, str] = {
    Outcome.PENDING: N_("steht aus"),
    Outcome.RECOMMENDED: N_("empfohlen"),
    Outcome.NOT_RECOMMENDED: N_("nicht empfohlen"),
    Outcome.ADOPTED: N_("beschlossen"),
    Outcome.ADOPTED_WITH_CHANGES: N_("mit Änderungen beschlossen"),
    Outcome.REJECTED: N_("abgelehnt"),
    Outcome.REFERRED: N_("verwiesen"),
    Outcome.POSTPONED: N_("vertagt"),
    Outcome.NOTED: N_("zur Kenntnis genommen"),
    Outcome.OFF_AGENDA: N_("von der Tagesordnung genommen"),
    Outcome.WITHDRAWN: N_("zurückgezogen"),
}
PHASES: dict[str, str] = {
    StepPhase.BEFORE: N_("vor dem Entwurf"),
    StepPhase.CONSULTATION: N_("zwischen Beratung und Beschluss"),
    StepPhase.AFTER: N_("nach dem Beschluss"),
}
STEPS: dict[str, str] = {
    StepKind.DRAFT: N_("Entwurf"),
    StepKind.CONSULTATION: N_("Beratung"),
    StepKind.DECISION: N_("Beschluss"),
    StepKind.CARRYING_OUT: N_("Umsetzung"),
}
STATES: dict[str, str] = {
    StepState.DONE: N_("fertig"),
    StepState.NOW: N_("läuft"),
    StepState.OPEN: N_("offen"),
}


VERSION_STATES: dict[str, str] = {
    "consultation": N_("in Beratung"),
    "adopted": N_("beschlossen"),
    "superseded": N_("abgelöst"),
    "withdrawn": N_("zurückgezogen"),
}


def version_label(about: AboutVersion) -> str:
    """Return what a version is called in a choice: strategy, number, state."""
    return _(
        "%(title)s, Fassung %(number)s (%(state)s)",
        title=tr(about.title),
        number=about.number,
        state=_(VERSION_STATES[about.state]),
    )


def kind_label(kind: str) -> str:
    """Return what a kind of paper is called."""
    return _(KINDS[kind])


def role_label(role: str) -> str:
    """Return what a body was asked to do."""
    return _(ROLES[role])


def outcome_label(outcome: str) -> str:
    """Return what came of a consultation."""
    return _(OUTCOMES[outcome])


def phase_label(phase: str) -> str:
    """Return where a further step stands."""
    return _(PHASES[phase])


def step_title(step: WayStep) -> str:
    """Return what a step of a strategy's way is called."""
    return tr(step.title) if step.title is not None else _(STEPS[step.kind])


def step_state(step: WayStep) -> str:
    """Return how far a step is, in a word."""
    return _(STATES[step.state])


def votes_text(votes: Votes) -> str:
    """Return how a body voted: counts, then words; "" where neither is known."""
    parts = []
    if votes.in_favour is not None and votes.against is not None:
        parts += [
            _("%(count)s Ja", count=votes.in_favour),
            _("%(count)s Nein", count=votes.against),
        ]
        if votes.abstained is not None:
            parts.append(
                str(ngettext("%(num)s Enthaltung", "%(num)s Enthaltungen", votes.abstained))
            )
    if votes.wording:
        parts.append(votes.wording)
    return ", ".join(parts)


def init_wording(app: Flask) -> None:
    """Register these words as filters of the templates."""
    app.jinja_env.filters.update(
        kind_label=kind_label,
        role_label=role_label,
        outcome_label=outcome_label,
        phase_label=phase_label,
        step_title=step_title,
        step_state=step_state,
        votes_text=votes_text,
    )
