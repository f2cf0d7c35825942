"""What is said about a result as a whole: the finding, the caveat, the method. Every sentence has
to be true in every state of a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import ngettext

from participation.results.output.wording import in_a_row
from participation.results.tables.field_answers import DERIVABLE
from participation.web.filters import number
from participation.web.translation import _
from participation.weighting.wording import ballots_noun

MOST_NAMED = 4
"""How many fields a headline names; of more it tells how many, and the places below show which."""


def finding(leading: Sequence[str], ranked: int) -> str:
    """Return the headline of a result with places: `leading` are the titles of the leading group,
    `ranked` how many fields have a place."""
    if not leading or len(leading) == ranked:
        return _("Kein Handlungsfeld liegt erkennbar vorn")
    if len(leading) == 1:
        return _("Vorn liegt %(field)s", field=leading[0])
    # A member of the group need not be apart from everything outside of it, so no more is said.
    if len(leading) > MOST_NAMED:
        return _(
            "Eines von %(leading)s Handlungsfeldern liegt vorn. Welches, ist nicht sicher.",
            leading=number(len(leading)),
        )
    return _(
        "Eines dieser Felder liegt vorn: %(fields)s. Welches, ist nicht sicher.",
        fields=in_a_row(leading),
    )


def too_few(*, pick: bool, figures: bool) -> str:
    """Return the headline where places are missing, or all figures."""
    if figures:
        return _("Zu wenige %(ballots)s für eine Reihenfolge", ballots=ballots_noun(pick=pick))
    return _("Zu wenige %(ballots)s für ein Ergebnis", ballots=ballots_noun(pick=pick))


def measured(instrument: Mapping[str, Any], *, no_opinion: bool) -> str:
    """Return what the bars show."""
    if instrument["kind"] != "pick":
        return _("Mittlerer Anteil an den %(total)s Punkten", total=instrument["total"])
    if no_opinion:
        return _(
            "Anteil der Stimmabgaben, die das Feld gewählt haben; „keine Angabe“ zählt nicht mit."
            " Das sind keine Gewichte."
        )
    return _("Anteil der Stimmabgaben, die das Feld gewählt haben. Das sind keine Gewichte.")


def caveat(method: Mapping[str, Any], notes: Mapping[str, Any]) -> str:
    """Return the sentences that stand wherever a figure does. Without figures there is no interval
    to speak of."""
    n, pick = int(notes["n"]), method["instrument"]["kind"] == "pick"
    if not n:
        return _("Es wurde nichts abgegeben.")
    basis = (
        ngettext(
            "Grundlage ist %(n)s freiwillige Stimmabgabe. Sie steht nicht für alle Menschen in"
            " %(city)s.",
            "Grundlage sind %(n)s freiwillige Stimmabgaben. Sie stehen nicht für alle Menschen in"
            " %(city)s.",
            n,
            n=number(n),
            city=method["city"],
        )
        if pick
        else ngettext(
            "Grundlage ist %(n)s freiwillig abgegebene Gewichtung. Sie steht nicht für alle"
            " Menschen in %(city)s.",
            "Grundlage sind %(n)s freiwillig abgegebene Gewichtungen. Sie stehen nicht für alle"
            " Menschen in %(city)s.",
            n,
            n=number(n),
            city=method["city"],
        )
    )
    return f"{basis} {_resampling(method, notes)}" if notes["figures"] else str(basis)


def _resampling(method: Mapping[str, Any], notes: Mapping[str, Any]) -> str:
    limits = method["thresholds"]
    inside = number(limits["percentile_high"] - limits["percentile_low"])
    if notes["normal"]:
        return _(
            "Für den Stabilitätsbereich wird berechnet, wie der Anteil schwankt, wenn daraus immer"
            " wieder neu gezogen wird: Jedes Mal fehlt gut ein Drittel, andere zählen mehrfach. In"
            " etwa %(inside)s von 100 Ziehungen liegt der Anteil in diesem Bereich.",
            inside=inside,
        )
    return _(
        "Für den Stabilitätsbereich wird daraus %(resamples)s-mal neu gezogen: Jedes Mal fehlt gut"
        " ein Drittel, andere zählen mehrfach. In %(inside)s von 100 Ziehungen lag der Anteil in"
        " diesem Bereich.",
        resamples=number(limits["resamples"]),
        inside=inside,
    )


def withheld(method: Mapping[str, Any], notes: Mapping[str, Any]) -> str:
    """Return why figures or places are missing; empty when nothing is."""
    limits, name = method["thresholds"], ballots_noun(pick=method["instrument"]["kind"] == "pick")
    if not notes["figures"]:
        return _(
            "Unter %(minimum)s %(ballots)s zeigen wir keine Zahlen. Sonst ließe sich auf einzelne"
            " Menschen schließen.",
            minimum=limits["figures"],
            ballots=name,
        )
    if not notes["ranks"]:
        return _(
            "Unter %(minimum)s %(ballots)s nennen wir keine Plätze. Einzelne würden sie"
            " verschieben.",
            minimum=limits["ranks"],
            ballots=name,
        )
    return ""


def apart(
    order: Sequence[str], pairs: Sequence[Sequence[str]], titles: Mapping[str, str]
) -> list[str]:
    """Return which fields are far enough apart from which, a line for each set of fields behind;
    fields before the same others stand together."""
    rank_of = {key: position for position, key in enumerate(order)}
    behind: dict[str, list[str]] = {}
    for pair in pairs:
        ahead, other = sorted(pair, key=rank_of.__getitem__)
        behind.setdefault(ahead, []).append(other)
    together: dict[tuple[str, ...], list[str]] = {}
    for key in sorted(behind, key=rank_of.__getitem__):
        others = tuple(sorted(behind[key], key=rank_of.__getitem__))
        together.setdefault(others, []).append(key)
    named = [titles[key] for pair in pairs for key in pair]
    return [
        _(
            "%(ahead)s vor: %(behind)s",
            ahead=in_a_row([titles[key] for key in keys], named),
            behind=in_a_row([titles[key] for key in others], named),
        )
        for others, keys in together.items()
    ]


def method_sentences(method: Mapping[str, Any], notes: Mapping[str, Any]) -> list[str]:
    """Return the method in a few sentences."""
    limits, pick = method["thresholds"], method["instrument"]["kind"] == "pick"
    blank = (
        _("Ein Feld ohne Kreuz ist nicht gewählt.") if pick else _("Ein leeres Feld zählt als 0.")
    )
    sentences = [_counted(pick=pick), blank, *_silence(method, notes)]
    if notes["figures"]:
        sentences.append(_stability(method, notes))
    if notes["ranks"]:
        apart_when = _(
            "Felder heißen unterscheidbar, wenn ihr Abstand auch nach der Korrektur für alle"
            " Vergleiche bleibt."
        )
        sentences.append(apart_when)
        if not pick:
            sentences.append(_erring())
    thresholds = _(
        "Unter %(figures)s %(ballots)s gibt es keine Zahlen, unter %(ranks)s keine Plätze.",
        figures=limits["figures"],
        ranks=limits["ranks"],
        ballots=ballots_noun(pick=pick),
    )
    sentences.append(thresholds)
    if notes["withheld"]:
        few = _(
            "Felder mit unter %(minimum)s Antworten zeigen wir nicht; alles andere ist ohne sie"
            " gerechnet.",
            minimum=limits["figures"],
        )
        sentences.append(few)
        if not pick:
            sentences.append(
                _("Wer alle Punkte solchen Feldern gab, zählt sonst überall wie „keine Angabe“.")
            )
    example = notes.get("raking")
    if example and example["refused"] is None:
        sentences.append(
            _(
                "Auf der Ergebnisseite steht auch ein Rechenbeispiel mit Gruppen so groß wie in der"
                " Stadt; es ist keine Hochrechnung."
            )
        )
    if DERIVABLE in notes["withheld"].values():
        sentences.append(_("Ein weiteres Feld fehlt, weil sich diese sonst errechnen ließen."))
    return sentences


def _erring() -> str:
    """Where Student's t is known to fail (docs/adr/0004)."""
    return _(
        "Geben Einzelne alle Punkte einem Feld, irrt das öfter: bei 30 Gewichtungen in bis zu jeder"
        " fünften Runde, bei 100 in wenigen von hundert."
    )


def _counted(*, pick: bool) -> str:
    if pick:
        return _("Gezählt wird, welcher Anteil der Stimmabgaben ein Feld gewählt hat.")
    return _(
        "Der Anteil eines Feldes ist der Mittelwert seiner Punkte, geteilt durch die Gesamtzahl."
    )


def _stability(method: Mapping[str, Any], notes: Mapping[str, Any]) -> str:
    if notes["normal"]:
        return _("Der Stabilitätsbereich ist aus der Streuung berechnet.")
    return _(
        "Für den Stabilitätsbereich wurde %(count)s Mal neu gezogen.",
        count=number(method["thresholds"]["resamples"]),
    )


def _silence(method: Mapping[str, Any], notes: Mapping[str, Any]) -> list[str]:
    if not method["round"]["no_opinion"]:
        return []
    if method["instrument"]["kind"] == "pick":
        return [_("„Keine Angabe“ zählt nicht mit.")]
    if notes["silence_as_zero"]:
        return [_("„Keine Angabe“ zählt hier ebenfalls als 0.")]
    return [
        _(
            "Wer bei einem Feld keine Angabe macht, zählt dort mit dem Anteil, den das Feld"
            " insgesamt hat."
        )
    ]


def zero_because(method: Mapping[str, Any], given: Sequence[int]) -> str:
    """Return why silence had to be counted as 0."""
    if min(given, default=0) < method["thresholds"]["given"]:
        return _(
            "„Keine Angabe“ zählt hier als 0, weil ein Feld unter %(minimum)s Antworten hat.",
            minimum=method["thresholds"]["given"],
        )
    return _(
        "„Keine Angabe“ zählt hier als 0, weil sich die Anteile sonst nicht eindeutig bestimmen"
        " lassen."
    )
