"""The city's settings, its legal pages, and a test mail."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.admin.forms import CityForm, LegalForm, TestMailForm
from participation.admin.views import bp
from participation.city import queries, service
from participation.city.rules import LEGAL_TITLES, LegalPage
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.kernel.text import whole_number
from participation.outbox import service as outbox
from participation.outbox.rules import MailDraft
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/admin/city", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def city() -> ResponseReturnValue:
    """Edit name, colour, sender and logo."""
    form = CityForm(obj=queries.city())
    if form.validate_on_submit():
        try:
            _save_city(form)
        except BadInput as error:
            form.refuse(error)
        else:
            flash(
                _("Gespeichert. Die Seiten zeigen es sofort, Browser nach einigen Minuten."),
                "success",
            )
            return redirect(url_for(".city"))
    return render_template("admin/city.html", form=form, mail_form=TestMailForm())


def _save_city(form: CityForm) -> None:
    """One transaction: what is wrong with the logo keeps the name from changing too."""
    upload = form.logo.data.read() if form.logo.data else b""
    service.change_city(
        name=form.name.data or "",
        accent=form.accent.data or "",
        sender=form.sender.data or "",
        security_contact=form.security_contact.data or "",
        actor=actor(),
        clock=clock,
    )
    if upload or form.remove_logo.data:
        service.change_logo(
            data=None if form.remove_logo.data else upload, actor=actor(), clock=clock
        )


@bp.route("/admin/city/test-mail", methods=["POST"])
@requires(Permission.ADMINISTER)
@commits
def test_mail() -> ResponseReturnValue:
    """Send a test mail through the outbox."""
    mail_form = TestMailForm()
    if not mail_form.validate_on_submit():
        return render_template(
            "admin/city.html", form=CityForm(obj=queries.city(), formdata=None), mail_form=mail_form
        )
    draft = MailDraft("test", _("Testmail"), _("Diese E-Mail zeigt, dass der Versand klappt."))
    outbox.enqueue(draft, to=mail_form.address.data or "", clock=clock)
    flash(_("Die Testmail ist unterwegs. Sie sollte in einer Minute ankommen."), "success")
    return redirect(url_for(".city"))


@bp.route("/admin/legal")
@requires(Permission.ADMINISTER)
def legal() -> str:
    """List the legal pages."""
    pages = [(page, LEGAL_TITLES[page], queries.legal_version(page.value)) for page in LegalPage]
    return render_template("admin/legal.html", pages=pages)


@bp.route("/admin/legal/<page>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def edit_legal(page: str) -> ResponseReturnValue:
    """Write a new version of a legal page; none is ever changed."""
    if page not in set(LegalPage):
        raise NotFound()
    wanted = LegalPage(page)
    versions = queries.legal_versions(page)
    text = versions[0].text if versions else queries.skeleton(wanted)
    number = versions[0].number if versions else 0
    form = LegalForm(
        text_de=text.get("de", ""), text_en=text.get("en", ""), started_from=str(number)
    )
    if form.validate_on_submit():
        try:
            service.save_legal(
                page=wanted,
                text={"de": form.text_de.data or "", "en": form.text_en.data or ""},
                started_from=_version(form.started_from.data),
                actor=actor(),
                clock=clock,
            )
        except (BadInput, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("Die neue Fassung ist veröffentlicht."), "success")
            return redirect(url_for(".legal"))
    return render_template(
        "admin/edit_legal.html",
        form=form,
        title=LEGAL_TITLES[wanted],
        page_name=page,
        versions=versions,
    )


def _version(raw: str | None) -> int:
    """Return the version that the form started from; anything else is a version that never was."""
    number = whole_number(raw)
    return -1 if number is None else number
