"""The rules of a round as one document with a hash: what is fixed before the first ballot. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from participation.rounds import consent
from participation.rounds.configuration.organisations import RESIDENTS_ONLY
from participation.rounds.configuration.serialisation import nested, utc, values
from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.specs import specs_of
from participation.rounds.rules import Audience, InstrumentKind
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
    InstrumentKind.POINTS: {
        "de": (
            "Bei „keine Angabe“ gilt der Anteil, den das Feld insgesamt hat; die eigenen Punkte"
            " teilen sich den Rest. Hat ein Feld weniger Antworten als die Schwelle für Antworten"
            " je Feld, oder sind die Anteile so nicht eindeutig, zählt „keine Angabe“ in allen"
            " Feldern als null."
        ),
        "en": (
            "“No opinion” takes the share that the field has overall; a person’s own points share"
            " the rest. Where a field has fewer answers than the threshold for answers per field,"
            " or the shares are not unique that way, “no opinion” counts as zero in all fields."
        ),
    },
    InstrumentKind.PICK: {
        "de": (
            "„Keine Angabe“ zählt bei ihrem Feld nicht mit: Der Anteil bezieht sich auf die, die zu"
            " dem Feld geantwortet haben."
        ),
        "en": (
            "“No opinion” is left out of its field: the share is of those who answered for the"
            " field."
        ),
    },
}
WITHHELD = {
    InstrumentKind.POINTS: {
        "de": (
            "Ein Feld mit weniger Antworten, als es für Zahlen braucht, wird vorher"
            " herausgenommen. Seine Punkte zählen wie „keine Angabe“; wer ihm alle gab, zählt"
            " überall wie ohne Angabe."
        ),
        "en": (
            "A field with fewer answers than figures need is taken out first. Its points count like"
            " “no opinion”; who gave it all of them counts as silent everywhere."
        ),
    },
    InstrumentKind.PICK: {
        "de": (
            "Ein Feld mit weniger Antworten, als es für Zahlen braucht, wird vorher"
            " herausgenommen. Ließe es sich aus den anderen errechnen, fehlen weitere Felder."
        ),
        "en": (
            "A field with fewer answers than figures need is taken out first. Where it could be"
            " worked out from the others, further fields are missing."
        ),
    },
}
GOALS = {
    "de": (
        "Ziele werden innerhalb ihres Feldes gewichtet: von Menschen, denen das Feld wichtig ist,"
        " und von ausgelosten. Beide Gruppen zählen nach dem Gewicht, das sie dem Feld geben. Sind"
        " es zu wenige ausgeloste Antworten, zählen nur Menschen, denen das Feld wichtig ist."
        " Daneben steht der Anteil, wenn alle gleich zählen."
    ),
    "en": (
        "Goals are weighted within their field: by people to whom the field matters and by people"
        " drawn. Both groups count by the weight they give the field. With too few drawn answers"
        " only people to whom the field matters count. Beside it stands the share with everybody"
        " counting the same."
    ),
}
GOALS_OF_TOP = {
    "de": (
        "Ziele werden innerhalb ihres Feldes gewichtet, von Menschen, denen das Feld wichtig ist."
        " Sie zählen nach dem Gewicht, das sie dem Feld geben. Daneben steht der Anteil, wenn alle"
        " gleich zählen."
    ),
    "en": (
        "Goals are weighted within their field, by people to whom the field matters. They count by"
        " the weight they give the field. Beside it stands the share with everybody counting the"
        " same."
    ),
}
SUPPRESSION = {
    "de": (
        "Keine Zwischenergebnisse. Unter ihren Schwellen gibt es keine Zahlen, keine Plätze und"
        " keine Gruppen. Aus veröffentlichten Tabellen lässt sich nie ein Ergebnis für weniger"
        " Gewichtungen errechnen, als die Gruppengröße verlangt."
    ),
    "en": (
        "No interim results. Below their thresholds there are no figures, no ranks and no groups. "
        "From published tables no result can be worked out for fewer ballots than the group size"
        " asks for."
    ),
}
SUPPRESSION_BESIDE_BALLOTS = {
    "de": (
        "Keine Zwischenergebnisse. Unter ihren Schwellen gibt es keine Zahlen, keine Plätze und"
        " keine Gruppen. Wo die einzelnen Gewichtungen erscheinen, gibt es als Gruppen nur große"
        " Zugangswege, in ganzen Prozenten."
    ),
    "en": (
        "No interim results. Below their thresholds there are no figures, no ranks and no groups. "
        "Where single ballots are published, the only groups are large channels, in whole per"
        " cents."
    ),
}
STABILITY = {
    "de": (
        "Der Stabilitätsbereich stammt aus zufälligen Ziehungen aus denselben Gewichtungen; der"
        " Startwert folgt aus diesem Dokument. Ab der Schwelle für die Näherung wird er aus der"
        " Streuung berechnet."
    ),
    "en": (
        "The stability interval comes from random resamples of the same ballots; the seed follows"
        " from this document. From the threshold for the approximation on it is computed from the"
        " spread."
    ),
}

NAMED = {
    "de": (
        "Jede aufgenommene Organisation hat einen Stimmzettel. Ihre Mitglieder können ihn ändern,"
        " bis das Gewichten endet. Danach steht öffentlich, welche Organisation wie gewichtet hat."
        " Vorher sehen ihn nur ihre Mitglieder."
    ),
    "en": (
        "Each approved organisation has one ballot. Its members can change it until weighting ends."
        " After that it is public which organisation weighted how. Before that only its members see"
        " it."
    ),
}
FULL_COUNT = {
    "de": (
        "Gezählt werden alle Organisationen, die gewichtet haben. Das ist keine Stichprobe: Es gibt"
        " keinen Stabilitätsbereich und keine Schwelle. Mit Gewichtungen von Einwohnerinnen und"
        " Einwohnern wird nichts zusammengezählt."
    ),
    "en": (
        "All organisations that weighted are counted. This is no sample: there is no stability"
        " interval and no threshold. Nothing is added up with ballots of residents."
    ),
}


def rules_document(settings: Settings, frame: Frame) -> dict[str, Any]:
    """Return the rules as JSON values. Times are UTC; nothing in it depends on when or by whom it
    is made."""
    chosen = nested(_chosen(settings))
    return {
        "format": FORMAT,
        "round": chosen.pop("slug"),
        **chosen,
        "tally": _tally(settings),
        **_protection(settings),
        "frame": frame.document(),
    }


def _chosen(settings: Settings) -> dict[str, Any]:
    """Return the settings that are rules by their path: without those that a later rule left as
    they were, and without those that a round of organisations does not have."""
    usual = values(Settings(), utc, lambda spec: spec.omitted_by_default)
    named = settings.audience == Audience.ORGANISATIONS
    absent = {specs_of(Settings)[name].path for name in RESIDENTS_ONLY} if named else set()
    return {
        path: value
        for path, value in values(settings, utc, lambda spec: spec.in_rules).items()
        if path not in absent and (path not in usual or value != usual[path])
    }


def _protection(settings: Settings) -> dict[str, Any]:
    """Return what keeps ballots secret and figures honest, or that ballots are named."""
    if settings.audience == Audience.ORGANISATIONS:
        return {"named_ballots": NAMED, "full_count": FULL_COUNT}
    agreed = consent.current()
    return {
        "suppression": SUPPRESSION_BESIDE_BALLOTS if settings.publish_ballots else SUPPRESSION,
        "stability": STABILITY,
        "consent": {"version": agreed.version, "hash": agreed.hash},
    }


def canonical(document: dict[str, Any]) -> str:
    """Return a document as the one text its hash is over: keys sorted, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def rules_hash(document: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical text in hex."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def _tally(settings: Settings) -> list[dict[str, str]]:
    kind = settings.instrument.kind
    rules = [TALLY[kind]]
    if settings.no_opinion:
        rules += [SILENCE[kind], WITHHELD[kind]]
    if settings.goals is None:
        return rules
    return [*rules, GOALS if settings.goals.drawn else GOALS_OF_TOP]
