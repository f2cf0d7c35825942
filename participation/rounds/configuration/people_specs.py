"""What is known about the settings that say who takes part and whom to ask. Pure."""

from __future__ import annotations

from participation.kernel.errors import N_
from participation.rounds.configuration.specs import Kind, Section, Spec
from participation.rounds.rules import Audience, Channel

WAYS_IN = (Channel.EMAIL, Channel.CODE, Channel.OPEN)

AUDIENCE = Spec(
    Kind.CHOICE,
    Section.PEOPLE,
    label=N_("Für wen die Runde ist"),
    hint=N_(
        "Organisationen gewichten namentlich, mit einem Stimmzettel je Organisation. Das"
        " lässt sich nach der Veröffentlichung nicht mehr ändern."
    ),
    choices={
        Audience.RESIDENTS: N_("Für alle, ohne Namen"),
        Audience.ORGANISATIONS: N_("Für Organisationen, die Partner der Stadt sind, namentlich"),
    },
    column=True,
    omitted_by_default=True,
)

PARTICIPATION = Spec(
    Kind.WAYS,
    Section.PEOPLE,
    label=N_("Wege in die Runde"),
    choices={
        Channel.EMAIL: N_("Mit E-Mail-Adresse"),
        Channel.CODE: N_("Mit Code"),
        Channel.OPEN: N_("Offen, ohne Nachweis"),
    },
)

DECLARATION = Spec(
    Kind.TITLE,
    Section.PEOPLE,
    label=N_("Selbstauskunft"),
    hint=N_("Zum Beispiel: Ich wohne, arbeite oder lerne in der Stadt. Sie wird nicht geprüft."),
    longest=300,
)

# No minimum age unless a round sets one: municipal codes ask to involve young people.
MINIMUM_AGE = Spec(
    Kind.WHOLE,
    Section.PEOPLE,
    label=N_("Mindestalter"),
    hint=N_("Leer heißt: kein Mindestalter."),
    optional=True,
    low=1,
    high=120,
)

CONTACT = Spec(
    Kind.CONTACT,
    Section.CONTACT,
    label={
        "unit": N_("Stelle"),
        "address": N_("Anschrift"),
        "telephone": N_("Telefon"),
        "email": N_("E-Mail-Adresse"),
    },
    hint={
        "unit": N_("Zum Beispiel: Büro für Beteiligung."),
        "telephone": N_("Telefon oder E-Mail-Adresse, eines davon braucht die Runde."),
    },
    name=N_("Ansprechstelle"),
    longest=120,
    # A telephone number may change while a round runs.
    in_rules=False,
    lasting=True,
)
