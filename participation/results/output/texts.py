"""The texts in a bundle, each in German and then in English: what its files are, and the summary
for the council. They read a snapshot, so they stay the same whatever comes later."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import force_locale

from participation.results.models import Snapshot
from participation.results.output import figures, files, legend
from participation.results.output.presenter import ResultPage
from participation.results.output.spreadsheets.planning import cover_lines
from participation.results.output.verification import SUMS
from participation.results.output.wording import label
from participation.results.tables.columns import Row, names
from participation.web.translation import _


def readme(snapshot: Snapshot) -> str:
    """Return README.md."""
    return _in_both_languages(snapshot, _readme)


def summary(snapshot: Snapshot) -> str:
    """Return summary.md, the summary for the council."""
    return _in_both_languages(snapshot, _summary)


def _in_both_languages(snapshot: Snapshot, write: Callable[[ResultPage], list[str]]) -> str:
    parts = []
    for language in ("de", "en"):
        with force_locale(language):
            parts.append("\n".join(write(ResultPage(snapshot))) + "\n")
    return "\n---\n\n".join(parts)


def _readme(page: ResultPage) -> list[str]:
    return [
        f"# {page.finding}",
        "",
        *(f"- **{key}:** {text}" for key, text in cover_lines(page)),
        "",
        f"## {_('Dateien')}",
        "",
        *(f"- `{name}`: {meaning}" for name, meaning in described_files(page)),
        "",
        f"## {_('Spalten')}",
        "",
        *(line for name in page.files() for line in _columns(name)),
        _(
            "Texte von Teilnehmenden sind hier nicht dabei, denn dieses Bündel bleibt, wie es ist."
            " Die Ideen gibt es als eigene Datei mit eigener Prüfsumme. Sie ändert sich, wenn ein"
            " Text zurückgezogen oder entfernt wird."
        ),
        "",
        _("Prüfen Sie die Dateien mit: sha256sum -c SHA256SUMS"),
    ]


def _columns(name: str) -> list[str]:
    columns = [f"- `{column}`: {legend.meaning(name, column)}" for column in names(name)]
    return [f"### {name}.csv", "", *columns, ""]


def described_files(page: ResultPage) -> list[tuple[str, str]]:
    """Return the name of every file of the bundle and what it is, in a line."""
    described = [(f"{name}.csv", legend.about(name)) for name in page.files()]
    if files.has_ballots(page.snapshot):
        described += [
            ("ballots.csv", _("eine Zeile je Abgabe, gemischt, eine Spalte je Handlungsfeld")),
            ("recompute.py", _("rechnet die Anteile noch einmal nach: python3 recompute.py")),
        ]
    described += [(f"chart-{name}.svg", _("ein Diagramm")) for name in figures.names(page)]
    return [
        *described,
        ("summary.md", _("die Zusammenfassung für den Rat")),
        ("planning.xlsx", _("alle Tabellen als Arbeitsmappe")),
        (
            "commitments.txt",
            _("die sortierte Liste aller Belege; sie zeigt, was vorliegt"),
        ),
        ("METHODS.json", _("Regeln, Startwert und Schwellen, mit denen gerechnet wurde")),
        ("datapackage.json", _("die Spalten der Tabellen für Programme (Data Package 2.0)")),
        (SUMS, _("die Prüfsumme jeder Datei")),
    ]


def _summary(page: ResultPage) -> list[str]:
    lines = [
        f"# {page.finding}",
        "",
        *(f"- **{key}:** {text}" for key, text in cover_lines(page)),
        "",
        f"## {_('Was gefragt war')}",
        "",
        asked(page),
        "",
        f"## {_('Wer teilgenommen hat')}",
        "",
        *(f"- {name}: {n}" for name, n in page.channels()),
        "",
    ]
    return [*lines, *_outcome(page)] if page.figures else lines


def asked(page: ResultPage) -> str:
    """Return what was asked, in a sentence."""
    n = len(page.fields)
    if page.pick:
        return _("Gewählt wurden die wichtigsten von %(n)s Handlungsfeldern.", n=n)
    total = page.method["instrument"]["total"]
    return _("%(total)s Punkte waren auf %(n)s Handlungsfelder zu verteilen.", total=total, n=n)


def _outcome(page: ResultPage) -> list[str]:
    lines = [f"## {_('Was herauskam')}", "", page.measured, ""]
    lines += [_field(page, row) for row in page.ordered]
    lines += ["", page.rounding, ""] if page.rounding else [""]
    if not page.ranks:
        return lines
    lines += [told_apart(page), ""]
    return [*lines, *(f"- {line}" for line in page.apart)]


def told_apart(page: ResultPage) -> str:
    """Return when a field is said to be before another one; which ones, a list tells after it."""
    rule = _(
        "Wir nennen ein Feld nur vor einem anderen, wenn der Abstand groß genug ist. Ihre Plätze"
        " können sich trotzdem überschneiden."
    )
    none = _("Hier ist bei keinem Paar der Abstand groß genug.")
    return f"{rule} {_('Das gilt hier für:') if page.apart else none}"


def _field(page: ResultPage, row: Row) -> str:
    note = page.note(row)
    return f"- {label(row)}: {page.written_share(row)}" + (f" ({note})" if note else "")
