"""Files of answers: what is published for everybody, a list to fill in, and staging what a file
holds after a look at what would change."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from participation.accounts.access import public, requires
from participation.accounts.permissions import Permission
from participation.answers.files import exporting, importing
from participation.answers.files.importing import Plan
from participation.answers.forms import FileForm
from participation.answers.rules import NAMES
from participation.answers.views import bp, writer
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.rounds import queries as round_queries
from participation.web.csv_writer import Format
from participation.web.csvfile import FileRefused, sentences
from participation.web.downloads import download
from participation.web.tabular.kinds import KINDS, XLSX, ZIP
from participation.web.tabular.tables import csv
from participation.web.transactions import commits
from participation.web.translation import _

NO_FORMAT = N_("Dieses Format gibt es nicht. Wählen Sie csv oder excel.")
NO_FILE = N_("Wählen Sie eine Datei.")
SHOWN = 200
"""Changes that the page lists; of more it says how many."""


@bp.route("/rounds/<slug>/answers.csv")
@public
def answers_csv(slug: str) -> Response:
    """Download the published answers of a round."""
    filled, form = exporting.published(round_queries.get(slug)), _format()
    return _file(csv(filled, form), f"{slug}-answers")


@bp.route("/rounds/<slug>/answers.xlsx")
@public
def answers_xlsx(slug: str) -> Response:
    """Download the published answers of a round as a workbook."""
    content = exporting.published_workbook(round_queries.get(slug))
    return download(content, f"{slug}-answers.xlsx", XLSX.media_type)


@bp.route("/rounds/<slug>/answers.zip")
@public
def answers_package(slug: str) -> Response:
    """Download the published answers of a round as a Data Package."""
    content = exporting.package(round_queries.get(slug))
    return download(content, f"{slug}-answers-datapackage.zip", ZIP.media_type)


@bp.route("/planning/<slug>/answers/open.csv")
@requires(Permission.ANSWER_FOR_UNIT, of_round=round_queries.id_of)
def open_csv(slug: str) -> Response:
    """Download the ideas without an answer as a list to fill in."""
    return _file(exporting.to_fill_in(round_queries.get(slug), _format()), f"{slug}-open")


@bp.route("/planning/<slug>/answers/import", methods=["GET", "POST"])
@requires(Permission.ANSWER_FOR_UNIT, of_round=round_queries.id_of)
@commits
def import_file(slug: str) -> ResponseReturnValue:
    """Show what a file would change; with the same file a second time, stage it."""
    round_ = round_queries.get(slug)
    form = FileForm()
    plan: Plan | None = None
    problems: list[str] = []
    if form.validate_on_submit():
        by, seen = writer(round_.id), form.seen.data or ""
        try:
            with _uploaded(form.file.data) as path:
                if seen:
                    plan = importing.import_answers(round_.id, path, by=by, clock=clock, seen=seen)
                    flash(_done(plan), "success")
                    return redirect(url_for(".index", slug=slug, show="staged"))
                plan = importing.plan(round_, path, by=by, clock=clock)
        except FileRefused as refused:
            problems = sentences(refused)
        except (BadInput, Conflict) as error:
            form.refuse(error)
        form.seen.data = plan.digest() if plan and plan.changes else ""
    return render_template(
        "answers/import_file.html",
        round=round_,
        form=form,
        plan=plan,
        shown=plan.changes[:SHOWN] if plan else (),
        problems=problems,
        errors=problems,
        names=NAMES,
    )


def _done(plan: Plan) -> str:
    counts = {"added": plan.added, "replaced": plan.replaced, "known": plan.known}
    return _("Neu: %(added)s. Geändert: %(replaced)s. Schon vorhanden: %(known)s.", **counts)


@contextmanager
def _uploaded(file: FileStorage | None) -> Iterator[Path]:
    """Yield the path of an uploaded file as long as it is needed. Raises BadInput without one."""
    if not file:
        raise BadInput(NO_FILE, field="file")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        file.save(path)
        yield path


def _file(content: Iterable[bytes], name: str) -> Response:
    kind = KINDS[_format()]
    # At once: while it was sent piece by piece, the reading transaction would stay open.
    return download(b"".join(content), f"{name}{kind.ending}", kind.media_type)


def _format() -> Format:
    asked = request.args.get("format", Format.CSV.value)
    if asked not in set(Format):
        raise BadInput(NO_FORMAT)
    return Format(asked)
