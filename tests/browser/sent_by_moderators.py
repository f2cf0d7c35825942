"""What moderators, those who decide on complaints and who answers for data protection see after
they have sent a form: refused, overtaken by a colleague, to be confirmed, done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from participation.audit.service import Actor
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from participation.moderation.blackout import originals
from participation.moderation.complaints.models import Complaint
from participation.moderation.reports import service as reports
from participation.moderation.reports.models import Report
from participation.moderation.reports.rules import ReportReason
from participation.moderation.reports.service import Reporter
from participation.rounds import queries as rounds
from tests.browser.person import Person
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.moderation.blackout.blacking import NAME, black_out
from tests.moderation.complaining import complained

WHY = "Das gehört in eine andere Runde."
OVERTAKEN = "Jemand war schneller"
NAMING = {"title": f"Bank für {NAME}", "text": f"{NAME} wohnt am Markt."}


def privacy(person: Person) -> Iterator[str]:
    """An original that somebody wants deleted: found, read, deleted."""
    with person.backstage():
        idea = make_idea(make_round(), make_resident(), state="published", **NAMING)
        black_out(idea)
        originals.note_asked(idea.id, actor=Actor(None, "Test"), clock=clock)
        number = idea.number
    person.go("/originals/")
    person.reads("Löschen verlangt am")
    yield "a list with originals"
    person.go(f"/originals/{number}")
    person.reads("Jemand verlangt, dass das sofort gelöscht wird")
    yield "an original that may be read"
    person.press("Frühere Fassung lesen")
    person.reads(NAME)
    yield "an original that is read"
    person.press("Frühere Fassung endgültig löschen")
    yield "an original was deleted"
    person.go(f"/originals/{number}")
    person.reads("Es ist nichts mehr aufbewahrt.")
    yield "nothing is kept any more"


def idle(person: Person) -> Iterator[str]:
    """A moderator of a round in which nothing waits."""
    for path, words in (
        ("", "Keine Idee ist zu prüfen"),
        ("queue", "Es wartet keine Idee"),
        ("decided", ""),
        ("reports/", ""),
        ("statistics/", ""),
    ):
        person.go(f"/moderation/{path}")
        person.reads(words)
        yield f"nothing in /moderation/{path}"


def moderator(person: Person) -> Iterator[str]:
    """Decisions, passages, notes, keys, merging, splitting, reports."""
    with person.backstage():
        round_ = make_round()
        made = {
            "plain": make_idea(round_, make_resident()),
            "naming": make_idea(round_, make_resident(), state="published", **NAMING),
            "there": make_idea(round_, make_resident(), state="published"),
            "twin": make_idea(round_, make_resident(), state="published"),
        }
        ideas = {name: (idea.id, idea.number) for name, idea in made.items()}
        report = reports.report(
            None,
            reason=ReportReason.OTHER,
            text="Bitte sehen Sie das an.",
            by=Reporter(),
            clock=clock,
            page="/projects/",
        )
        assert report
        slug, report_id = round_.slug, report.id
    yield from _decides(person, *ideas["plain"])
    yield from _blacks_out(person, *ideas["naming"])
    yield from _remarks(person, *ideas["there"])
    yield from _merges(person, *ideas["twin"], ideas["there"][1])
    yield from _splits(person, *ideas["twin"])
    yield from _writes_notes(person, ideas["there"][1])
    yield from _chooses_keys(person)
    yield from _settles(person, report_id)
    yield from _decides_on_several(person, slug)


def _decides(person: Person, id_: int, number: str) -> Iterator[str]:
    person.go(f"/moderation/{number}")
    person.main.locator("[data-panel=reject] summary").click()
    person.press("Mit dieser Begründung ablehnen")
    person.is_told("Grund")
    yield "a rejection without a ground"
    person.main.get_by_role("radio", name="Gibt es schon").check()
    person.write("Nummer der Idee, die es schon gibt", "2026-99999")
    person.write("Begründung, die wir verschicken", WHY)
    person.press("Mit dieser Begründung ablehnen")
    person.is_told("Eine Idee mit dieser Nummer gibt es nicht.")
    yield "a rejection that names no idea"
    person.press("Veröffentlichen")
    person.reads("Entscheidung zurücknehmen")
    yield "a decision that can be undone"
    person.press("Entscheidung zurücknehmen")
    yield "a decision was undone"
    person.newer(Idea, id_)


def _blacks_out(person: Person, id_: int, number: str) -> Iterator[str]:
    person.go(f"/moderation/{number}/black-out")
    person.write("Stelle, im Wortlaut", NAME)
    person.write("Warum? Das schreiben wir per E-Mail.", "Die Stelle nennt jemanden.")
    person.press("Weiter zur Vorschau")
    person.reads("So lautet die Idee danach")
    yield "what a black-out would leave"
    person.newer(Idea, id_)
    person.press("Endgültig schwärzen")
    person.is_told("hat sich inzwischen geändert")
    yield "a black-out of what has changed"


def _remarks(person: Person, id_: int, number: str) -> Iterator[str]:
    def remark(idea: Any) -> None:
        idea.remark, idea.version = "Das Amt prüft es.", idea.version + 1

    person.go(f"/moderation/{number}/remark")
    person.write("Anmerkung", "Der Bauhof weiß davon.")
    person.meanwhile(Idea, id_, remark)
    person.press("Anmerkung speichern")
    person.reads("Das steht jetzt dort")
    yield "a remark that somebody else has written"


def _merges(person: Person, id_: int, number: str, into: str) -> Iterator[str]:
    person.go(f"/moderation/{number}/merge?into={into}")
    person.newer(Idea, id_)
    person.press("Zusammenführen")
    person.reads(OVERTAKEN)
    yield "merging what has changed"
    person.go(f"/moderation/{number}/merge?into={into}")
    person.press("Zusammenführen")
    yield "an idea that went into another"
    person.press("Zusammenführen zurücknehmen")
    yield "an idea that stands for itself again"


def _splits(person: Person, id_: int, number: str) -> Iterator[str]:
    person.go(f"/moderation/{number}/split")
    person.press("Noch ein Teil")
    person.press("Idee teilen")
    person.is_told("")
    yield "parts that say too little"
    person.newer(Idea, id_)
    for title in person.main.get_by_label("Titel").all():
        title.fill("Bänke am Markt")
    for text in person.main.get_by_label("Text", exact=True).all():
        text.fill("Unter jedem Baum eine Bank.")
    person.press("Idee teilen")
    person.reads(OVERTAKEN)
    person.reads("Unter jedem Baum eine Bank.")
    yield "splitting what has changed"


def _writes_notes(person: Person, number: str) -> Iterator[str]:
    for button in ("Notiz speichern", "Frage stellen"):
        person.go(f"/moderation/{number}/notes")
        person.press(button)
        person.is_told("")
        yield f"{button}, with nothing written"


def _chooses_keys(person: Person) -> Iterator[str]:
    person.go("/moderation/keys")
    for action in ("Veröffentlichen oder stehen lassen", "Überspringen"):
        person.write(action, "q")
    person.press("Tasten speichern")
    person.is_told("")
    yield "one key for two actions"


def _settles(person: Person, report_id: int) -> Iterator[str]:
    def settle(report: Any) -> None:
        report.settled_at, report.outcome = clock.now(), "kept"

    person.go(f"/moderation/reports/{report_id}")
    person.main.get_by_role("radio").first.check()
    person.write("Begründung, die wir verschicken", WHY)
    person.meanwhile(Report, report_id, settle)
    person.press("Meldung erledigen")
    person.reads(OVERTAKEN)
    person.reads(WHY)
    yield "a report that somebody has settled"


def _decides_on_several(person: Person, slug: str) -> Iterator[str]:
    with person.backstage():
        round_ = rounds.get(slug)
        for place in range(2):
            make_idea(round_, make_resident(), title=f"Radweg an Tor {place}")
    person.go(f"/moderation/queue?round={slug}")
    for box in person.main.locator(".choose:enabled").all():
        box.check()
    person.press("Als Werbung ablehnen")
    person.reads("Ideen sind abgelehnt")
    yield "several rejected at once"
    person.press("Alles zurücknehmen")
    yield "several taken back"


def complaints(person: Person) -> Iterator[str]:
    """A complaint on which somebody else decides meanwhile."""

    def decide(complaint: Any) -> None:
        complaint.outcome, complaint.decided_at = "rejected", clock.now()
        complaint.decided_by, complaint.reasons = "Leitung", "Es bleibt dabei."

    with person.backstage():
        complaint_id = complained(make_staff()).id
    person.go(f"/moderation/complaints/{complaint_id}")
    person.press("Entscheiden und beiden Seiten schreiben")
    person.is_told("")
    yield "a complaint without a decision"
    person.main.get_by_role("radio").last.check()
    person.write("Begründung, die wir verschicken", WHY)
    person.meanwhile(Complaint, complaint_id, decide)
    person.press("Entscheiden und beiden Seiten schreiben")
    person.reads(OVERTAKEN)
    person.reads(WHY)
    yield "a complaint on which somebody has decided"
