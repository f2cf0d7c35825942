"""What each class must and should have by the tables of DCAT-AP.de 3.0, but for what nobody keeps
(`availability`, some dates) and `politicalGeocodingURI`, which its shapes call deprecated."""

from __future__ import annotations

from rdflib.namespace import DCAT, DCTERMS, FOAF, Namespace

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
MUST = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
    DCAT.Distribution: (DCAT.accessURL, DCTERMS.license),
    FOAF.Agent: (FOAF.name,),
    SPDX.Checksum: (SPDX.algorithm, SPDX.checksumValue),
}
SHOULD = {
    DCAT.Catalog: (
        DCTERMS.issued,
        DCTERMS.modified,
        DCTERMS.language,
        FOAF.homepage,
        DCTERMS.license,
        DCAT.themeTaxonomy,
        DCTERMS.spatial,
        DCAT.dataset,
    ),
    DCAT.Dataset: (
        DCAT.keyword,
        DCATDE.politicalGeocodingLevelURI,
        DCAT.theme,
        DCAT.contactPoint,
        DCTERMS.spatial,
        DCAT.distribution,
    ),
    DCAT.Distribution: (DCTERMS.title, DCTERMS.format),
    DCTERMS.PeriodOfTime: (DCAT.startDate, DCAT.endDate),
}
ONCE = (
    DCTERMS.publisher,
    DCTERMS.license,
    DCTERMS.issued,
    DCTERMS.modified,
    DCTERMS.format,
    DCAT.mediaType,
    DCAT.startDate,
    DCAT.endDate,
    DCATDE.politicalGeocodingLevelURI,
)
