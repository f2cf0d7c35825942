"""The planners' page that takes a package over, after a look at what it would add."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput
from participation.packages import loading
from participation.packages.forms import LARGEST_PACKED, ConfirmForm, UploadForm, pack
from participation.packages.loading import Loaded
from participation.packages.reading import BOUNDS
from participation.packages.views import bp
from participation.rounds.file.yaml_reader import BadFile, Complaint
from participation.strategy.forms_versions import STATES
from participation.web.filters import translate_error
from participation.web.transactions import commits
from participation.web.translation import _

TOO_LARGE = N_(
    "Für diese Seite ist die Datei zu groß. Bitten Sie die IT, sie mit „flask strategy load“ zu"
    " laden."
)
CHANGED = N_(
    "Inzwischen lässt sich die Datei nicht mehr so übernehmen. Es ist nichts geändert. Laden Sie"
    " sie noch einmal hoch, dann steht da, warum."
)


@bp.route("/planning/strategies/load-package", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
def load() -> ResponseReturnValue:
    """Take a file and say what it would add, or what is wrong with it and where."""
    form, confirm = UploadForm(), ConfirmForm(formdata=None)
    shown: Loaded | None = None
    complaints: list[Complaint] = []
    as_record = bool(form.as_record.data)
    if form.validate_on_submit():
        data = form.file.data.read(BOUNDS.largest + 1)
        try:
            shown = loading.dry_run(data, as_record=as_record, actor=actor(), clock=clock)
            packed = pack(data)
            if len(packed) > LARGEST_PACKED:
                shown = None
                raise BadInput(TOO_LARGE, field="file")
        except BadFile as error:
            complaints = error.complaints
            form.refuse(error)
        except BadInput as error:
            form.refuse(error)
        else:
            confirm.content.data = packed
            confirm.as_record.data = "1" if as_record else ""
    return render_template(
        "packages/load.html",
        form=form,
        confirm=confirm,
        shown=shown,
        as_record=as_record,
        complaints=complaints,
        states=STATES,
    )


@bp.route("/planning/strategies/load-package/confirm", methods=["POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def confirm_load() -> ResponseReturnValue:
    """Take over what was shown, whole or not at all."""
    form = ConfirmForm()
    as_record = form.as_record.data == "1"
    try:
        if not form.validate_on_submit():
            raise BadInput(CHANGED)
        done = loading.load(form.read(), as_record=as_record, actor=actor(), clock=clock)
    except BadInput:
        db.session.rollback()
        flash(translate_error(BadInput(CHANGED)), "warning")
        return redirect(url_for(".load"))
    said = (
        _("Die Strategie ist angelegt.")
        if done.created
        else _("Die Strategie ist schon da, mit diesem Inhalt. Es wurde nichts geändert.")
    )
    flash(said, "success")
    return redirect(url_for("strategy.versions", slug=done.package.slug))
