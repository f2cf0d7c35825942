"""What the files of money hold: their columns, in words."""

from __future__ import annotations

from collections.abc import Sequence

from participation.kernel.errors import N_
from participation.projects.finance.rules import LONG_COLUMNS, PLACE, PROJECT, TOTAL, Stage
from participation.projects.finance.table import SourceInfo
from participation.web.tabular.tables import Field, Table

_STAGES = N_(
    "planned: geplant, requested: beantragt, approved: bewilligt, budgeted: veranschlagt,"
    " called: abgerufen, spent: verausgabt"
)
_PROJECT = "activity:generic:project:code"
_SOURCE = "fin-source:generic:code"

SOURCES = Table(
    "sources",
    N_("Quellen"),
    N_("Je Zeile eine Quelle, aus der Geld kommt."),
    (
        Field("key", N_("Kürzel"), N_("Kürzel der Quelle")).typed(_SOURCE),
        Field("title", N_("Titel"), N_("Titel der Quelle auf Deutsch"), width=34).typed(
            "fin-source:generic:label"
        ),
        Field(
            "kind",
            N_("Wessen Geld"),
            N_(
                "EU, federal: Bund, state: Land, regional: Region, municipal: Kommunen, private:"
                " Private, unassigned: nicht gesagt"
            ),
        ).typed("fin-source:generic:level1:code"),
        Field("programme", N_("Programm"), N_("Förderprogramm"), width=34).typed(
            "activity:generic:program:label"
        ),
    ),
    key=("key",),
)

LINES = Table(
    "finance",
    N_("Beträge"),
    N_("Je Zeile ein Betrag. Beträge verschiedener Stufen dürfen nicht zusammengezählt werden."),
    (
        Field("project", N_("Projekt"), N_("Kürzel des Projekts"), width=34).typed(_PROJECT),
        Field("source", N_("Quelle"), N_("Kürzel der Quelle"), width=24).typed(_SOURCE),
        Field(
            "year",
            N_("Jahr"),
            N_("Haushaltsjahr; leer, wo keines angegeben ist"),
            kind="integer",
            width=11,
            look="year",
        ).typed("date:fiscal-year"),
        Field("stage", N_("Stufe"), _STAGES).typed("phase:id"),
        Field(
            "amount",
            N_("Betrag"),
            N_("Betrag in Euro; eine Zeile fehlt, wo nichts angegeben ist, und 0 ist null Euro"),
            kind="number",
            look="money",
        ).typed("value"),
        Field("unit_given", N_("Angegeben in"), N_("In welcher Einheit der Betrag angegeben war")),
        Field("note", N_("Bemerkung"), N_("Bemerkung zum Betrag"), width=40),
    ),
    refers={"project": ("projects", "key"), "source": ("sources", "key")},
)
assert LINES.columns == LONG_COLUMNS

TITLES = {
    Stage.PLANNED: N_("Tabelle geplant"),
    Stage.REQUESTED: N_("Tabelle beantragt"),
    Stage.APPROVED: N_("Tabelle bewilligt"),
    Stage.BUDGETED: N_("Tabelle veranschlagt"),
    Stage.CALLED: N_("Tabelle abgerufen"),
    Stage.SPENT: N_("Tabelle verausgabt"),
}


def pivot(name: str, stage: Stage, sources: Sequence[SourceInfo]) -> Table:
    """Return the table of one stage: a row a project, a column a source."""
    return Table(
        name,
        TITLES[stage],
        N_(
            "Je Zeile ein Projekt, je Spalte eine Quelle, die Summen zuletzt. Ein leeres Feld"
            " heißt: keine Angabe, nicht null."
        ),
        (
            Field(PLACE, N_("Ort"), N_("Wo das Projekt liegt; „Gesamt“ in der letzten Zeile")),
            Field(PROJECT, N_("Projekt"), N_("Titel des Projekts auf Deutsch"), width=34).typed(
                "activity:generic:project:label"
            ),
            *(_money(source.key, source.title.get("de", source.key)) for source in sources),
            _money(TOTAL, N_("Summe")),
        ),
    )


def _money(name: str, head: str) -> Field:
    meaning = N_("Betrag in Euro auf dieser Stufe")
    return Field(name, head, meaning, kind="number", look="money").typed("value")
