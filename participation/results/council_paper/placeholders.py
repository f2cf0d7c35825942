"""What a template of council papers can name, and what each name stands for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from participation.kernel.errors import N_


@dataclass(frozen=True)
class Placeholder:
    """A name and what it stands for; `items` are the names within what is repeated, None for a
    list of sentences, `picture` for something to be set alone in a paragraph."""

    name: str
    meaning: str
    repeated: bool = False
    items: tuple[Placeholder, ...] = ()

    @property
    def schema(self) -> Any:
        """What the checker of templates is told."""
        if not self.repeated:
            return None
        return [{item.name: item.schema for item in self.items}] if self.items else [None]

    @property
    def written(self) -> str:
        """How it is written in a template."""
        if not self.repeated:
            return f"{{{{ {self.name} }}}}"
        return f"{{% for x in {self.name} %}}"


def _text(name: str, meaning: str) -> Placeholder:
    return Placeholder(name, meaning)


def _each(name: str, meaning: str, *items: Placeholder) -> Placeholder:
    return Placeholder(name, meaning, True, items)


PLACEHOLDERS: tuple[Placeholder, ...] = (
    _text("stadt", N_("Name der Stadt")),
    _text("runde", N_("Titel der Runde")),
    _text("betreff", N_("Betreff der Vorlage")),
    _text("beschluss", N_("Vorschlag für den Beschluss")),
    _text("fassung", N_("Nummer der Fassung")),
    _text("fassung_hinweis", N_("Grund einer neuen Fassung, und ob es eine neuere gibt")),
    _text("veroeffentlicht_am", N_("Tag der Veröffentlichung")),
    _text("adresse", N_("Adresse der Ergebnisseite")),
    _each("gefragt", N_("Was gefragt war, in Sätzen")),
    _each("teilnahme", N_("Wer teilgenommen hat, in Sätzen")),
    _each(
        "wege",
        N_("Zugangswege"),
        _text("weg", N_("Weg")),
        _text("anzahl", N_("Wie viele je Weg gezählt sind.")),
    ),
    _text("befund", N_("Der Befund als Überschrift")),
    _text("gemessen", N_("Was die Zahlen messen")),
    _text("bild_ergebnis", N_("Diagramm unter seinem Befund, allein in einem Absatz")),
    _text("anteil_heisst", N_("„Anteil“ oder „Gewählt von“")),
    _each(
        "felder",
        N_("Handlungsfelder; leer, wo keine Zahlen gezeigt werden"),
        _text("feld", N_("Handlungsfeld")),
        _text("anteil", N_("Anteil")),
        _text("bereich", N_("Stabilitätsbereich")),
        _text("platz", N_("Platz")),
        _text("antworten", N_("Antworten")),
    ),
    _text("quelle", N_("Zeile unter dem Diagramm")),
    _text("vorbehalt", N_("Was das Ergebnis nicht sagt; gehört zu jeder Zahl")),
    _each("grenzen", N_("Was fehlt und warum, was unterscheidbar ist, in Sätzen")),
    _each("abstaende", N_("Welche Felder vor welchen liegen")),
    _text("ziele_hinweis", N_("Wie Ziele zu lesen sind; leer ohne Ziele")),
    _each(
        "ziele",
        N_("Handlungsfelder mit ihren Zielen"),
        _text("feld", N_("Handlungsfeld")),
        _text("hinweis", N_("Wessen Antworten zählen")),
        _each(
            "eintraege",
            N_("Ziele"),
            _text("ziel", N_("Ziel")),
            _text("anteil", N_("Nach Gewicht des Feldes")),
            _text("bereich", N_("Stabilitätsbereich")),
            _text("koepfe", N_("Ein Mensch, eine Stimme")),
            _text("index", N_("Index (1 = Durchschnitt)")),
        ),
    ),
    _each("ideen_hinweise", N_("Was die Zahlen der Ideen sagen, in Sätzen")),
    _text("bild_ideen", N_("Diagramm der Ideen neben dem Ergebnis, allein in einem Absatz")),
    _each(
        "ideen",
        N_("Öffentliche Ideen je Handlungsfeld, neben dem Ergebnis"),
        _text("feld", N_("Handlungsfeld")),
        _text("anteil", N_("Anteil mit Stabilitätsbereich; „–“ ohne Zahlen")),
        _text("anzahl", N_("Öffentliche Ideen")),
        _text("unterstuetzungen", N_("Unterstützungen")),
    ),
    _each(
        "entscheidungen",
        N_("Ideen nach Stand und Grund"),
        _text("stand", N_("Stand oder Grund")),
        _text("anzahl", N_("Anzahl")),
    ),
    _each("abweichungen", N_("Abweichungen von den Regeln, in Sätzen")),
    _each("methode", N_("Die Methode in Sätzen")),
    _each(
        "nachweise",
        N_("Prüfsummen, Programm"),
        _text("was", N_("Was es ist")),
        _text("wert", N_("Wert")),
    ),
    _each("anlagen", N_("Anlagen mit ihren Adressen")),
)
PICTURES = ("bild_ergebnis", "bild_ideen")
"""What stands for a picture; empty where there is none."""

SCHEMA: Mapping[str, Any] = {each.name: each.schema for each in PLACEHOLDERS}
