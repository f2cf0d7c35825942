"""Files of results: never kept by caches, named with their date, only for those who may see the figures."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, request

from participation.accounts.access import can, public
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput, NotFound
from participation.results import access, files
from participation.results.csvs import Format
from participation.results.views import bp, version_asked
from participation.rounds import queries as rounds_queries

NO_FORMAT = N_("Dieses Format gibt es nicht. Wählen Sie csv oder excel.")
NO_FILE = N_("Diese Datei gehört nicht zu diesem Ergebnis.")


@bp.route("/rounds/<slug>/results/weights.csv")
@public
def weights_csv(slug: str) -> Response:
    """Download the weights of the fields."""
    return _table(slug, "weights")


@bp.route("/rounds/<slug>/results/<any(goals, distribution, subgroups, sensitivity, participation, items):name>.csv")
@public
def table_csv(slug: str, name: str) -> Response:
    """Download one of the further tables."""
    return _table(slug, name)


@bp.route("/rounds/<slug>/results/ideas.csv")
@public
def ideas_csv(slug: str) -> Response:
    """Download the ideas: staff all of them at any time, everyone else the published ones."""
    round_ = rounds_queries.get(slug)
    form = _format()
    everyone = not can(Permission.READ_ALL_IDEAS)
    pieces = files.ideas(round_.id, round_.slug, round_.timezone, form, public=everyone)
    return attachment(pieces, slug, "ideas", files.KINDS[form])


def _table(slug: str, name: str) -> Response:
    round_ = rounds_queries.get(slug)
    form = _format()
    staff = can(Permission.PLAN_RESULTS)
    snapshot = access.visible_snapshot(round_, clock.now(), staff=staff, number=version_asked())
    if name not in files.table_names(snapshot):
        raise NotFound(NO_FILE)
    return attachment(files.table(snapshot, name, form), slug, name, files.KINDS[form])


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
