"""What is known about the settings that say how a ballot looks. Pure."""

from __future__ import annotations

from participation.kernel.errors import N_
from participation.rounds.configuration.specs import Kind, Section, Spec
from participation.rounds.rules import InstrumentKind, WhenStopped

INSTRUMENT = Spec(
    Kind.INSTRUMENT,
    Section.WEIGHTING,
    label={
        "kind": N_("Art der Gewichtung"),
        "total": N_("Punkte insgesamt"),
        "k": N_("Wie viele Felder"),
        "exactly": N_("Genau so viele, nicht weniger"),
    },
    name=N_("Art der Gewichtung"),
    hint={
        "total": N_("Wenn Punkte verteilt werden: 2 bis 100, üblich sind 20."),
        "k": N_("Wenn Felder ausgewählt werden: weniger, als es Felder gibt."),
        "exactly": N_("Ohne Häkchen dürfen es auch weniger sein."),
    },
    choices={
        InstrumentKind.POINTS: N_("Punkte verteilen"),
        InstrumentKind.PICK: N_("Felder auswählen"),
    },
)

GOALS = Spec(
    Kind.GOALS,
    Section.WEIGHTING,
    label={
        "points": N_("Punkte je Feld für Ziele"),
        "top": N_("Wichtigste Felder"),
        "drawn": N_("Ausgeloste Felder"),
    },
    name=N_("Ziele"),
    hint={
        "points": N_("Leer heißt: Nur Felder werden gewichtet. Üblich sind 10."),
        "top": N_("In so vielen eigenen Spitzenfeldern wird nach Zielen gefragt."),
        "drawn": N_("In so vielen weiteren, ausgelosten Feldern."),
    },
)

WHEN_STOPPED = Spec(
    Kind.CHOICE,
    Section.RESULT,
    label=N_("Wenn die Runde während der Gewichtung gestoppt wird"),
    hint=N_(
        "Das steht mit den Regeln fest, sobald die Runde beginnt. Niemand entscheidet es erst beim"
        " Stoppen."
    ),
    choices={
        WhenStopped.COUNT: N_("Was bis dahin abgegeben ist, wird gezählt und veröffentlicht"),
        WhenStopped.DESTROY: N_(
            "Was bis dahin abgegeben ist, wird ungelesen vernichtet; ein Ergebnis gibt es nicht"
        ),
    },
    omitted_by_default=True,
    expert=True,
)
