"""The planners' import page, with a dry run first, and the file of all projects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.projects.file import exporting, importing
from participation.projects.file.forms import LARGEST, ConfirmForm, UploadForm
from participation.projects.file.plan import COLUMNS, Plan
from participation.projects.views import bp
from participation.strategy import queries as strategy_queries
from participation.web.csv_writer import Format
from participation.web.csvfile import FileRefused, sentences
from participation.web.downloads import download
from participation.web.filters import translate_error
from participation.web.tabular.kinds import KINDS
from participation.web.transactions import commits

TOO_LARGE = N_(
    "Die Datei ist größer als %(most)s kB. Teilen Sie sie, oder importieren Sie sie mit „flask"
    " projects import“."
)
CHANGED = N_("Inzwischen würde die Datei etwas anderes ändern. Sehen Sie es sich noch einmal an.")


@bp.route("/planning/projects/<strategy>/import", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
def import_projects(strategy: str) -> ResponseReturnValue:
    """Take a file and say what it would change."""
    owner = strategy_queries.get(strategy)
    form, plan, problems = UploadForm(), None, []
    confirm = ConfirmForm(formdata=None)
    if form.validate_on_submit():
        content = form.file.data.read(LARGEST + 1)
        try:
            plan = _dry_run(strategy, content)
        except FileRefused as refused:
            problems = sentences(refused)
        except BadInput as error:
            form.refuse(error)
        else:
            text = content.decode("utf-8-sig")
            confirm = ConfirmForm(formdata=None, content=text, seen=plan.digest())
    return render_template(
        "projects/import_projects.html",
        form=form,
        confirm=confirm,
        strategy=owner,
        plan=plan,
        problems=problems,
        errors=problems,
        columns=COLUMNS,
    )


@bp.route("/planning/projects/<strategy>/import/confirm", methods=["POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def confirm_import(strategy: str) -> ResponseReturnValue:
    """Take over what was shown; anything else is shown first."""
    form = ConfirmForm()
    seen = form.seen.data or "-"
    try:
        with _file((form.content.data or "").encode()) as path:
            plan = importing.import_file(strategy, path, actor=actor(), clock=clock, seen=seen)
    except (Conflict, FileRefused):
        flash(translate_error(BadInput(CHANGED)), "warning")
        return redirect(url_for(".import_projects", strategy=strategy))
    count = len(plan.added) + len(plan.changed)
    flash(
        ngettext("%(num)s Projekt ist übernommen.", "%(num)s Projekte sind übernommen.", count),
        "success",
    )
    return redirect(url_for(".planning_list", strategy=strategy))


@bp.get(
    "/planning/projects/<strategy>/<any('projects.csv', 'projects-excel.csv', 'milestones.csv',"
    " 'milestones-excel.csv'):name>"
)
@requires(Permission.PLAN_STRATEGY)
def planned_file(strategy: str, name: str) -> Response:
    """Download all projects of a strategy or their milestones, drafts too; projects in the columns
    that the import takes."""
    parts = exporting.export(strategy_queries.get(strategy), public_only=False)
    content = dict(exporting.csv_files(parts))[name]
    return download(content, f"{strategy}-with-drafts-{name}", KINDS[Format.CSV].media_type)


def _dry_run(strategy: str, content: bytes) -> Plan:
    if len(content) > LARGEST:
        raise BadInput(TOO_LARGE, field="file", most=LARGEST // 1000)
    with _file(content) as path:
        return importing.plan_file(strategy, path)


@contextmanager
def _file(content: bytes) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "projects.csv"
        path.write_bytes(content)
        yield path
