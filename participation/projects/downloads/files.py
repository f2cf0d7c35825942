"""The public projects of a strategy as a workbook, and with their money as a Data Package."""

from __future__ import annotations

from flask_babel import force_locale

from participation.city import queries as city_queries
from participation.projects.file import exporting
from participation.projects.finance import files as finance_files
from participation.strategy.models import Strategy
from participation.web.tabular.tables import About, Filled, data_package, workbook
from participation.web.translation import _
from participation.web.urls import external_url


def projects(strategy: Strategy) -> list[Filled]:
    """Return the published projects and their milestones; nothing where there are none."""
    return exporting.export(strategy, public_only=True)


def projects_workbook(strategy: Strategy) -> bytes:
    """Return the published projects and their milestones as a workbook."""
    with force_locale("de"):
        title = _("Projekte: %(name)s", name=strategy.title.get("de", strategy.slug))
        text = _("Enthält, was beim Herunterladen veröffentlicht war.")
    return workbook(About(f"{strategy.slug}-projects", title, text), projects(strategy))


def package(strategy: Strategy) -> bytes:
    """Return the published projects, their milestones and their money as a Data Package."""
    parts = projects(strategy) + finance_files.export(strategy.id, public_only=True)
    with force_locale("de"):
        name = strategy.title.get("de", strategy.slug)
        about = About(
            f"{strategy.slug}-projects",
            _("Projekte und Geld: %(strategy)s", strategy=name),
            _(
                "Veröffentlichte Projekte einer Strategie mit Meilensteinen und Beträgen. Beträge"
                " verschiedener Stufen dürfen nicht zusammengezählt werden. Ein leeres Feld heißt:"
                " keine Angabe, nicht null. Sperrvermerke stehen nur auf der Seite."
            ),
            external_url("projects.index", strategy=strategy.slug),
            city_queries.open_data().licence,
        )
    return data_package(about, parts)
