"""Files of results: never kept by caches, named with their date, only for those who may see the
figures."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, request

from participation.accounts.access import may_read, public
from participation.accounts.permissions import Permission
from participation.ideas.rules import fields_counted
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput, NotFound, NotReady
from participation.results import access
from participation.results.models import Snapshot
from participation.results.output import files
from participation.results.output.bundle import bundle
from participation.results.output.csv import Format
from participation.results.output.workbook import workbook
from participation.results.views import bp, version_asked
from participation.rounds import queries as round_queries
from participation.rounds.rules import phase

NO_FORMAT = N_("Dieses Format gibt es nicht. Wählen Sie csv oder excel.")
NOT_YET = N_(
    "Die Ideen gibt es als Datei, sobald das Gewichten zu Ende ist. Lesen können Sie sie schon"
    " jetzt."
)
NO_FILE = N_("Diese Datei gehört nicht zu diesem Ergebnis.")


@bp.route("/rounds/<slug>/results/weights.csv")
@public
def weights_csv(slug: str) -> Response:
    """Download the weights of the fields."""
    return _table(slug, "weights")


@bp.route(
    "/rounds/<slug>/results/<any(goals, distribution, subgroups, sensitivity, channels,"
    " participation, items):name>.csv"
)
@public
def table_csv(slug: str, name: str) -> Response:
    """Download one of the further tables."""
    return _table(slug, name)


@bp.route("/rounds/<slug>/results/ideas.csv")
@public
def ideas_csv(slug: str) -> Response:
    """Download the ideas: staff all of them at any time, everyone else the published ones once
    nobody weights any more."""
    round_ = round_queries.get(slug)
    form = _format()
    everyone = not may_read(Permission.READ_ALL_IDEAS, round_.id)
    if everyone and not fields_counted(phase(round_.weights_window, clock.now())):
        raise NotReady(NOT_YET)
    pieces = files.ideas(round_, form, public=everyone)
    return attachment(pieces, slug, "ideas", files.KINDS[form])


def _table(slug: str, name: str) -> Response:
    snapshot, form = _snapshot(slug), _format()
    if name not in files.table_names(snapshot):
        raise NotFound(NO_FILE)
    return attachment(files.table(snapshot, name, form), slug, name, files.KINDS[form])


@bp.route("/rounds/<slug>/results/ballots.csv")
@public
def ballots_csv(slug: str) -> Response:
    """Download the single ballots, where the round announced that before it opened."""
    snapshot, form = _snapshot(slug), _format()
    if not files.has_ballots(snapshot):
        raise NotFound(NO_FILE)
    return attachment(files.ballots(snapshot, form), slug, "ballots", files.KINDS[form])


@bp.route("/rounds/<slug>/results/commitments.txt")
@public
def commitments_txt(slug: str) -> Response:
    """Download the sorted list of receipts."""
    return attachment(files.commitments(_snapshot(slug)), slug, "commitments", files.TEXT)


@bp.route("/rounds/<slug>/results/planning.xlsx")
@public
def planning_xlsx(slug: str) -> Response:
    """Download all tables as a workbook."""
    return attachment(iter([workbook(_snapshot(slug))]), slug, "planning", files.XLSX)


@bp.route("/rounds/<slug>/results/bundle.zip")
@public
def bundle_zip(slug: str) -> Response:
    """Download everything a stranger needs to check and recompute the result."""
    return attachment(files.chunks(bundle(_snapshot(slug))), slug, "bundle", files.ZIP)


def _snapshot(slug: str) -> Snapshot:
    round_ = round_queries.get(slug)
    staff = may_read(Permission.PLAN_RESULTS, round_.id)
    return access.visible_snapshot(round_, clock.now(), staff=staff, number=version_asked())


def _format() -> Format:
    asked = request.args.get("format", "csv")
    if asked not in set(Format):
        raise BadInput(NO_FORMAT)
    return Format(asked)


def attachment(pieces: Iterator[bytes], slug: str, name: str, kind: files.Kind) -> Response:
    """Return a file to download, read from the database before the first byte goes out."""
    file, size = files.spooled(pieces)
    response = Response(files.chunks(file), content_type=kind.media_type)
    response.content_length = size
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{files.file_name(slug, name, kind.ending, clock.now())}"'
    )
    response.headers["Cache-Control"] = "no-store"
    return response
