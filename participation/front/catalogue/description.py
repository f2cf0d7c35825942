"""The catalogue as nodes of DCAT-AP.de 3.0."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from participation.city.queries import OpenData
from participation.front.catalogue.datasets import Dataset, File
from participation.front.catalogue.graph import Node, Property, Ref, Text, Typed
from participation.front.catalogue.vocabulary import (
    ECONOMY,
    FORMATS,
    GERMAN,
    GOVERNMENT,
    LOCAL_AUTHORITY,
    MUNICIPALITY,
    SHA256,
    THEMES,
    geocoding,
)
from participation.kernel.licences import Licence
from participation.strategy.rules import Texts


class Describer:
    """Writes nodes about the data of one city: `root` is the catalogue's address, `home` that of
    the installation, `imprint` who is asked where the city names nobody."""

    def __init__(
        self, said: OpenData, licence: Licence, *, root: str, home: str, imprint: str
    ) -> None:
        self.said, self.licence = said, licence
        self.root, self.home = root, home
        self.contact_address = said.contact or imprint
        self.publisher = Ref(f"{root}#publisher")
        self.contact = Ref(f"{root}#contact")

    def nodes(self, title: Texts, text: Texts, datasets: Sequence[Dataset]) -> list[Node]:
        """Return the catalogue, whose data they are, who answers questions, and every dataset with
        its files."""
        found = [self._catalogue(title, text, datasets), self._publisher(), self._contact()]
        for dataset in datasets:
            found += self._dataset(dataset)
        return found

    def _catalogue(self, title: Texts, text: Texts, datasets: Sequence[Dataset]) -> Node:
        issued = [each.issued for each in datasets if each.issued]
        changed = [at for each in datasets for at in (each.issued, each.modified) if at]
        properties: list[Property] = [
            ("dcterms:title", _texts(title)),
            ("dcterms:description", _texts(text)),
            ("dcterms:publisher", [self.publisher]),
            ("dcterms:license", [Ref(self.licence.listed)]),
            ("dcterms:language", [Ref(GERMAN)]),
            ("foaf:homepage", [Ref(self.home)]),
            ("dcat:themeTaxonomy", [Ref(THEMES)]),
            ("dcterms:spatial", self._place()),
            ("dcterms:issued", _moment(min(issued, default=None))),
            ("dcterms:modified", _moment(max(changed, default=None))),
            ("dcat:dataset", [Ref(self._address(each.key)) for each in datasets]),
        ]
        return Node(self.root, ("dcat:Catalog",), tuple(properties))

    def _publisher(self) -> Node:
        name = ("foaf:name", [Text(self.said.publisher, "de")])
        kind = ("dcterms:type", [Ref(LOCAL_AUTHORITY)])
        return Node(self.publisher.address, ("foaf:Agent",), (name, kind))

    def _contact(self) -> Node:
        address = self.contact_address
        reached: Property = (
            ("vcard:hasEmail", [Ref(f"mailto:{address}")])
            if "@" in address and "://" not in address
            else ("vcard:hasURL", [Ref(address)])
        )
        name: Property = ("vcard:fn", [Text(self.said.publisher)])
        return Node(self.contact.address, ("vcard:Kind", "vcard:Organization"), (name, reached))

    def _dataset(self, dataset: Dataset) -> list[Node]:
        address = self._address(dataset.key)
        period = Ref(f"{address}-period")
        files = [(f"{address}-{number}", each) for number, each in enumerate(dataset.files, 1)]
        themes = [GOVERNMENT, ECONOMY] if dataset.about_money else [GOVERNMENT]
        properties: list[Property] = [
            ("dcterms:title", _texts(dataset.title)),
            ("dcterms:description", _texts(dataset.description)),
            ("dcterms:publisher", [self.publisher]),
            ("dcat:contactPoint", [self.contact]),
            ("dcterms:identifier", [Text(address)]),
            ("dcat:landingPage", [Ref(dataset.page)]),
            ("dcat:theme", [Ref(theme) for theme in themes]),
            ("dcat:keyword", _KEYWORDS),
            ("dcterms:language", [Ref(GERMAN)]),
            ("dcterms:issued", _moment(dataset.issued)),
            ("dcterms:modified", _moment(dataset.modified)),
            ("dcterms:temporal", [period] if dataset.period else []),
            ("dcterms:spatial", self._place()),
            ("dcatde:politicalGeocodingLevelURI", [Ref(MUNICIPALITY)]),
            ("dcat:version", [Text(dataset.version)] if dataset.version else []),
            ("dcat:distribution", [Ref(name) for name, _file in files]),
        ]
        nodes = [Node(address, ("dcat:Dataset",), tuple(properties))]
        if dataset.period:
            begin, end = dataset.period
            days: tuple[Property, ...] = (
                ("dcat:startDate", _moment(begin)),
                ("dcat:endDate", _moment(end)),
            )
            nodes.append(Node(period.address, ("dcterms:PeriodOfTime",), days))
        for name, file in files:
            nodes += self._file(name, file, dataset.modified)
        return nodes

    def _file(self, address: str, file: File, modified: datetime | None) -> list[Node]:
        file_type, media_type = FORMATS[file.kind]
        checksum = Ref(f"{address}-checksum")
        attribution = [Text(self.said.publisher, "de")] if self.licence.attribution else []
        properties: list[Property] = [
            ("dcterms:title", _texts(file.title)),
            ("dcat:accessURL", [Ref(file.address)]),
            ("dcat:downloadURL", [Ref(file.address)]),
            ("dcterms:license", [Ref(self.licence.listed)]),
            ("dcatde:licenseAttributionByText", attribution),
            ("dcterms:format", [Ref(file_type)]),
            ("dcat:mediaType", [Ref(media_type)]),
            ("dcterms:language", [Ref(GERMAN)]),
            ("dcterms:modified", _moment(modified)),
            ("spdx:checksum", [checksum] if file.sha256 else []),
        ]
        nodes = [Node(address, ("dcat:Distribution",), tuple(properties))]
        if file.sha256:
            value = Typed(file.sha256, "xsd:hexBinary")
            how = ("spdx:algorithm", [Ref(SHA256)])
            nodes.append(
                Node(checksum.address, ("spdx:Checksum",), (how, ("spdx:checksumValue", [value])))
            )
        return nodes

    def _address(self, key: str) -> str:
        return f"{self.root}#{key}"

    def _place(self) -> list[Ref]:
        key = self.said.region_key
        return [Ref(geocoding(key))] if key else []


_KEYWORDS = [
    Text("Bürgerbeteiligung", "de"),
    Text("Stadtentwicklung", "de"),
    Text("citizen participation", "en"),
]


def _texts(texts: Texts) -> list[Text]:
    return [Text(text, language) for language, text in texts.items() if text]


def _moment(at: datetime | None) -> list[Typed]:
    return [] if at is None else [Typed(at.strftime("%Y-%m-%dT%H:%M:%SZ"), "xsd:dateTime")]
