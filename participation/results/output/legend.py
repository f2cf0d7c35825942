"""What every table and column of a result is, in words: heads of the workbook, its legend, the
README of the bundle. Names in files for programs stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from participation.kernel.errors import N_
from participation.rounds.rules import CHANNEL_NAMES
from participation.web.tabular.sheets import Column
from participation.web.translation import _

SHEETS: Mapping[str, tuple[str, str]] = {
    "weights": (N_("Handlungsfelder"), N_("Je Handlungsfeld das Ergebnis und wie sicher es ist.")),
    "goals": (N_("Ziele"), N_("Je Ziel sein Anteil innerhalb seines Handlungsfelds.")),
    "distribution": (
        N_("Streuung"),
        N_("Je Handlungsfeld, wie viele Antworten ihm wie viel gaben."),
    ),
    "subgroups": (N_("Gruppen"), N_("Das Ergebnis je Gruppe, wo sie groß genug ist.")),
    "sensitivity": (N_("Zählweisen"), N_("Was herauskäme, wenn anders gezählt würde.")),
    "raking": (
        N_("Rechenbeispiel"),
        N_("Wie groß die Gruppen sind und wie sie im Rechenbeispiel zählen. Keine Hochrechnung."),
    ),
    "channels": (N_("Wege"), N_("Wie viele je Weg gezählt sind.")),
    "participation": (N_("Tage"), N_("Wie viele je Tag und Weg eingingen.")),
    "items": (N_("Fragen"), N_("Handlungsfelder und Ziele, wie sie gezeigt wurden.")),
    "ideas": (N_("Ideen"), N_("Die Ideen der Runde.")),
}
"""Per table the title of its sheet (at most 31 characters) and what it holds."""

BY_CHANNEL = N_("Wie sie eingingen (%(channels)s)")
_WITHHELD = N_(
    "Warum das Feld keine Zahlen hat: few_answers (zu wenige Antworten) oder derivable (ließe auf"
    " diese schließen); sonst leer"
)
_COLUMNS: Mapping[str, tuple[str, str]] = {
    "item": (N_("Kürzel"), N_("Kürzel des Handlungsfelds oder Ziels")),
    "level": (N_("Ebene"), N_("field: Handlungsfeld, goal: Ziel")),
    "field": (N_("Kürzel des Felds"), N_("Kürzel des Handlungsfelds, zu dem das Ziel gehört")),
    "position": (N_("Stelle"), N_("Die wievielte in der Runde, ab 1")),
    "label_de": (N_("Titel"), N_("Titel auf Deutsch")),
    "label_en": (N_("Titel (englisch)"), N_("Titel auf Englisch")),
    "text_de": (N_("Erklärung"), N_("Erklärung auf Deutsch")),
    "text_en": (N_("Erklärung (englisch)"), N_("Erklärung auf Englisch")),
    "n_ballots": (N_("Abgegeben"), N_("Wie viele gezählt sind")),
    "n_given": (N_("Antworten"), N_("Antworten, die Null eingeschlossen")),
    "n_no_opinion": (
        N_("Keine Angabe"),
        N_("Wie viele „keine Angabe“ wählten oder alle Punkte nicht gezeigten Feldern gaben"),
    ),
    "n_zero": (N_("Davon null"), N_("Antworten, die null Punkte gaben oder nicht wählten")),
    "mean_share": (N_("Anteil"), N_("Mittlerer Anteil an den Punkten")),
    "median_share": (N_("Median"), N_("Median der Anteile, ohne „keine Angabe“")),
    "chosen": (N_("Gewählt"), N_("Wie viele das Feld gewählt haben")),
    "chosen_share": (N_("Gewählt von"), N_("Gewählt geteilt durch Antworten; kein Gewicht")),
    "rank": (N_("Platz"), N_("Platz nach dem Anteil; gleiche Anteile teilen den besseren")),
    "stab_low": (N_("Stabil ab"), N_("Unteres Ende des Stabilitätsbereichs")),
    "stab_high": (N_("Stabil bis"), N_("Oberes Ende des Stabilitätsbereichs")),
    "rank_low": (N_("Bester Platz"), N_("Bester Platz, den das Abgegebene zulässt")),
    "rank_high": (N_("Letzter Platz"), N_("Letzter Platz, den das Abgegebene zulässt")),
    "leading": (N_("Spitzengruppe"), N_("1 in der Spitzengruppe, sonst 0")),
    "top3_share": (
        N_("Unter den ersten drei"),
        N_("Anteil der Antworten mit dem Feld unter ihren drei schwersten"),
    ),
    "withheld": (N_("Nicht gezeigt"), _WITHHELD),
    "n_top": (N_("Antworten (wichtig)"), N_("Antworten von Menschen, denen das Feld wichtig ist")),
    "n_drawn": (
        N_("Antworten (ausgelost)"),
        N_("Antworten von Menschen, denen das Feld ausgelost wurde"),
    ),
    "top_only": (N_("Nur wichtig"), N_("1, wo nur zählt, wem das Feld wichtig ist")),
    "local_share": (
        N_("Nach Gewicht des Feldes"),
        N_("Anteil innerhalb des Feldes; wer dem Feld mehr gab, zählt mehr"),
    ),
    "unweighted_share": (
        N_("Ein Mensch, eine Stimme"),
        N_("Anteil innerhalb des Feldes; alle zählen gleich"),
    ),
    "index": (
        N_("Index"),
        N_("Anteil mal Zahl der Ziele; 1 ist Durchschnitt; nie zwischen Feldern vergleichen"),
    ),
    "weight": (N_("Gewicht"), N_("Anteil des Feldes mal Anteil des Ziels")),
    "bin": (
        N_("Bereich"),
        N_("Bereich der Anteile: genau 0, dann über dem unteren bis zum oberen Ende"),
    ),
    "low": (N_("Von"), N_("Unteres Ende, nicht eingeschlossen")),
    "high": (N_("Bis"), N_("Oberes Ende, eingeschlossen")),
    "n": (N_("Anzahl"), N_("Antworten in diesem Bereich")),
    "share": (N_("Anteil"), N_("Anteil an den Antworten des Feldes")),
    "dimension": (N_("Merkmal"), N_("channel: Weg, sonst das Kürzel einer freiwilligen Frage")),
    "group": (N_("Gruppe"), N_("Kürzel der Gruppe; mehrere sind mit + verbunden")),
    "variant": (N_("Zählweise"), N_("Was anders ist als beim Ergebnis")),
    "difference": (N_("Unterschied"), N_("Anteil weniger Anteil des Ergebnisses")),
    "census_share": (
        N_("Anteil in der Stadt"),
        N_("Anteil der Gruppe in der Stadt, wie ihn die Regeln der Runde nennen; zusammen 1"),
    ),
    "n_weighted": (
        N_("Zählt wie"),
        N_("Wie viele Abgaben die Gruppe im Rechenbeispiel zählt, gerundet"),
    ),
    "design_effect": (
        N_("Design-Effekt"),
        N_("Design-Effekt nach Kish: 1 plus das Quadrat des Variationskoeffizienten der Gewichte"),
    ),
    "n_effective": (
        N_("Entspricht"),
        N_("Wie vielen gleich gezählten Abgaben das nach der Faustregel von Kish entspricht"),
    ),
    "channel": (N_("Weg"), BY_CHANNEL),
    "day": (N_("Tag"), N_("Tag in der Zeitzone der Runde")),
    "number": (N_("Nummer"), N_("Öffentliche Nummer der Idee")),
    "goal": (N_("Kürzel des Ziels"), N_("Kürzel des Ziels, zu dem die Idee gehört")),
    "title": (N_("Titel"), N_("Überschrift der Idee")),
    "text": (N_("Text"), N_("Text der Idee")),
    "status": (N_("Stand"), N_("Wo die Idee steht")),
    "reason": (N_("Grund"), N_("Grund der Ablehnung")),
    "support": (
        N_("Unterstützung"),
        N_("Wie viele die Idee unterstützen; leer, solange die Runde es nicht zeigt"),
    ),
    "submitted_at": (N_("Eingereicht"), N_("Wann die Idee einging")),
    "decided_at": (N_("Entschieden"), N_("Wann über die Veröffentlichung entschieden wurde")),
    "url": (N_("Adresse"), N_("Seite der Idee")),
    "remark": (N_("Anmerkung der Redaktion"), N_("Was die Redaktion zur Idee anmerkt")),
    "merged_into": (N_("Teil von"), N_("Nummer der Idee, mit der sie zusammengeführt ist")),
    "field_label": (N_("Handlungsfeld"), N_("Titel des Handlungsfelds, auf Deutsch")),
    "goal_label": (N_("Ziel"), N_("Titel des Ziels, auf Deutsch")),
}
_OWN: Mapping[tuple[str, str], tuple[str, str]] = {
    ("subgroups", "label_de"): (N_("Gruppe (Titel)"), N_("Titel der Gruppe auf Deutsch")),
    ("subgroups", "label_en"): (N_("Gruppe (englisch)"), N_("Titel der Gruppe auf Englisch")),
    ("subgroups", "mean_share"): (
        N_("Anteil"),
        N_("Mittlerer Anteil an den Punkten in der Gruppe"),
    ),
    ("sensitivity", "label_de"): (N_("Zählweise (Titel)"), N_("Titel der Zählweise auf Deutsch")),
    ("sensitivity", "label_en"): (
        N_("Zählweise (englisch)"),
        N_("Titel der Zählweise auf Englisch"),
    ),
    ("sensitivity", "group"): (N_("Ohne"), N_("Was weggelassen ist; leer, wo nichts")),
    ("sensitivity", "share"): (N_("Anteil"), N_("Anteil des Feldes nach dieser Zählweise")),
    ("raking", "dimension"): (N_("Merkmal"), N_("Kürzel der freiwilligen Frage")),
    ("raking", "group"): (
        N_("Gruppe"),
        N_("Kürzel der Gruppe; no_answer für Menschen ohne Angabe"),
    ),
    ("raking", "label_de"): (N_("Gruppe (Titel)"), N_("Titel der Gruppe auf Deutsch")),
    ("raking", "label_en"): (N_("Gruppe (englisch)"), N_("Titel der Gruppe auf Englisch")),
    ("raking", "share"): (
        N_("Anteil der Antworten"),
        N_("Anteil der Gruppe an allen, die auf die Frage geantwortet haben"),
    ),
    ("participation", "n_ballots"): (
        N_("Eingegangen"),
        N_("Was an dem Tag einging, weniger was zurückgezogen wurde"),
    ),
    ("ideas", "field"): (
        N_("Kürzel des Felds"),
        N_("Kürzel des Handlungsfelds, zu dem die Idee gehört"),
    ),
    ("ideas", "channel"): (N_("Weg"), N_("Wie die Idee einging")),
}
"""Columns that mean something else in one table than in the others."""


def sheet(table: str) -> str:
    """Return the title of a table."""
    return _(SHEETS[table][0])


def about(table: str) -> str:
    """Return in one sentence what a table holds."""
    return _(SHEETS[table][1])


def head(table: str, column: str) -> str:
    """Return what a column is called. Raises KeyError for a column without words."""
    return _(_words(table, column)[0])


def meaning(table: str, column: str) -> str:
    """Return what a column means. Raises KeyError for a column without words."""
    text = _words(table, column)[1]
    if text != BY_CHANNEL:
        return _(text)
    names = [f"{channel}: {_(name)}" for channel, name in CHANNEL_NAMES.items()]
    return _(text, channels=", ".join(names))


def rows(tables: Sequence[tuple[str, Sequence[Column]]]) -> list[tuple[str, str, str, str]]:
    """Return the rows of a workbook's legend: sheet, head, meaning and name of every column."""
    return [
        (sheet(table), column.head, meaning(table, column.name), column.name)
        for table, shown in tables
        for column in shown
    ]


def _words(table: str, column: str) -> tuple[str, str]:
    return _OWN.get((table, column)) or _COLUMNS[column]
