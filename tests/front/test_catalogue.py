"""The catalogue of open data: only what everybody may download, with what DCAT-AP.de 3.0 asks
for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from participation.answers.rules import Draft, Status
from participation.audit.service import SHELL
from participation.city import service as city_service
from participation.extensions import db
from participation.kernel.clock import clock
from participation.results.models import Snapshot
from participation.rounds.models import Round
from participation.strategy.models import Strategy
from tests.answers.answering import answer, make_paper, published_idea, stage
from tests.conftest import CheckingClient
from tests.factories import closed, make_round, make_strategy, save
from tests.front.dcat import DCATDE, MUST, ONCE, SHOULD, SPDX, VCARD
from tests.projects.finance_files import HEAD, take
from tests.projects.making import make_project
from tests.results.making import published
from tests.results.sheets import cast_all, points
from tests.strategy.making import open_consultation

# What rdflib says of itself when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
ROOT = "http://localhost/catalogue"
SECRET = "Geheim"


def choose(licence: str = "dl-by-de-2.0", contact: str = "", region_key: str = "") -> None:
    """What the city says of its data."""
    city_service.change_open_data(
        licence=licence, contact=contact, region_key=region_key, actor=SHELL, clock=clock
    )
    db.session.commit()


def graph(client: CheckingClient) -> Graph:
    """The catalogue as it is read from Turtle."""
    answer = client.get("/catalogue.ttl")
    assert answer.content_type == "text/turtle; charset=utf-8"
    return Graph().parse(data=answer.get_data(as_text=True), format="turtle")


def keys(read: Graph) -> set[str]:
    """The ends of the addresses of the datasets."""
    return {str(each).removeprefix(f"{ROOT}#") for each in read.objects(URIRef(ROOT), DCAT.dataset)}


def make_snapshot(round_: Round, **values: Any) -> None:
    """A version of a round's result without figures."""
    unknown = dict.fromkeys(("inputs_digest", "seed"), "0" * 64) | {"bundle_sha256": "a" * 64}
    rest: dict[str, Any] = {"number": 1, "made_at": clock.now(), "made_by": "x", "ballots": 0}
    more: dict[str, Any] = {"software": "x", "method": {}, "tables": {}}
    save(Snapshot(round_id=round_.id, **unknown, **rest, **more, **values))


@pytest.fixture
def world(app: Flask) -> Strategy:
    """One of each that is public, and beside it one of each that is not."""
    strategy = make_strategy(slug="city", title={"de": 'Stadt "2030"', "en": "City"})
    open_consultation(strategy)
    done = make_round(slug="done", strategy_id=strategy.id, **closed())
    make_snapshot(done, published_at=clock.now())
    done.results_published_at = clock.now()
    db.session.commit()
    answer(published_idea(done))
    make_project(strategy, key="roof")
    hidden = make_round(slug="hidden", **closed())
    make_snapshot(hidden)
    make_paper(SECRET, public=False)
    stage(published_idea(hidden), Draft(Status.NOT_FOLLOWED, SECRET))
    make_round(slug="draft", title={"de": SECRET}, published_at=None)
    make_project(make_strategy(slug="secret", title={"de": SECRET}), published=False)
    return strategy


def test_without_a_licence_there_is_no_catalogue_and_no_link_to_it(
    client: CheckingClient, world: Strategy
) -> None:
    for path in ("/catalogue", "/catalogue.ttl", "/catalogue.jsonld"):
        assert client.get(path).status_code == 404
    assert 'href="/catalogue"' not in client.get("/").get_data(as_text=True)
    choose()
    assert 'href="/catalogue"' in client.get("/").get_data(as_text=True)


def test_it_lists_what_is_public_and_nothing_else(client: CheckingClient, world: Strategy) -> None:
    choose()
    assert keys(graph(client)) == {
        "round-done-rules",
        "round-done-result",
        "round-done-answers",
        "round-hidden-rules",
        "strategy-city",
        "strategy-city-projects",
    }
    for path in ("/catalogue", "/catalogue.ttl", "/catalogue.jsonld"):
        text = client.get(path).get_data(as_text=True)
        assert "secret" not in text
        assert "/draft" not in text
        assert SECRET not in text


def test_money_is_listed_once_a_published_project_has_some(
    client: CheckingClient, tmp_path: Path
) -> None:
    choose()
    strategy = make_strategy(slug="region")
    make_project(strategy, key="draft", published=False)
    make_project(strategy, key="roof")
    path = tmp_path / "in.csv"
    path.write_text(HEAD + "draft,regional,,planned,1.00,,\n", encoding="utf-8")
    take(path)
    assert keys(graph(client)) == {"strategy-region-projects"}
    path.write_text(HEAD + "roof,regional,,planned,1.00,,\n", encoding="utf-8")
    take(path)
    assert keys(graph(client)) == {"strategy-region-projects", "strategy-region-finance"}


def test_a_result_leaves_the_catalogue_while_its_window_is_open_again(
    client: CheckingClient, world: Strategy
) -> None:
    choose()
    round_ = db.session.query(Round).filter_by(slug="done").one()
    round_.weights_closes_at = clock.now().replace(year=clock.now().year + 1)
    db.session.commit()
    assert "round-done-result" not in keys(graph(client))


def test_every_class_has_what_it_must_and_should_have(
    client: CheckingClient, world: Strategy
) -> None:
    choose(contact="daten@example.org", region_key="081110000000")
    read = graph(client)
    for wanted in (MUST, SHOULD):
        for kind, properties in wanted.items():
            nodes = list(read.subjects(RDF.type, kind))
            assert nodes, kind
            for node in nodes:
                missing = [name for name in properties if not list(read.objects(node, name))]
                assert not missing, node


def test_what_may_be_said_once_is_said_once(client: CheckingClient, world: Strategy) -> None:
    choose(region_key="08111000")
    read = graph(client)
    for name in ONCE:
        for node in set(read.subjects(name, None)):
            assert len(list(read.objects(node, name))) == 1, (node, name)


def test_every_address_is_described_or_can_be_opened_and_the_bundle_has_its_checksum(
    client: CheckingClient, world: Strategy
) -> None:
    choose()
    real = make_round(slug="real", **closed())
    cast_all(real, points(40))
    published(real)
    db.session.query(Snapshot).filter(Snapshot.round_id != real.id).delete()
    db.session.commit()
    read = graph(client)
    described = set(read.subjects())
    assert not [
        each
        for each in read.objects()
        if isinstance(each, URIRef) and str(each).startswith(f"{ROOT}#") and each not in described
    ]
    for name in (DCAT.downloadURL, DCAT.landingPage, DCAT.accessURL):
        for address in set(read.objects(None, name)):
            path = str(address).removeprefix("http://localhost")
            assert client.get(path).status_code == 200, path
    bundle = client.get("/rounds/real/results/bundle.zip")
    (checksum,) = read.objects(None, SPDX.checksumValue)
    assert str(checksum).lower() == bundle.headers["Bundle-SHA256"]


def test_a_file_has_the_licence_and_whose_name_is_to_be_given(
    client: CheckingClient, world: Strategy
) -> None:
    choose("dl-by-de-2.0")
    read = graph(client)
    listed = URIRef("http://dcat-ap.de/def/licenses/dl-by-de/2.0")
    assert set(read.objects(None, DCTERMS.license)) == {listed}
    assert set(read.objects(None, DCATDE.licenseAttributionByText)) == set(
        read.objects(URIRef(f"{ROOT}#publisher"), FOAF.name)
    )
    choose("dl-zero-de-2.0")
    assert not list(graph(client).objects(None, DCATDE.licenseAttributionByText))


def test_who_answers_questions_is_the_contact_or_the_imprint(
    client: CheckingClient, world: Strategy
) -> None:
    node = URIRef(f"{ROOT}#contact")
    choose()
    imprint = URIRef("http://localhost/legal/impressum")
    assert list(graph(client).objects(node, VCARD.hasURL)) == [imprint]
    choose(contact="daten@example.org")
    assert list(graph(client).objects(node, VCARD.hasEmail)) == [URIRef("mailto:daten@example.org")]
    assert "mailto:daten@example.org" in client.get("/catalogue").get_data(as_text=True)


def test_a_result_has_its_moment_and_the_time_it_is_about(
    client: CheckingClient, world: Strategy
) -> None:
    choose()
    read, result = graph(client), URIRef(f"{ROOT}#round-done-result")
    (issued,) = read.objects(result, DCTERMS.issued)
    assert isinstance(issued, Literal)
    assert issued.datatype == XSD.dateTime
    assert len(list(read.objects(result, DCTERMS.temporal))) == 1


def test_both_forms_say_the_same_and_the_same_twice(
    client: CheckingClient, world: Strategy
) -> None:
    choose(region_key="08111000")
    answer = client.get("/catalogue.jsonld")
    assert answer.content_type == "application/ld+json; charset=utf-8"
    other = Graph().parse(data=answer.get_data(as_text=True), format="json-ld")
    assert isomorphic(graph(client), other)
    assert client.get("/catalogue.ttl").data == client.get("/catalogue.ttl").data


def test_the_page_is_found_at_the_addresses_of_the_datasets(
    client: CheckingClient, world: Strategy
) -> None:
    choose()
    page = client.get("/catalogue?lang=en").get_data(as_text=True)
    for key in keys(graph(client)):
        assert f'id="{key}"' in page
    assert "Rules of the round" in page


@pytest.mark.parametrize("path", ["/catalogue", "/catalogue.ttl"])
def test_it_takes_the_same_statements_however_many_rounds_there_are(
    client: CheckingClient, world: Strategy, statements: list[str], path: str
) -> None:
    choose()
    counts = []
    for _more in range(2):
        make_round()
        make_project(make_strategy())
        statements.clear()
        client.get(path)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8
