"""What the city may set: accent colour, legal pages, where to report weaknesses. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from participation.kernel.errors import N_, BadInput
from participation.kernel.licences import LICENCES

NAME_LENGTH = 120
TEXT_LENGTH = 40_000
UNIT_KEY_LENGTH = 40
UNIT_TITLE_LENGTH = 120
UNIT_CONTACT_LENGTH = 500
SECURITY_TXT_FOR = timedelta(days=90)
CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: text and its background, level AA."""


class LegalPage(StrEnum):
    """The legal pages, by their part of the address."""

    IMPRINT = "impressum"
    PRIVACY = "datenschutz"
    ACCESSIBILITY = "barrierefreiheit"
    CONDUCT = "netiquette"


LEGAL_TITLES = {
    LegalPage.IMPRINT: N_("Impressum"),
    LegalPage.PRIVACY: N_("Datenschutz"),
    LegalPage.ACCESSIBILITY: N_("Barrierefreiheit"),
    LegalPage.CONDUCT: N_("Netiquette"),
}


def has_gaps(text: str) -> bool:
    """Tell whether a legal text is empty or still says in square brackets what to fill in; the
    brackets of a link are none."""
    return not text or re.search(r"\[[^\[\]]+\](?!\()", text) is not None


def check_contact(contact: str, *, field: str) -> str:
    """Return how somebody is reached. Raises BadInput for what is neither an e-mail address nor an
    https page."""
    address = re.fullmatch(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", contact)
    if contact and not address and not re.fullmatch(r"https://[^\s<>]+", contact):
        raise BadInput(
            N_(
                "Schreiben Sie eine E-Mail-Adresse oder die Adresse einer Seite, die mit https://"
                " beginnt."
            ),
            field=field,
        )
    return contact


def check_licence(key: str) -> str:
    """Return the key of a licence, or nothing. Raises BadInput for any other."""
    if key and key not in LICENCES:
        raise BadInput(N_("Wählen Sie eine Lizenz aus der Liste."), field="open_licence")
    return key


def check_region_key(key: str) -> str:
    """Return a municipality's official key. Raises BadInput for what has neither eight nor twelve
    digits."""
    if key and not re.fullmatch(r"[0-9]{8}|[0-9]{12}", key):
        raise BadInput(
            N_(
                "Schreiben Sie den Gemeindeschlüssel mit acht oder den Regionalschlüssel mit zwölf"
                " Ziffern."
            ),
            field="region_key",
        )
    return key


def security_txt(contact: str, *, address: str, now: datetime) -> str:
    """Return a security.txt as RFC 9116 has it: `contact` as the city set it or a page, `address`
    where the file lies. It expires in `SECURITY_TXT_FOR`, but is made anew whenever it is read."""
    expires = (now + SECURITY_TXT_FOR).replace(hour=0, minute=0, second=0)
    lines = {
        "Contact": contact if contact.startswith(("https://", "http://")) else f"mailto:{contact}",
        "Expires": expires.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": "de, en",
        "Canonical": address,
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items())


def luminance(colour: str) -> float:
    """Return the relative luminance (0 to 1) of #rrggbb as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio (1 to 21) of two colours #rrggbb as WCAG 2.2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def check_accent(colour: str) -> str:
    """Return the colour in lower case. Raises BadInput when it is none or white text on it cannot
    be read."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise BadInput(
            N_("Schreiben Sie die Farbe als # und sechs Zeichen, zum Beispiel #0b5394."),
            field="accent",
        )
    ratio = contrast(colour, "#ffffff")
    if ratio < CONTRAST:
        raise BadInput(
            N_(
                "Diese Farbe ist zu hell: Der Kontrast zu Weiß ist %(ratio)s, nötig ist 4,5. Wählen"
                " Sie eine dunklere."
            ),
            field="accent",
            ratio=f"{ratio:.1f}".replace(".", ","),
        )
    return colour.lower()


def check_unit_key(key: str) -> str:
    """Return the key of a unit. Raises BadInput."""
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", key) or len(key) > UNIT_KEY_LENGTH:
        raise BadInput(
            N_(
                "„%(key)s“ ist kein Kürzel. Erlaubt sind bis zu 40 Kleinbuchstaben, Ziffern und"
                " Bindestriche."
            ),
            field="key",
            key=key[:60],
        )
    return key


def check_unit_title(title: dict[str, str]) -> dict[str, str]:
    """Return the titles that are there. Raises BadInput without a German one, or for a long one."""
    if not title.get("de"):
        raise BadInput(N_("Geben Sie einen deutschen Namen ein."), field="title_de")
    for language, text in title.items():
        if len(text) > UNIT_TITLE_LENGTH:
            raise BadInput(N_("Kürzen Sie den Namen auf 120 Zeichen."), field=f"title_{language}")
    return {language: text for language, text in title.items() if text}


def check_unit_contact(contact: str) -> str:
    """Return how to reach a unit. Raises BadInput for a long text."""
    if len(contact) > UNIT_CONTACT_LENGTH:
        raise BadInput(N_("Kürzen Sie den Kontakt auf 500 Zeichen."), field="contact")
    return contact
