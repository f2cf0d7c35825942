"""What the record's entries are called on pages: one sentence for each action, with the thing in
its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from participation.audit.codes import in_words
from participation.audit.models import AuditEntry
from participation.kernel.errors import N_
from participation.web.filters import localtime
from participation.web.translation import _

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
"""How a moment stands in the details of an entry."""

ACTIONS = {
    "answer.discarded": N_("Runde %(subject)s: Entwurf einer Antwort verworfen"),
    "answer.staged": N_("Runde %(subject)s: Antwort vorbereitet"),
    "answers.assigned": N_("Runde %(subject)s: Antworten an eine Stelle gegeben"),
    "answers.imported": N_("Runde %(subject)s: Antworten aus einer Datei vorbereitet"),
    "answers.published": N_("Runde %(subject)s: Antworten veröffentlicht"),
    "answers.staged": N_("Runde %(subject)s: mehrere Antworten vorbereitet"),
    "answers.stated_generally": N_("Runde %(subject)s: allgemeine Antwort geschrieben"),
    "ballots.imported": N_("Runde %(subject)s: Bögen aus einer Datei übernommen"),
    "city.changed": N_("Angaben der Stadt geändert"),
    "city.logo": N_("Logo der Stadt geändert"),
    "codes.listed": N_("Runde %(subject)s: Zugangscodes mit Anschriften in einer Datei erzeugt"),
    "codes.made": N_("Runde %(subject)s: Zugangscodes erzeugt"),
    "complaint.decided": N_("Beschwerde %(subject)s entschieden"),
    "consultation.corrected": N_("Vorlage %(subject)s: Beratung berichtigt"),
    "consultation.departure_recorded": N_("Vorlage %(subject)s: Abweichung der Beratung vermerkt"),
    "consultation.hidden": N_("Vorlage %(subject)s: Beratung verborgen"),
    "consultation.recorded": N_("Vorlage %(subject)s: Beratung eingetragen"),
    "consultation.shown": N_("Vorlage %(subject)s: Beratung wieder gezeigt"),
    "council_template.dropped": N_("Eigenes Muster der Ratsvorlage entfernt"),
    "council_template.kept": N_("Eigenes Muster der Ratsvorlage hochgeladen"),
    "criteria.changed": N_("Strategie %(subject)s: Kriterien geändert"),
    "criteria.created": N_("Strategie %(subject)s: Kriterien angelegt"),
    "criteria.frozen": N_("Strategie %(subject)s: Kriterien festgeschrieben"),
    "demo.built": N_("Vorführung aufgebaut"),
    "finance.approval_added": N_("Strategie %(subject)s: Bewilligung eingetragen"),
    "finance.approval_removed": N_("Strategie %(subject)s: Bewilligung entfernt"),
    "finance.cost_added": N_("Strategie %(subject)s: Kosten eingetragen"),
    "finance.cost_removed": N_("Strategie %(subject)s: Kosten entfernt"),
    "finance.imported": N_("Strategie %(subject)s: Finanzdaten aus einer Datei übernommen"),
    "finance.line_added": N_("Strategie %(subject)s: Finanzzeile hinzugefügt"),
    "finance.line_changed": N_("Strategie %(subject)s: Finanzzeile geändert"),
    "finance.line_removed": N_("Strategie %(subject)s: Finanzzeile entfernt"),
    "finance.lock_corrected": N_("Strategie %(subject)s: Haushaltssperre berichtigt"),
    "finance.lock_placed": N_("Strategie %(subject)s: Haushaltssperre eingetragen"),
    "finance.lock_released": N_("Strategie %(subject)s: Haushaltssperre aufgehoben"),
    "finance.source_saved": N_("Strategie %(subject)s: Geldquelle gespeichert"),
    "idea.ask": N_("Idee %(subject)s: um Änderung gebeten"),
    "idea.decision_undone": N_("Idee %(subject)s: Entscheidung zurückgenommen"),
    "idea.keep": N_("Idee %(subject)s bleibt veröffentlicht"),
    "idea.merged": N_("Idee %(subject)s mit einer anderen zusammengeführt"),
    "idea.original_deleted": N_("Idee %(subject)s: Fassung vor dem Schwärzen gelöscht"),
    "idea.original_deletion_asked": N_(
        "Idee %(subject)s: Löschen der Fassung vor dem Schwärzen verlangt"
    ),
    "idea.original_read": N_("Idee %(subject)s: Fassung vor dem Schwärzen gelesen"),
    "idea.publish": N_("Idee %(subject)s veröffentlicht"),
    "idea.redacted": N_("Idee %(subject)s geschwärzt"),
    "idea.redaction_lifted": N_("Geschwärztes in Idee %(subject)s wieder eingesetzt"),
    "idea.reject": N_("Idee %(subject)s abgelehnt"),
    "idea.remark": N_("Idee %(subject)s: Anmerkung der Redaktion geschrieben"),
    "idea.remark_removed": N_("Idee %(subject)s: Anmerkung der Redaktion entfernt"),
    "idea.remove": N_("Idee %(subject)s entfernt"),
    "idea.separated": N_("Idee %(subject)s wieder von der anderen getrennt"),
    "idea.split": N_("Idee %(subject)s aufgeteilt"),
    "idea.split_undone": N_("Idee %(subject)s: Aufteilung zurückgenommen"),
    "idea.typed_in": N_("Idee %(subject)s von einer Postkarte eingegeben"),
    "idea.withdraw": N_("Idee %(subject)s zurückgezogen"),
    "ideas.imported": N_("Runde %(subject)s: Ideen aus einer Datei übernommen"),
    "legal.changed": N_("Rechtliche Seite „%(subject)s“ geändert"),
    "mails.tried_again": N_("Gescheiterte Mails noch einmal versucht"),
    "organisation.approved": N_("Organisation %(subject)s aufgenommen"),
    "organisation.dismissed": N_("Organisation %(subject)s ausgeschlossen"),
    "organisation.left": N_("Organisation %(subject)s ausgetreten"),
    "organisation.refused": N_("Organisation %(subject)s abgelehnt"),
    "paper.batch_begun": N_("Runde %(subject)s: Stapel von Bögen begonnen"),
    "paper.batch_closed": N_("Runde %(subject)s: Stapel von Bögen abgeschlossen"),
    "paper.corrected": N_("Vorlage %(subject)s berichtigt"),
    "paper.entries_discarded": N_("Runde %(subject)s: Eingaben eines Stapels verworfen"),
    "paper.hidden": N_("Vorlage %(subject)s verborgen"),
    "paper.recorded": N_("Vorlage %(subject)s eingetragen"),
    "paper.redacted": N_("Vorlage %(subject)s geschwärzt"),
    "paper.shown": N_("Vorlage %(subject)s wieder gezeigt"),
    "project.changed": N_("Projekt %(subject)s geändert"),
    "project.consultations_linked": N_("Projekt %(subject)s mit Beratungen verknüpft"),
    "project.created": N_("Projekt %(subject)s angelegt"),
    "project.goal_linked": N_("Projekt %(subject)s mit einem Ziel verknüpft"),
    "project.goal_unlinked": N_("Projekt %(subject)s von einem Ziel gelöst"),
    "project.ideas_linked": N_("Projekt %(subject)s mit Ideen verknüpft"),
    "project.milestone_added": N_("Projekt %(subject)s: Meilenstein hinzugefügt"),
    "project.milestone_changed": N_("Projekt %(subject)s: Meilenstein geändert"),
    "project.milestone_deleted": N_("Projekt %(subject)s: Meilenstein gelöscht"),
    "project.milestone_moved": N_("Projekt %(subject)s: Meilenstein verschoben"),
    "project.published": N_("Projekt %(subject)s veröffentlicht"),
    "project.scored": N_("Projekt %(subject)s bewertet"),
    "project.state_changed": N_("Projekt %(subject)s: Stand geändert"),
    "project.weight_linked": N_("Projekt %(subject)s mit einem Gewicht verknüpft"),
    "project.weight_unlinked": N_("Projekt %(subject)s von einem Gewicht gelöst"),
    "projects.imported": N_("Strategie %(subject)s: Projekte aus einer Datei übernommen"),
    "record.read_by_person": N_("Protokoll nach der Person „%(subject)s“ durchgesehen"),
    "report.begun": N_("Strategie %(subject)s: Bericht begonnen"),
    "report.changed": N_("Strategie %(subject)s: Bericht geändert"),
    "report.discarded": N_("Strategie %(subject)s: Bericht verworfen"),
    "report.police_told": N_("Meldung %(subject)s: Anzeige bei der Polizei vermerkt"),
    "report.published": N_("Strategie %(subject)s: Bericht veröffentlicht"),
    "report.released": N_("Meldung %(subject)s: Idee wieder freigegeben"),
    "report.settled": N_("Meldung %(subject)s beantwortet"),
    "report.written": N_("Strategie %(subject)s: Beitrag zum Bericht geschrieben"),
    "reports.rhythm_set": N_("Strategie %(subject)s: Abstand der Berichte festgelegt"),
    "result.made": N_("Runde %(subject)s: Ergebnis berechnet"),
    "result.published": N_("Runde %(subject)s: Ergebnis veröffentlicht"),
    "retention.answered": N_("Aufbewahrung (%(subject)s): Antwort des Archivs eingetragen"),
    "retention.changed": N_("Aufbewahrung (%(subject)s): Fristen geändert"),
    "retention.erased": N_("Aufbewahrung (%(subject)s): nach Ablauf der Frist gelöscht"),
    "retention.held": N_("Aufbewahrung (%(subject)s): Löschen angehalten"),
    "retention.offered": N_("Aufbewahrung (%(subject)s): dem Archiv angeboten"),
    "retention.released": N_("Aufbewahrung (%(subject)s): Löschen wieder zugelassen"),
    "round.archived": N_("Runde %(subject)s archiviert"),
    "round.ballots_vacuumed": N_("Runde %(subject)s: gelöschte Gewichtungen überschrieben"),
    "round.ballots_discarded": N_("Runde %(subject)s: Gewichtungen ungelesen vernichtet"),
    "round.brought_back": N_("Runde %(subject)s aus dem Archiv zurückgeholt"),
    "round.changed": N_("Runde %(subject)s geändert"),
    "round.created": N_("Runde %(subject)s angelegt"),
    "round.deviated": N_("Runde %(subject)s: Abweichung von den Regeln vermerkt"),
    "round.extended": N_("Runde %(subject)s verlängert"),
    "round.key_destroyed": N_("Runde %(subject)s: Schlüssel vernichtet"),
    "round.published": N_("Runde %(subject)s veröffentlicht"),
    "round.stopped": N_("Runde %(subject)s gestoppt"),
    "round.withdrawn": N_("Runde %(subject)s zurückgezogen"),
    "staff.added": N_("Konto von %(subject)s angelegt"),
    "staff.link_issued": N_("Konto von %(subject)s: neuer Link zum Einrichten"),
    "staff.recovery_code_used": N_("Konto von %(subject)s: mit einem Ersatzcode angemeldet"),
    "staff.reset": N_("Konto von %(subject)s zurückgesetzt"),
    "staff.role_given": N_("Konto von %(subject)s: Rolle gegeben"),
    "staff.role_taken": N_("Konto von %(subject)s: Rolle entzogen"),
    "staff.set_up": N_("Konto von %(subject)s eingerichtet"),
    "staff.signed_in": N_("%(subject)s angemeldet"),
    "staff.switched_off": N_("Konto von %(subject)s ausgeschaltet"),
    "staff.switched_on": N_("Konto von %(subject)s eingeschaltet"),
    "staff.units_assigned": N_("Konto von %(subject)s: Fachstellen zugeordnet"),
    "strategy.changed": N_("Strategie %(subject)s geändert"),
    "strategy.consultation_opened": N_("Strategie %(subject)s: Entwurf zur Beratung gestellt"),
    "strategy.created": N_("Strategie %(subject)s angelegt"),
    "strategy.draft_begun": N_("Strategie %(subject)s: Entwurf begonnen"),
    "strategy.draft_citations_changed": N_("Strategie %(subject)s: Belege des Entwurfs geändert"),
    "strategy.draft_lineage_changed": N_("Strategie %(subject)s: Herkunft im Entwurf geändert"),
    "strategy.draft_texts_changed": N_("Strategie %(subject)s: Texte des Entwurfs geändert"),
    "strategy.package_loaded": N_("Strategie %(subject)s aus einem Paket geladen"),
    "strategy.step_added": N_("Strategie %(subject)s: Schritt des Verlaufs hinzugefügt"),
    "strategy.step_changed": N_("Strategie %(subject)s: Schritt des Verlaufs geändert"),
    "strategy.step_deleted": N_("Strategie %(subject)s: Schritt des Verlaufs gelöscht"),
    "strategy.step_moved": N_("Strategie %(subject)s: Schritt des Verlaufs verschoben"),
    "strategy.version_adopted": N_("Strategie %(subject)s: Fassung beschlossen"),
    "strategy.version_withdrawn": N_("Strategie %(subject)s: Fassung zurückgezogen"),
    "unit.added": N_("Fachstelle %(subject)s angelegt"),
    "unit.changed": N_("Fachstelle %(subject)s geändert"),
    "unit.switched_off": N_("Fachstelle %(subject)s ausgeschaltet"),
    "unit.switched_on": N_("Fachstelle %(subject)s eingeschaltet"),
    "words.changed": N_("Wortliste für Hinweise beim Prüfen geändert"),
}
OBJECTS = {
    "round": N_("Runde"),
    "idea": N_("Idee"),
    "strategy": N_("Strategie"),
    "project": N_("Projekt"),
    "paper": N_("Vorlage"),
    "organisation": N_("Organisation"),
    "unit": N_("Fachstelle"),
    "report": N_("Meldung"),
    "complaint": N_("Beschwerde"),
    "legal": N_("Rechtliche Seite"),
    "retention": N_("Aufbewahrung"),
}
"""What the record can be searched for by its number or address. Accounts are not among them: that
would be a search by person."""


def sentence(entry: AuditEntry) -> str:
    """Return what happened as a sentence; an action of another version of the application by its
    code."""
    message = ACTIONS.get(entry.action)
    if message is None:
        return f"{entry.action}: {entry.subject_kind} {entry.subject_id}"
    return _(message, subject=_subject(entry))


def _subject(entry: AuditEntry) -> str:
    if entry.subject_kind == "account":
        return str(entry.details.get("name") or entry.actor_label)
    if entry.subject_kind == "retention" and entry.subject_id == "city":
        return _("ganze Stadt")
    return entry.subject_id


def label(action: str) -> str:
    """Return an action in words for a list to choose from."""
    message = ACTIONS.get(action)
    return action if message is None else _(message, subject="…")


def details(entry: AuditEntry) -> Iterator[tuple[str, str]]:
    """Yield what else is known of an entry: a word and a value, without what the sentence says."""
    for key, value in entry.details.items():
        if (
            value is None
            or value in ("", [])
            or (entry.subject_kind == "account" and key == "name")
        ):
            continue
        said = in_words(entry.subject_kind, key, value) if isinstance(value, str) else value
        yield _(DETAILS[key]) if key in DETAILS else key, _value(said)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return localtime(datetime.fromisoformat(value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


DETAILS = {
    "added": N_("hinzugefügt"),
    "after": N_("danach"),
    "before": N_("vorher"),
    "as_record": N_("als frühere Fassungen"),
    "ballots": N_("Gewichtungen"),
    "based_on": N_("beruht auf"),
    "batch": N_("Stapel"),
    "bundle": N_("Prüfsumme des Bündels"),
    "cents": N_("Betrag in Cent"),
    "changed": N_("geändert"),
    "channel": N_("Zugangsweg"),
    "consultation": N_("Beratung"),
    "consultations": N_("Beratungen"),
    "contact": N_("Kontakt"),
    "count": N_("Anzahl"),
    "day": N_("Tag"),
    "decision": N_("Entscheidung"),
    "deleted": N_("gelöscht"),
    "digest": N_("Prüfsumme"),
    "first": N_("vom"),
    "first_due": N_("erstmals fällig"),
    "from": N_("von"),
    "goal": N_("Ziel"),
    "idea": N_("Idee"),
    "ideas": N_("Ideen"),
    "ideas_until": N_("Ideen waren geplant bis"),
    "into": N_("Ziel der Zusammenführung"),
    "item": N_("Gegenstand"),
    "kind": N_("Art"),
    "last": N_("bis einschließlich"),
    "left": N_("übrige Ersatzcodes"),
    "line": N_("Zeile"),
    "months": N_("Monate"),
    "note": N_("Anmerkung"),
    "number": N_("Nummer"),
    "on": N_("am"),
    "outcome": N_("Ergebnis"),
    "parts": N_("Teile"),
    "places": N_("Stellen"),
    "project": N_("Projekt"),
    "projects": N_("Projekte"),
    "published": N_("veröffentlicht"),
    "rate": N_("Satz"),
    "reason": N_("Grund"),
    "removed": N_("entfernt"),
    "restored": N_("wieder aufgenommen"),
    "role": N_("Rolle"),
    "round": N_("Runde"),
    "rounds": N_("Runden"),
    "rules_hash": N_("Prüfsumme der Regeln"),
    "scores": N_("Punkte"),
    "set": N_("Kriterien"),
    "sha256": N_("Prüfsumme"),
    "source": N_("Quelle"),
    "source_kind": N_("Art der Quelle"),
    "sources": N_("Quellen"),
    "state": N_("Stand"),
    "supersedes": N_("ersetzt"),
    "title": N_("Titel"),
    "unit": N_("Stelle"),
    "until": N_("bis"),
    "version": N_("Fassung"),
    "weights_until": N_("Gewichten war geplant bis"),
    "year": N_("Jahr"),
}
