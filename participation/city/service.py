"""What administrators set about the city: name, colour, logo, sender, legal pages."""

from __future__ import annotations

import io

from PIL import Image
from sqlalchemy import func, select

from participation.audit.service import Actor, record
from participation.city.models import CitySettings, LegalVersion
from participation.city.queries import DEFAULT_ACCENT, DEFAULT_NAME
from participation.city.rules import (
    NAME_LENGTH,
    TEXT_LENGTH,
    LegalPage,
    check_accent,
    check_contact,
    check_licence,
    check_region_key,
)
from participation.extensions import Translated
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.web.transactions import begin_write

MOST_PIXELS = 20_000_000
LOGO_BOX = (480, 160)


def change_city(
    *,
    name: str,
    accent: str,
    sender: str,
    actor: Actor,
    clock: Clock,
    security_contact: str = "",
) -> CitySettings:
    """Set name, accent colour, sender address and where weaknesses are reported.

    Raises BadInput for a colour that white text cannot be read on, and for a contact that is none.
    """
    if not name or len(name) > NAME_LENGTH:
        raise BadInput(
            N_("Geben Sie den Namen der Stadt ein, höchstens 120 Zeichen."), field="name"
        )
    after = {
        "name": name,
        "accent": check_accent(accent),
        "sender": sender,
        "security_contact": check_contact(security_contact, field="security_contact"),
    }
    return _change(after, actor, clock)


def change_open_data(
    *, licence: str, contact: str, region_key: str, actor: Actor, clock: Clock
) -> CitySettings:
    """Set under which licence data may be used again (a key, or nothing), who answers questions
    about them, and the municipality's official key. Raises BadInput."""
    after = {
        "open_licence": check_licence(licence),
        "open_contact": check_contact(contact, field="open_contact"),
        "region_key": check_region_key(region_key),
    }
    return _change(after, actor, clock)


def change_logo(*, data: bytes | None, actor: Actor, clock: Clock) -> None:
    """Set or remove the logo. The picture is opened by an allow-list, scaled and re-encoded. Raises
    BadInput."""
    encoded = _encode(data) if data else None
    session = begin_write()
    city = _settings(clock)
    city.logo, city.logo_type, city.changed_at = (
        encoded,
        "image/webp" if encoded else None,
        clock.now(),
    )
    record(
        actor=actor,
        action="city.logo",
        subject_kind="city",
        subject_id=1,
        clock=clock,
        removed=encoded is None,
    )
    session.flush()


def save_legal(
    *, page: LegalPage, text: Translated, started_from: int, actor: Actor, clock: Clock
) -> LegalVersion:
    """Add a version of a legal page. Raises BadInput without German text, Conflict when somebody
    else saved meanwhile."""
    if not text.get("de"):
        raise BadInput(N_("Der deutsche Text fehlt. Bitte schreiben Sie ihn."), field="text_de")
    if any(len(value) > TEXT_LENGTH for value in text.values()):
        raise BadInput(
            N_("Der Text ist zu lang. Kürzen Sie ihn auf 40.000 Zeichen."), field="text_de"
        )
    session = begin_write()
    newest = (
        session.scalar(select(func.max(LegalVersion.number)).where(LegalVersion.page == page.value))
        or 0
    )
    if newest != started_from:
        raise Conflict(
            N_(
                "Jemand hat diese Seite inzwischen geändert. Übernehmen Sie Ihre Änderung in die"
                " neue Fassung."
            )
        )
    version = LegalVersion(
        page=page.value,
        number=newest + 1,
        text={language: value for language, value in text.items() if value},
        changed_at=clock.now(),
        changed_by=actor.label,
    )
    session.add(version)
    record(
        actor=actor,
        action="legal.changed",
        subject_kind="legal",
        subject_id=page.value,
        clock=clock,
        number=newest + 1,
    )
    session.flush()
    return version


def _change(after: dict[str, str], actor: Actor, clock: Clock) -> CitySettings:
    session = begin_write()
    city = _settings(clock)
    before = {column: getattr(city, column) for column in after}
    for column, value in after.items():
        setattr(city, column, value)
    city.changed_at = clock.now()
    if before != after:
        record(
            actor=actor,
            action="city.changed",
            subject_kind="city",
            subject_id=1,
            clock=clock,
            before=before,
            after=after,
        )
    session.flush()
    return city


def _settings(clock: Clock) -> CitySettings:
    session = begin_write()
    city = session.get(CitySettings, 1)
    if city is None:
        city = CitySettings(
            id=1, name=DEFAULT_NAME, accent=DEFAULT_ACCENT, sender="", changed_at=clock.now()
        )
        session.add(city)
    return city


def _encode(data: bytes) -> bytes:
    wrong = BadInput(
        N_("Dieses Bild lässt sich nicht lesen. Laden Sie ein PNG, JPEG oder WebP hoch."),
        field="logo",
    )
    try:
        # The header is read first; nothing is decoded before its size is known.
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
        if picture.width * picture.height > MOST_PIXELS:
            raise BadInput(
                N_("Das Bild ist zu groß. Verkleinern Sie es auf höchstens 20 Megapixel."),
                field="logo",
            )
        picture.thumbnail(LOGO_BOX)
        out = io.BytesIO()
        picture.convert("RGBA").save(out, "WEBP", quality=90)
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as error:
        raise wrong from error
    return out.getvalue()
