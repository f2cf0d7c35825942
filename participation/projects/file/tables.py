"""What the files of projects and milestones hold: their columns, in words."""

from __future__ import annotations

from participation.kernel.errors import N_
from participation.web.tabular.tables import Field, Table

PROJECTS = Table(
    "projects",
    N_("Projekte"),
    N_("Je Zeile ein Projekt."),
    (
        Field("key", N_("Kürzel"), N_("Kürzel des Projekts; so steht es in seiner Adresse")).typed(
            "activity:generic:project:code"
        ),
        Field("title", N_("Titel"), N_("Titel auf Deutsch"), width=34).typed(
            "activity:generic:project:label"
        ),
        Field(
            "kind",
            N_("Art"),
            N_("priority: vorrangig, regular: weiteres Projekt, pool: Ideenpool"),
        ),
        Field(
            "state",
            N_("Stand"),
            N_(
                "proposed: vorgeschlagen, planned: in Vorbereitung, decided: beschlossen,"
                " running: in Arbeit, done: abgeschlossen, stopped: eingestellt"
            ),
        ),
        Field("place", N_("Ort"), N_("Wo das Projekt liegt")),
        Field("unit", N_("Fachstelle"), N_("Kürzel der Fachstelle der Verwaltung"), width=24).typed(
            "administrative-classification:generic:code"
        ),
        Field(
            "main_field",
            N_("Handlungsfeld"),
            N_("Kürzel des Handlungsfelds, bei dem das Projekt gezählt wird"),
            width=24,
        ).typed("functional-classification:generic:code"),
        Field("text", N_("Beschreibung"), N_("Worum es geht, auf Deutsch"), width=60),
        Field("partners", N_("Partner"), N_("Wer mitwirkt, mit Strichpunkt getrennt"), width=24),
        Field(
            "published",
            N_("Öffentlich seit"),
            N_("Tag der Veröffentlichung; leer bei Entwürfen"),
            kind="date",
            width=13,
            look="date",
        ),
        Field("url", N_("Adresse"), N_("Seite des Projekts"), width=30),
    ),
    key=("key",),
)

_PLAN = N_("Wann er geplant war: Jahr, Quartal, Monat oder Tag, zum Beispiel 2027-Q1")
_EXPECT = N_("Wann er jetzt erwartet wird, wenn das vom Plan abweicht")
_DONE = N_("Wann er fertig war; leer, solange er offen ist")
_WORDS = N_("Wie die Quelle dieses Datum nennt")

MILESTONES = Table(
    "milestones",
    N_("Meilensteine"),
    N_("Je Zeile ein Meilenstein eines Projekts."),
    (
        Field("project", N_("Projekt"), N_("Kürzel des Projekts"), width=34).typed(
            "activity:generic:project:code"
        ),
        Field(
            "position",
            N_("Stelle"),
            N_("Der wievielte des Projekts, ab 1"),
            kind="integer",
            width=9,
            look="integer",
        ),
        Field("title", N_("Meilenstein"), N_("Was erreicht sein soll, auf Deutsch"), width=40),
        Field("planned", N_("Geplant"), _PLAN),
        Field("planned_wording", N_("Geplant (Wortlaut)"), _WORDS),
        Field("expected", N_("Erwartet"), _EXPECT),
        Field("expected_wording", N_("Erwartet (Wortlaut)"), _WORDS),
        Field("done", N_("Fertig"), _DONE),
        Field("done_wording", N_("Fertig (Wortlaut)"), _WORDS),
        Field("reason", N_("Grund"), N_("Warum es später wird als geplant"), width=40),
    ),
    key=("project", "position"),
    refers={"project": ("projects", "key")},
)
