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
from participation.results import visibility
from participation.results.models import Snapshot
from participation.results.output import files
from participation.results.output.spreadsheets.ideas import ideas_workbook
from participation.results.output.spreadsheets.planning import workbook
from participation.results.views import bp, name_bundle, version_asked
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import phase
from participation.web.csv_writer import Format
from participation.web.downloads import download
from participation.web.tabular import kinds

NO_FORMAT = N_("Dieses Format gibt es nicht. Wählen Sie csv oder excel.")
NOT_YET = N_(
    "Die Ideen gibt es als Datei, sobald das Gewichten zu Ende ist. Lesen können Sie sie schon"
    " jetzt."
)
NO_BUNDLE = N_("Das Bündel gibt es, sobald das Ergebnis veröffentlicht ist.")
NO_FILE = N_("Diese Datei gehört nicht zu diesem Ergebnis.")


@bp.route("/rounds/<slug>/results/weights.csv")
@public
def weights_csv(slug: str) -> Response:
    """Download the weights of the fields."""
    return _table(slug, "weights")


@bp.route(
    "/rounds/<slug>/results/<any(goals, distribution, subgroups, sensitivity, raking,"
    " channels, participation, items):name>.csv"
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
    form = _format()
    return attachment(_ideas(slug, form), slug, "ideas", kinds.KINDS[form])


@bp.route("/rounds/<slug>/results/ideas-sha256.txt")
@public
def ideas_sums(slug: str) -> Response:
    """Download the checksums that the files of ideas have at this moment: they are made anew from
    what may be read now, so nothing that was withdrawn or erased stays in them."""
    day, lines = clock.now(), []
    for form in Format:
        name = files.file_name(slug, "ideas", kinds.KINDS[form].ending, day)
        lines.append(f"{kinds.digest(_ideas(slug, form))}  {name}\n".encode())
    return attachment(iter(lines), slug, "ideas-sha256", kinds.TEXT)


def _ideas(slug: str, form: Format) -> Iterator[bytes]:
    round_ = round_queries.get(slug)
    return files.ideas(round_, form, public=_public_ideas(round_), now=clock.now())


@bp.route("/rounds/<slug>/results/ideas.xlsx")
@public
def ideas_xlsx(slug: str) -> Response:
    """Download the ideas as a workbook, to the same people as ideas.csv."""
    round_ = round_queries.get(slug)
    book = ideas_workbook(round_, public=_public_ideas(round_), now=clock.now())
    return attachment(iter([book]), slug, "ideas", kinds.XLSX)


def _public_ideas(round_: Round) -> bool:
    """Whether the reader gets published ideas alone. Raises NotReady where these are no file
    yet."""
    everyone = not may_read(Permission.READ_ALL_IDEAS, round_.id)
    if everyone and not fields_counted(phase(round_.weights_window, clock.now())):
        raise NotReady(NOT_YET)
    return everyone


def _table(slug: str, name: str) -> Response:
    snapshot, form = _snapshot(slug), _format()
    if name not in files.table_names(snapshot):
        raise NotFound(NO_FILE)
    pieces = files.table(snapshot, name, form)
    return attachment(pieces, slug, name, kinds.KINDS[form], snapshot)


@bp.route("/rounds/<slug>/results/ballots.csv")
@public
def ballots_csv(slug: str) -> Response:
    """Download the single ballots, where the round announced that before it opened."""
    snapshot, form = _snapshot(slug), _format()
    if not files.has_ballots(snapshot):
        raise NotFound(NO_FILE)
    pieces = files.ballots(snapshot, form)
    return attachment(pieces, slug, "ballots", kinds.KINDS[form], snapshot)


@bp.route("/rounds/<slug>/results/commitments.txt")
@public
def commitments_txt(slug: str) -> Response:
    """Download the sorted list of receipts."""
    snapshot = _snapshot(slug)
    return attachment(files.commitments(snapshot), slug, "commitments", kinds.TEXT, snapshot)


@bp.route("/rounds/<slug>/results/planning.xlsx")
@public
def planning_xlsx(slug: str) -> Response:
    """Download all tables as a workbook."""
    snapshot = _snapshot(slug)
    return attachment(iter([workbook(snapshot)]), slug, "planning", kinds.XLSX, snapshot)


@bp.route("/rounds/<slug>/results/bundle.zip")
@public
def bundle_zip(slug: str) -> Response:
    """Download everything a stranger needs to check and recompute the result: the bytes that were
    made when it was published."""
    snapshot = _snapshot(slug)
    if snapshot.published_at is None:
        raise NotFound(NO_BUNDLE)
    return attachment(files.bundle(snapshot), slug, "bundle", kinds.ZIP, snapshot)


def _snapshot(slug: str) -> Snapshot:
    round_ = round_queries.get(slug)
    staff = may_read(Permission.PLAN_RESULTS, round_.id)
    return visibility.visible_snapshot(round_, clock.now(), staff=staff, number=version_asked())


def _format() -> Format:
    asked = request.args.get("format", "csv")
    if asked not in set(Format):
        raise BadInput(NO_FORMAT)
    return Format(asked)


def attachment(
    pieces: Iterator[bytes],
    slug: str,
    name: str,
    kind: kinds.Kind,
    snapshot: Snapshot | None = None,
) -> Response:
    """Return a file to download, read from the database before the first byte goes out. One of a
    published version names that version's bundle."""
    file, size = kinds.spooled(pieces)
    name = files.file_name(slug, name, kind.ending, clock.now())
    response = download(kinds.chunks(file), name, kind.media_type)
    response.content_length = size
    return name_bundle(response, snapshot) if snapshot else response
