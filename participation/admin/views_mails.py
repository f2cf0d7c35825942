"""The outbox, for administrators: what waits, failed, is held or was sent, and trying again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.admin.views import bp
from participation.kernel.clock import clock
from participation.kernel.errors import N_, NotFound
from participation.outbox import queries, service
from participation.outbox.rules import MailState
from participation.web.paging import page_number
from participation.web.transactions import commits
from participation.web.translation import _

STATES = {
    MailState.WAITING: N_("Wartet"),
    MailState.FAILED: N_("Fehlgeschlagen"),
    MailState.HELD: N_("Zurückgehalten"),
    MailState.GAVE_UP: N_("Aufgegeben"),
    MailState.SENT: N_("Gesendet"),
}
KINDS = {
    "account.sign_in": N_("Anmeldelink"),
    "account.idle": N_("Konto endet"),
    "account.guarded": N_("Konto für Datenschutz oder Revision geändert"),
    "idea.publish": N_("Idee veröffentlicht"),
    "idea.reject": N_("Idee abgelehnt"),
    "idea.ask": N_("Bitte um Änderung"),
    "idea.remove": N_("Idee entfernt"),
    "idea.remark": N_("Anmerkung der Redaktion"),
    "idea.redacted": N_("Idee geschwärzt"),
    "idea.merged": N_("Idee ging in eine andere ein"),
    "idea.joined": N_("Andere Idee ging in eine Idee ein"),
    "idea.separated": N_("Idee wieder für sich"),
    "idea.handed_over": N_("Frage an ein Amt"),
    "idea.unit_replied": N_("Antwort eines Amts"),
    "idea.split": N_("Idee geteilt"),
    "idea.answered": N_("Antwort der Stadt auf eine Idee"),
    "report.received": N_("Meldung angekommen"),
    "report.decided": N_("Meldung entschieden"),
    "report.revised": N_("Gemeldeter Text wieder zu lesen"),
    "report.new": N_("Neue Meldung"),
    "report.threat": N_("Meldung einer Gefahr"),
    "complaint.received": N_("Beschwerde angekommen"),
    "complaint.new": N_("Neue Beschwerde"),
    "complaint.decided": N_("Beschwerde entschieden"),
    "answers.reminder": N_("Erinnerung an Antworten"),
    "organisation.approved": N_("Organisation bestätigt"),
    "organisation.dismissed": N_("Mitglied aus Organisation entfernt"),
    "organisation.invitation": N_("Einladung in eine Organisation"),
    "organisation.refused": N_("Organisation nicht bestätigt"),
    "organisation.removed": N_("Organisation entfernt"),
    "report.reminder": N_("Erinnerung an einen Bericht"),
    "result.published": N_("Ergebnis veröffentlicht"),
    "result.discarded": N_("Kein Ergebnis"),
    "following.news": N_("Neuigkeiten"),
    "staff.today": N_("„Heute“ am Morgen"),
    "test": N_("Testmail"),
}


@bp.route("/admin/mails")
@requires(Permission.KEEP_MAILS)
def mails() -> str:
    """List mails, newest first, all or those in one state; neither addresses nor contents."""
    asked = request.args.get("state", "")
    state = MailState(asked) if asked in set(MailState) else None
    listing = queries.page_of(state, page_number(request.args.get("page")))
    if listing.number > listing.pages:
        raise NotFound()
    counts = queries.counts()
    everything = (_("Alle"), url_for(".mails"), state is None, None)
    chips: list[tuple[str, str, bool, int | None]] = [everything]
    for each, label in STATES.items():
        url = url_for(".mails", state=each.value)
        chips.append((_(label), url, state is each, counts.get(each, 0)))
    return render_template(
        "admin/mails.html",
        listing=listing,
        state=state,
        chips=chips,
        states=STATES,
        kinds=KINDS,
        counts=counts,
        waiting=queries.waiting(),
    )


@bp.route("/admin/mails/try-again", methods=["POST"])
@requires(Permission.KEEP_MAILS)
@commits
def try_mails_again() -> ResponseReturnValue:
    """Let the worker try failed mails at once instead of at their next time."""
    count = service.try_again(actor=actor(), clock=clock)
    flash(
        ngettext(
            "%(num)s E-Mail wird gleich noch einmal versucht.",
            "%(num)s E-Mails werden gleich noch einmal versucht.",
            count,
        ),
        "success",
    )
    return redirect(url_for(".mails"))
