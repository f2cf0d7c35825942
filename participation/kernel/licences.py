"""Licences under which a city can let its data be used again: those that GovData recommends.
Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Licence:
    """A licence: its title in German, where it can be read, its address in the list of licences of
    DCAT-AP.de, and whether who uses the data has to name whose they are."""

    key: str
    title: str
    address: str
    listed: str
    attribution: bool


_LIST = "http://dcat-ap.de/def/licenses/"
LICENCES = {
    licence.key: licence
    for licence in (
        Licence(
            "dl-zero-de-2.0",
            "Datenlizenz Deutschland – Zero – Version 2.0",
            "https://www.govdata.de/dl-de/zero-2-0",
            f"{_LIST}dl-zero-de/2.0",
            attribution=False,
        ),
        Licence(
            "dl-by-de-2.0",
            "Datenlizenz Deutschland – Namensnennung – Version 2.0",
            "https://www.govdata.de/dl-de/by-2-0",
            f"{_LIST}dl-by-de/2.0",
            attribution=True,
        ),
        Licence(
            "cc-by-4.0",
            "Creative Commons Namensnennung 4.0 International (CC BY 4.0)",
            "https://creativecommons.org/licenses/by/4.0/",
            f"{_LIST}cc-by/4.0",
            attribution=True,
        ),
    )
}
"""By key, which is stored."""
