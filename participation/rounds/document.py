"""The rules of a round as one document with a hash: what is fixed before the first ballot. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from participation.rounds import consent
from participation.rounds.rules import InstrumentKind
from participation.rounds.serialisation import nested, utc, values
from participation.rounds.settings import Settings
from participation.strategy.rules import Frame

FORMAT = "round-rules-v1"

TALLY = {
    InstrumentKind.POINTS: {
        "de": (
            "Der Anteil eines Handlungsfelds ist der Mittelwert seiner Punkte geteilt durch die"
            " Gesamtpunktzahl über alle Gewichtungen. Leer zählt als null."
        ),
        "en": (
            "The share of an action field is the mean, over all ballots, of its points divided by"
            " the total. Blank counts as zero."
        ),
    },
    InstrumentKind.PICK: {
        "de": "Gezählt wird der Anteil der Gewichtungen, die das Handlungsfeld gewählt haben.",
        "en": "What is counted is the share of ballots that chose the action field.",
    },
}
SILENCE = {
    "de": (
        "„Keine Angabe“ nimmt in diesem Feld den Mittelwert der anderen an; bei weniger Antworten"
        " als der Schwelle zählt sie als null."
    ),
    "en": (
        "“No opinion” takes the mean of the others in that field; with fewer answers than the"
        " threshold it counts as zero."
    ),
}
GOALS = {
    "de": (
        "Ziele werden innerhalb ihres Feldes gewichtet: von Menschen, denen das Feld wichtig ist,"
        " und von ausgelosten. Beide Gruppen zählen nach dem Gewicht, das sie dem Feld geben."
    ),
    "en": (
        "Goals are weighted within their field: by people to whom the field matters and by people"
        " drawn. Both groups count by the weight they give the field."
    ),
}
SUPPRESSION = {
    "de": (
        "Keine Zwischenergebnisse. Unter der Schwelle gibt es keine Zahlen, keine Plätze und keine"
        " Gruppen. Zwei veröffentlichte Tabellen lassen nie weniger als die Gruppengröße an"
        " Gewichtungen erkennen."
    ),
    "en": (
        "No interim results. Below the thresholds there are no figures, no ranks and no groups. "
        "No two published tables isolate fewer ballots than the group size."
    ),
}
STABILITY = {
    "de": (
        "Der Stabilitätsbereich stammt aus zufälligen Wiederholungen mit denselben Gewichtungen; "
        "der Startwert folgt aus diesem Dokument."
    ),
    "en": (
        "The stability interval comes from random resamples of the same ballots; the seed follows"
        " from this document."
    ),
}


def rules_document(settings: Settings, frame: Frame) -> dict[str, Any]:
    """Return the rules as JSON values. Times are UTC; nothing in it depends on when or by whom it
    is made."""
    agreed = consent.current()
    chosen = nested(values(settings, utc, lambda spec: spec.in_rules))
    return {
        "format": FORMAT,
        "round": chosen.pop("slug"),
        **chosen,
        "tally": _tally(settings),
        "suppression": SUPPRESSION,
        "stability": STABILITY,
        "consent": {"version": agreed.version, "hash": agreed.hash},
        "frame": frame.document(),
    }


def canonical(document: dict[str, Any]) -> str:
    """Return a document as the one text its hash is over: keys sorted, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def rules_hash(document: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical text in hex."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def _tally(settings: Settings) -> list[dict[str, str]]:
    rules = [TALLY[settings.instrument.kind]]
    if settings.no_opinion:
        rules.append(SILENCE)
    return [*rules, GOALS] if settings.goals else rules
