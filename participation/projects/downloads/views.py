"""The files of a strategy's published projects."""

from __future__ import annotations

from flask import Response

from participation.accounts.access import public
from participation.kernel.errors import NotFound
from participation.projects import queries
from participation.projects.downloads import files
from participation.projects.file.exporting import csv_files
from participation.projects.views import bp
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.strategy.queries import NO_STRATEGY
from participation.web.csv_writer import Format
from participation.web.downloads import download
from participation.web.tabular.kinds import KINDS, XLSX, ZIP

TABLES = ("projects.csv", "projects-excel.csv", "milestones.csv", "milestones-excel.csv")


@bp.get(f"/strategy/<slug>/<any({', '.join(map(repr, TABLES))}):name>")
@public
def table_file(slug: str, name: str) -> Response:
    """Download the published projects of a strategy, or their milestones."""
    content = dict(csv_files(files.projects(_strategy(slug))))[name]
    return download(content, f"{slug}-{name}", KINDS[Format.CSV].media_type)


@bp.get("/strategy/<slug>/projects.xlsx")
@public
def workbook(slug: str) -> Response:
    """Download the published projects of a strategy with their milestones as a workbook."""
    content = files.projects_workbook(_strategy(slug))
    return download(content, f"{slug}-projects.xlsx", XLSX.media_type)


@bp.get("/strategy/<slug>/datapackage.zip")
@public
def data_package(slug: str) -> Response:
    """Download the published projects of a strategy, their milestones and their money as a Data
    Package."""
    return download(files.package(_strategy(slug)), f"{slug}-datapackage.zip", ZIP.media_type)


def _strategy(slug: str) -> Strategy:
    """Return a strategy with published projects. Raises NotFound for any other, so that nothing
    tells of one that is only being written."""
    strategy = strategy_queries.find(slug)
    if strategy is None or not queries.has_public(strategy.id):
        raise NotFound(NO_STRATEGY)
    return strategy
