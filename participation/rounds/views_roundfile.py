"""A round as a template for others: copied as a new one, downloaded as a file, loaded from one."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput, ParticipationError
from participation.rounds import editing, loading
from participation.rounds import queries as round_queries
from participation.rounds.configuration.checking import InvalidSettings
from participation.rounds.editor.forms import CopyForm, FileForm, tell
from participation.rounds.file.yaml_reader import BadFile, Complaint
from participation.rounds.views import bp, slug_for
from participation.web.downloads import download
from participation.web.transactions import commits
from participation.web.translation import _

_NO_FILE = N_("Wählen Sie eine Datei aus.")


@bp.route("/admin/rounds/<slug>/copy", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def copy(slug: str) -> ResponseReturnValue:
    """Begin a new round with the settings of this one."""
    round_ = round_queries.get_any(slug)
    form = CopyForm()
    if form.validate_on_submit():
        try:
            slug = form.slug.data or slug_for(round_.settings)
            new = editing.copy_as_new(round_.id, slug=slug, actor=actor(), clock=clock)
        except InvalidSettings as error:
            tell(form, error.problems)
        else:
            return redirect(url_for(".overview", slug=new.slug))
    return render_template("rounds/copy.html", form=form, round=round_queries.get_any(slug))


@bp.route("/admin/rounds/<slug>/round.yaml")
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
def dump(slug: str) -> Response:
    """Download a round as its canonical file."""
    text = loading.dump(round_queries.get_any(slug))
    return download(text, f"{slug}.yaml", "application/yaml; charset=utf-8")


@bp.route("/admin/load-round", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def load() -> ResponseReturnValue:
    """Take a round file over, whole or not at all."""
    form = FileForm()
    complaints: list[Complaint] = []
    if form.validate_on_submit():
        try:
            if not form.file.data:
                raise BadInput(_NO_FILE, field="file")
            done = loading.load(
                form.file.data.read(),
                may_publish=form.publish.data,
                must_be_complete=True,
                actor=actor(),
                clock=clock,
            )
        except BadFile as error:
            form.refuse(error)
            complaints = error.complaints
        except ParticipationError as error:
            form.refuse(error)
        else:
            flash(
                (_("Die Datei ist übernommen.") if done.changed else _("Die Datei ändert nichts.")),
                "success",
            )
            return redirect(url_for(".overview", slug=done.round.slug))
    return render_template("rounds/load.html", form=form, complaints=complaints)
