"""`flask results …`: make a snapshot, export its files, verify a bundle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.results import queries, service
from participation.results.models import Snapshot
from participation.results.output import files, verification
from participation.results.output.spreadsheets.planning import workbook
from participation.results.rules import TooFewDiffer
from participation.rounds import queries as round_queries
from participation.web.csv_writer import Format
from participation.web.tabular.kinds import KINDS


@click.group("results")
def results() -> None:
    """Results: snapshot, export, verify."""


@results.command()
@click.argument("slug")
@click.option(
    "--reason", default="", help="Why a further version is made beside the one that exists."
)
@with_appcontext
def snapshot(slug: str, reason: str) -> None:
    """Make the result of a closed round; with --reason a further version."""
    made = _snapshot(slug, reason)
    click.echo(
        f"{slug}: version {made.number}, ballots {made.ballots}, digest {made.inputs_digest}"
    )


@results.command()
@click.argument("slug")
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def export(slug: str, folder: Path) -> None:
    """Write every file of a round's result into a folder; makes the snapshot if there is none.

    The bundle is made when the result is published, so it is there from then on.
    """
    snapshot_ = _snapshot(slug, "")
    folder.mkdir(parents=True, exist_ok=True)
    with current_app.test_request_context(base_url=current_app.config["BASE_URL"]):
        for name, pieces in _files(snapshot_):
            _write(folder / name, pieces)
            click.echo(str(folder / name))


@results.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def verify(path: Path) -> None:
    """Check every file of a bundle, and recompute the shares where the ballots are in it."""
    names = verification.verify(path)
    click.echo(f"All files are as they were made; checked: {len(names)}.")


def _snapshot(slug: str, reason: str) -> Snapshot:
    round_ = round_queries.get(slug)
    try:
        return service.make_snapshot(round_.id, actor=SHELL, clock=clock, reason=reason)
    except TooFewDiffer:
        if reason:
            raise
        db.session.rollback()
        return queries.snapshots(round_.id)[-1]


def _files(snapshot_: Snapshot) -> Iterator[tuple[str, Iterator[bytes]]]:
    round_ = snapshot_.round
    yield "planning.xlsx", iter([workbook(snapshot_)])
    if snapshot_.published_at is not None:
        yield "bundle.zip", files.bundle(snapshot_)
    for form in Format:
        ending = KINDS[form].ending
        for name in files.table_names(snapshot_):
            yield f"{name}{ending}", files.table(snapshot_, name, form)
        yield (
            f"ideas{ending}",
            files.ideas(round_, form, public=False, now=clock.now()),
        )


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)


GROUPS: list[click.Command] = [results]
