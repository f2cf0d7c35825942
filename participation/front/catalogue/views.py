"""The catalogue for data portals, as Turtle and as JSON-LD, and as a page for people."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template
from flask_babel import force_locale

from participation.accounts.access import public
from participation.city import queries as city_queries
from participation.city.queries import OpenData
from participation.city.rules import LegalPage
from participation.front.catalogue import graph
from participation.front.catalogue.datasets import Dataset
from participation.front.catalogue.description import Describer
from participation.front.catalogue.graph import Node
from participation.front.catalogue.listing import LANGUAGES, datasets, texts
from participation.kernel.clock import clock
from participation.kernel.errors import N_, NotFound
from participation.kernel.licences import Licence
from participation.web.cache import kept_for_everyone
from participation.web.translation import _
from participation.web.urls import external_url

bp = Blueprint("catalogue", __name__)
NO_LICENCE = N_(
    "Die Stadt hat noch nicht festgelegt, unter welcher Lizenz ihre Daten weiterverwendet werden"
    " dürfen. Deshalb gibt es noch keinen Katalog."
)
ABOUT = N_(
    "Regeln und Ergebnisse von Beteiligungsrunden, Antworten der Stadt, Strategien, ihre Projekte"
    " und deren Finanzierung."
)


@dataclass(frozen=True)
class Contents:
    """What a catalogue is made of."""

    said: OpenData
    licence: Licence
    datasets: list[Dataset]


@bp.get("/catalogue")
@public
@kept_for_everyone()
def index() -> str:
    """Show the datasets with their files."""
    contents = _contents()
    imprint = external_url("front.legal", page=LegalPage.IMPRINT.value)
    return render_template("front/catalogue/index.html", contents=contents, imprint=imprint)


@bp.get("/catalogue.ttl")
@public
@kept_for_everyone()
def turtle() -> Response:
    """Give the catalogue as Turtle."""
    return Response(graph.turtle(_nodes()), content_type="text/turtle; charset=utf-8")


@bp.get("/catalogue.jsonld")
@public
@kept_for_everyone()
def json_ld() -> Response:
    """Give the catalogue as JSON-LD."""
    return Response(graph.json_ld(_nodes()), content_type="application/ld+json; charset=utf-8")


def _contents() -> Contents:
    """Return what is offered. Raises NotFound where no licence is chosen: without one nobody may
    use a file again, and a file needs one in the catalogue."""
    said = city_queries.open_data()
    if said.licence is None:
        raise NotFound(NO_LICENCE)
    return Contents(said, said.licence, datasets(clock.now()))


def _nodes() -> list[Node]:
    contents = _contents()
    describer = Describer(
        contents.said,
        contents.licence,
        root=external_url("catalogue.index"),
        home=external_url("front.home"),
        imprint=external_url("front.legal", page=LegalPage.IMPRINT.value),
    )
    title = {language: _title(language, contents.said.publisher) for language in LANGUAGES}
    return describer.nodes(title, texts(ABOUT), contents.datasets)


def _title(language: str, city: str) -> str:
    with force_locale(language):
        return _("Offene Daten zur Beteiligung: %(city)s", city=city)
