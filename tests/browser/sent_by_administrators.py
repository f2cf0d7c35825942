"""What administrators see after they have sent a form or a file: refused, to be confirmed,
overtaken by a colleague, done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from participation.audit.service import SHELL
from participation.kernel.clock import clock
from participation.rounds import lifecycle
from participation.rounds.ending import service as ending
from participation.rounds.models import Round
from participation.strategy.models import Strategy
from tests.browser.person import Person
from tests.factories import make_round, make_staff, make_strategy
from tests.rounds.making import DRAFT

WHY = "Auf den Plakaten stand ein falsches Ende."
IDEAS = "Kennzeichen;Handlungsfeld;Titel;Idee\n"
BALLOTS = "ref;Mobilität;Energie;Bildung\n"
TABLE = "Wärme\tDarum geht es.\tWarm im Winter\tOhne Gas.\n"
CHANGED = "Die Runde hat sich inzwischen geändert"


@dataclass(frozen=True)
class Places:
    """Rounds in several states, a strategy, an account."""

    open_id: int
    open: str
    draft_id: int
    draft: str
    archived: str
    strategy_id: int
    strategy: str
    moderator: int


def _places(person: Person) -> Places:
    with person.backstage():
        open_, draft, stopped = make_round(), make_round(**DRAFT), make_round()
        ending.stop(stopped.id, reason=WHY, actor=SHELL, clock=clock)
        lifecycle.archive(stopped.id, actor=SHELL, clock=clock)
        strategy = make_strategy()
        return Places(
            open_.id,
            open_.slug,
            draft.id,
            draft.slug,
            stopped.slug,
            strategy.id,
            strategy.slug,
            make_staff().id,
        )


def admin(person: Person) -> Iterator[str]:
    """Rounds, files, strategies, people."""
    places = _places(person)
    yield from _takes_files(person, places.open)
    yield from _sets_a_round_up(person, places)
    yield from _ends_a_round(person, places)
    yield from _looks_at_the_archive(person, places.archived)
    yield from _writes_a_strategy(person, places.strategy_id, places.strategy)
    yield from _lets_people_in(person, places.moderator)
    person.go("/admin/council-template")
    person.hand_in("vorlage.docx", b"no file of Word", "Vorlage prüfen und benutzen")
    person.is_told("")
    yield "a template that is none"


def _takes_files(person: Person, slug: str) -> Iterator[str]:
    """Ideas and ballots: wrong lines, what will be added, nothing new."""
    person.go(f"/paper/{slug}/ideas")
    person.hand_in("ideas.csv", IDEAS + "1;Wasser;A;b\n2;Energie;;c\n")
    person.is_told("Zeile 2")
    yield "ideas with wrong lines"
    person.hand_in("ideas.csv", IDEAS.encode() + "1;Mobilität;Bänke;Überall.\n".encode("cp1252"))
    person.reads("Das kommt hinzu")
    person.reads("Prüfen Sie die Umlaute")
    yield "what a file of ideas adds"
    person.press("1 Idee aufnehmen")
    yield "ideas were added"
    person.go(f"/paper/{slug}/ideas")
    person.hand_in("ideas.csv", IDEAS + "1;Mobilität;Bänke;Überall.\n")
    person.reads("Es kommt nichts hinzu")
    yield "ideas that are there already"
    person.go(f"/paper/{slug}/ballots")
    person.hand_in("ballots.csv", BALLOTS + "1;19;;\n2;x;;\n")
    person.is_told("Zeile 2")
    yield "ballots with wrong lines"
    person.hand_in("ballots.csv", BALLOTS + "1;20;;\n2;10;;10\n")
    person.reads("Das kommt hinzu")
    yield "what a file of ballots adds"


def _sets_a_round_up(person: Person, places: Places) -> Iterator[str]:
    """A colleague saves first; a question without answers; an address that is taken; bad files."""
    person.go(f"/admin/rounds/{places.draft}/steps/people")
    person.newer(Round, places.draft_id)
    person.write("Telefon", "0221 000")
    person.press("Speichern und weiter")
    person.goes_on_at(CHANGED)
    person.reads("0221 000")
    yield "a step of a round that has changed"
    person.go(f"/admin/rounds/{places.draft}/questions")
    person.press("Frage hinzufügen")
    person.main.get_by_label("Frage", exact=True).fill("Wie alt sind Sie?")
    person.press("Speichern")
    person.is_told("")
    yield "a question without answers"
    person.go(f"/admin/rounds/{places.open}/copy")
    person.main.locator("summary").last.click()
    person.write("Adresse der neuen Runde", places.open)
    person.press("Kopieren")
    person.is_told("")
    yield "a copy at an address that is taken"
    person.go("/admin/load-round")
    person.hand_in("round.yaml", "slug: x\nunsinn: ja\n", "Laden")
    person.reads("Das ist zu ändern")
    yield "a round file with wrong lines"


def _ends_a_round(person: Person, places: Places) -> Iterator[str]:
    person.go(f"/admin/rounds/{places.open}/stop")
    person.write("Begründung", WHY)
    person.newer(Round, places.open_id)
    person.press("Runde jetzt stoppen")
    person.goes_on_at(CHANGED)
    person.reads(WHY)
    yield "stopping a round that has changed"


def _looks_at_the_archive(person: Person, slug: str) -> Iterator[str]:
    """A round that was stopped and laid into the archive, and brought back."""
    for path in (
        f"/admin/rounds/{slug}",
        f"/planning/{slug}/",
        f"/paper/{slug}/",
        f"/moderation/statistics/{slug}",
        f"/rounds/{slug}/",
    ):
        person.go(path)
        yield f"archived: {path}"
    person.go(f"/admin/rounds/{slug}")
    person.press("Aus dem Archiv holen")
    yield "a round is back from the archive"


def _writes_a_strategy(person: Person, id_: int, slug: str) -> Iterator[str]:
    """Pasted rows, wrong and right; a title that a colleague changes."""

    def rename(strategy: Any) -> None:
        strategy.title = {"de": "Stadt von morgen"}

    person.go(f"/admin/strategies/{slug}/paste")
    person.main.get_by_role("textbox", name="Tabelle").fill(TABLE + "Ohne Erklärung\t\t\t")
    person.press("Prüfen")
    person.is_told("Zeile 2:")
    yield "pasted fields with a wrong line"
    person.main.get_by_role("textbox", name="Tabelle").fill(TABLE)
    person.press("Prüfen")
    person.reads("Das kommt dazu")
    yield "what pasted fields add"
    person.go(f"/admin/strategies/{slug}/title")
    person.write("Titel auf Deutsch", "Stadt für alle")
    person.meanwhile(Strategy, id_, rename)
    person.press("Speichern")
    person.is_told("Die Strategie hat sich inzwischen geändert")
    yield "a title that has changed"


def _lets_people_in(person: Person, moderator: int) -> Iterator[str]:
    """An account is made, switched off, set up anew."""
    person.go("/admin/people")
    person.write("E-Mail-Adresse", "neu.in.der.stadt@example.org")
    person.main.get_by_role("radio", name="Moderation").check()
    person.press("Anlegen und Link zeigen")
    person.reads("Geben Sie diesen Link persönlich weiter.")
    yield "a link to set an account up"
    person.go(f"/admin/people/{moderator}/switch-off")
    person.press("Ausschalten")
    person.go(f"/admin/people/{moderator}")
    person.reads("ausgeschaltet")
    yield "an account that is switched off"
