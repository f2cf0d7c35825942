"""The datasets that the catalogue lists, in words: of rounds their rules, results and answers, of
strategies their versions, projects and money.

Ideas are not among them: their texts are those of residents, and a city can license only its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from flask_babel import force_locale

from participation.extensions import Translated
from participation.front.catalogue import queries
from participation.front.catalogue.datasets import Dataset, File
from participation.front.catalogue.queries import Published, Result, RoundFiles, StrategyFiles
from participation.kernel.errors import N_
from participation.rounds.models import Round
from participation.strategy.models import Strategy
from participation.strategy.rules import Texts
from participation.web.filters import tr
from participation.web.translation import _
from participation.web.urls import external_url

LANGUAGES = ("de", "en")
RULES = (
    N_("Regeln der Runde: %(name)s"),
    N_("Wonach in der Runde „%(name)s“ gefragt wird und nach welchen Regeln gezählt wird."),
)
RESULT = (
    N_("Ergebnis der Runde: %(name)s"),
    N_(
        "Ergebnis der Runde „%(name)s“ je Handlungsfeld, mit Methode und Vorbehalten. Es sagt, was"
        " die Teilnehmenden meinen, nicht die ganze Stadt."
    ),
)
ANSWERS = (
    N_("Antworten der Stadt: %(name)s"),
    N_("Was die Stadt auf Ideen der Runde „%(name)s“ antwortet."),
)
STRATEGY = (
    N_("Strategie: %(name)s"),
    N_(
        "Die öffentlichen Fassungen der Strategie „%(name)s“ mit Handlungsfeldern, Zielen,"
        " Beschlüssen und Projekten."
    ),
)
PROJECTS = (
    N_("Projekte: %(name)s"),
    N_("Veröffentlichte Projekte der Strategie „%(name)s“ und ihre Meilensteine."),
)
FINANCE = (
    N_("Finanzierung: %(name)s"),
    N_(
        "Wer die veröffentlichten Projekte der Strategie „%(name)s“ bezahlt: Beträge je Projekt,"
        " Quelle, Jahr und Stufe."
    ),
)
"""Title and description of each kind of dataset."""


def datasets(now: datetime) -> list[Dataset]:
    """Return every dataset that everybody may download, rounds first, in a fixed order."""
    found: list[Dataset] = []
    for of_round in queries.rounds(now):
        found += _of_round(of_round)
    for of_strategy in queries.strategies():
        found += _of_strategy(of_strategy)
    return found


def texts(sentence: str, title: Translated | None = None) -> Texts:
    """Return a marked sentence about something with this title, in every language."""
    said = {}
    for language in LANGUAGES:
        with force_locale(language):
            said[language] = _(sentence, name=tr(title) if title else "")
    return said


def _of_round(files: RoundFiles) -> Iterator[Dataset]:
    round_ = files.round
    rules, about_rules = (texts(sentence, round_.title) for sentence in RULES)
    at = partial(external_url, slug=round_.slug)
    document = _file(N_("Regeln für Programme (JSON)"), at("front.procedure_json"))
    yield Dataset(
        f"round-{round_.slug}-rules",
        rules,
        about_rules,
        at("front.procedure"),
        (document,),
        round_.published_at,
    )
    if files.result is not None:
        yield _result(round_, files.result)
    if files.answers is not None:
        yield _answers(round_, files.answers)


def _result(round_: Round, result: Result) -> Dataset:
    title, description = (texts(sentence, round_.title) for sentence in RESULT)
    at = partial(external_url, slug=round_.slug)
    window = round_.weights_window
    whole = N_("Alles zum Nachprüfen, Data Package (ZIP)")
    return Dataset(
        f"round-{round_.slug}-result",
        title,
        description,
        at("results.show"),
        (
            _file(N_("Je Handlungsfeld für Programme (CSV)"), at("results.weights_csv")),
            _file(N_("Alle Tabellen für Excel"), at("results.planning_xlsx")),
            _file(whole, at("results.bundle_zip"), result.bundle_sha256),
        ),
        result.published.first,
        result.published.last,
        (window.opens, window.closes) if window.opens and window.closes else None,
        version=str(result.number),
    )


def _answers(round_: Round, published: Published) -> Dataset:
    title, description = (texts(sentence, round_.title) for sentence in ANSWERS)
    at = partial(external_url, slug=round_.slug)
    return Dataset(
        f"round-{round_.slug}-answers",
        title,
        description,
        at("ideas.index"),
        (
            _file(N_("Tabelle für Programme (CSV)"), at("answers.answers_csv")),
            _file(N_("Tabelle für Excel"), at("answers.answers_xlsx")),
            _file(N_("Data Package (ZIP)"), at("answers.answers_package")),
        ),
        published.first,
        published.last,
    )


def _of_strategy(files: StrategyFiles) -> Iterator[Dataset]:
    strategy = files.strategy
    if files.readable:
        title, description = (texts(sentence, strategy.title) for sentence in STRATEGY)
        at = partial(external_url, slug=strategy.slug)
        yield Dataset(
            f"strategy-{strategy.slug}",
            title,
            description,
            at("public_strategy.show"),
            (_file(N_("Strategie als eine Datei (YAML)"), at("packages.show")),),
            files.put_forward,
        )
    if files.projects is not None:
        yield _projects(strategy, files.projects)
    if files.has_money:
        yield _finance(strategy)


def _projects(strategy: Strategy, published: Published) -> Dataset:
    title, description = (texts(sentence, strategy.title) for sentence in PROJECTS)
    at = partial(external_url, slug=strategy.slug)
    table = partial(at, "projects.table_file")
    everything = N_("Data Package mit Meilensteinen und Geld (ZIP)")
    return Dataset(
        f"strategy-{strategy.slug}-projects",
        title,
        description,
        external_url("projects.index", strategy=strategy.slug),
        (
            _file(N_("Projekte für Programme (CSV)"), table(name="projects.csv")),
            _file(N_("Meilensteine für Programme (CSV)"), table(name="milestones.csv")),
            _file(N_("Tabelle für Excel, mit Meilensteinen"), at("projects.workbook")),
            _file(everything, at("projects.data_package")),
        ),
        published.first,
    )


def _finance(strategy: Strategy) -> Dataset:
    title, description = (texts(sentence, strategy.title) for sentence in FINANCE)
    at = partial(external_url, slug=strategy.slug)
    table = partial(at, "finance.file")
    return Dataset(
        f"strategy-{strategy.slug}-finance",
        title,
        description,
        at("finance.show"),
        (
            _file(N_("Alle Stufen und Jahre für Programme (CSV)"), table(name="finance.csv")),
            _file(N_("Arbeitsmappe für Excel, alle Stufen und Jahre"), table(name="finance.xlsx")),
        ),
        about_money=True,
    )


def _file(title: str, address: str, sha256: str | None = None) -> File:
    kind = address.rpartition(".")[2]
    return File(texts(title), address, kind, sha256)
