"""What the catalogue is written in: Turtle and JSON-LD that a library for RDF reads as what was
meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, XSD

from participation.front.catalogue.graph import Node, Ref, Text, Typed, json_ld, turtle

# What rdflib says of itself when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
ADDRESS = "https://example.org/catalogue#a"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXTS)
def test_any_text_comes_out_as_it_went_in_in_both_forms(text: str) -> None:
    title = ("dcterms:title", [Text(text, "de"), Text(text)])
    nodes = [Node(ADDRESS, ("dcat:Dataset",), (title,))]
    read = Graph().parse(data=turtle(nodes), format="turtle")
    assert set(read.objects(URIRef(ADDRESS), DCTERMS.title)) == {
        Literal(text, lang="de"),
        Literal(text),
    }
    assert isomorphic(read, Graph().parse(data=json_ld(nodes), format="json-ld"))


@given(TEXTS.map(lambda text: f"https://example.org/{text}"))
def test_no_address_ends_early(address: str) -> None:
    nodes = [Node(ADDRESS, ("dcat:Dataset",), (("dcterms:relation", [Ref(address)]),))]
    read = Graph().parse(data=turtle(nodes), format="turtle")
    (found,) = read.objects(URIRef(ADDRESS), DCTERMS.relation)
    assert not set(str(found)) & set('<>"{}|^`\\ \n')
    assert len(read) == 2


def test_a_typed_value_keeps_its_type_and_an_empty_property_is_left_out() -> None:
    day = ("dcterms:issued", [Typed("2027-01-15", "xsd:date")])
    nodes = [Node(ADDRESS, ("dcat:Dataset",), (day, ("dcterms:title", [])))]
    for text, form in ((turtle(nodes), "turtle"), (json_ld(nodes), "json-ld")):
        read = Graph().parse(data=text, format=form)
        assert list(read.objects(URIRef(ADDRESS), DCTERMS.issued)) == [
            Literal("2027-01-15", datatype=XSD.date)
        ]
        assert len(read) == 2
