"""Addresses of the controlled vocabularies that DCAT-AP.de 3.0 asks for. Pure."""

from __future__ import annotations

_EU = "http://publications.europa.eu/resource/authority"
_IANA = "https://www.iana.org/assignments/media-types"
_POLITICAL = "http://dcat-ap.de/def/politicalGeocoding"

GERMAN = f"{_EU}/language/DEU"
THEMES = f"{_EU}/data-theme"
GOVERNMENT, ECONOMY = f"{THEMES}/GOVE", f"{THEMES}/ECON"
MUNICIPALITY = f"{_POLITICAL}/Level/municipality"
LOCAL_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
FORMATS = {
    "csv": (f"{_EU}/file-type/CSV", f"{_IANA}/text/csv"),
    "json": (f"{_EU}/file-type/JSON", f"{_IANA}/application/json"),
    "xlsx": (
        f"{_EU}/file-type/XLSX",
        f"{_IANA}/application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    # YAML is text, and every portal knows TXT.
    "yaml": (f"{_EU}/file-type/TXT", f"{_IANA}/application/yaml"),
    "zip": (f"{_EU}/file-type/ZIP", f"{_IANA}/application/zip"),
}
"""File type and media type by the end of a file's name."""


def geocoding(region_key: str) -> str:
    """Return the address of a municipality by its key of eight or its regional key of twelve
    digits."""
    kind = "municipalityKey" if len(region_key) == len("08111000") else "regionalKey"
    return f"{_POLITICAL}/{kind}/{region_key}"
