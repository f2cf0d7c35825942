"""Setting the city and its legal pages."""

import io
import struct
import zlib

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.audit.service import Actor
from participation.city import queries, service
from participation.city.rules import LegalPage
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict

ACTOR = Actor(1, "Verwaltung 1")


def picture(kind: str, size: tuple[int, int] = (900, 300)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#123456").save(out, kind)
    return out.getvalue()


def test_a_city_without_settings_has_defaults(app: Flask) -> None:
    assert queries.city().name == queries.DEFAULT_NAME


def test_a_change_is_shown_and_recorded(app: Flask) -> None:
    service.change_city(
        name="Musterstadt", accent="#0B5394", sender="a@example.org", actor=ACTOR, clock=clock
    )
    db.session.commit()
    assert (queries.city().name, queries.city().accent) == ("Musterstadt", "#0b5394")
    assert db.session.scalar(select(AuditEntry.action)) == "city.changed"


def test_saving_the_same_again_records_nothing(app: Flask) -> None:
    for _ in range(2):
        service.change_city(
            name="Musterstadt", accent="#0b5394", sender="", actor=ACTOR, clock=clock
        )
        db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_encoded_anew_and_scaled(app: Flask, kind: str) -> None:
    service.change_logo(data=picture(kind), actor=ACTOR, clock=clock)
    db.session.commit()
    logo = queries.logo()
    assert logo is not None
    assert logo[1] == "image/webp"
    assert Image.open(io.BytesIO(logo[0])).size == (480, 160)


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<html>",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_disallowed_picture_is_refused(app: Flask, data: bytes) -> None:
    with pytest.raises(BadInput):
        service.change_logo(data=data, actor=ACTOR, clock=clock)


def test_a_picture_with_too_many_pixels_is_refused_unread(app: Flask) -> None:
    with pytest.raises(BadInput):
        service.change_logo(data=picture("PNG", (6000, 4000)), actor=ACTOR, clock=clock)


def test_a_removed_logo_is_gone(app: Flask) -> None:
    service.change_logo(data=picture("PNG"), actor=ACTOR, clock=clock)
    service.change_logo(data=None, actor=ACTOR, clock=clock)
    db.session.commit()
    assert queries.logo() is None
    assert not queries.city().has_logo


def test_each_legal_page_has_a_skeleton_in_both_languages() -> None:
    for page in LegalPage:
        assert set(queries.skeleton(page)) == {"de", "en"}


def save(started_from: int, text: str = "Text") -> None:
    service.save_legal(
        page=LegalPage.IMPRINT,
        text={"de": text},
        started_from=started_from,
        actor=ACTOR,
        clock=clock,
    )
    db.session.commit()


def test_a_legal_page_keeps_every_version(app: Flask) -> None:
    save(0, "eins")
    save(1, "zwei")
    assert [version.text["de"] for version in queries.legal_versions("impressum")] == [
        "zwei",
        "eins",
    ]


def test_a_second_editor_overwrites_nothing(app: Flask) -> None:
    save(0, "eins")
    with pytest.raises(Conflict):
        save(0, "zwei")
    db.session.rollback()
    assert [version.text["de"] for version in queries.legal_versions("impressum")] == ["eins"]


def test_a_legal_page_needs_german(app: Flask) -> None:
    with pytest.raises(BadInput):
        save(0, "")


@pytest.mark.parametrize(
    ("size", "scaled"), [((300, 900), (53, 160)), ((960, 96), (480, 48)), ((48, 16), (48, 16))]
)
def test_a_logo_fits_into_480_by_160(
    app: Flask, size: tuple[int, int], scaled: tuple[int, int]
) -> None:
    service.change_logo(data=picture("PNG", size), actor=ACTOR, clock=clock)
    logo = queries.logo()
    assert logo is not None
    assert Image.open(io.BytesIO(logo[0])).size == scaled


def claiming(width: int, height: int) -> bytes:
    """A PNG whose header claims a size, and which holds no such picture."""
    data = picture("PNG", (1, 1))
    header = b"IHDR" + struct.pack(">II", width, height) + data[24:29]
    return data[:12] + header + struct.pack(">I", zlib.crc32(header)) + data[33:]


@pytest.mark.parametrize(
    ("width", "height", "sentence"),
    [(5000, 4000, "nicht lesen"), (3, 6666667, "zu groß"), (20000, 20000, "nicht lesen")],
)
def test_a_picture_of_more_than_20_million_pixels_is_too_large(
    app: Flask, width: int, height: int, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        service.change_logo(data=claiming(width, height), actor=ACTOR, clock=clock)


@pytest.mark.parametrize(("length", "allowed"), [(0, False), (120, True), (121, False)])
def test_the_name_of_a_city_has_120_characters_at_most(
    app: Flask, length: int, allowed: bool
) -> None:
    def change() -> None:
        service.change_city(
            name="x" * length, accent="#0b5394", sender="", actor=ACTOR, clock=clock
        )

    if allowed:
        change()
    else:
        with pytest.raises(BadInput, match="höchstens 120"):
            change()


def test_a_legal_page_has_40000_characters_at_most(app: Flask) -> None:
    save(0, "x" * 40_000)
    with pytest.raises(BadInput, match=r"40\.000"):
        save(1, "x" * 40_001)


def test_each_legal_page_counts_its_own_versions(app: Flask) -> None:
    numbers = [
        service.save_legal(
            page=page, text={"de": "Text", "en": ""}, started_from=0, actor=ACTOR, clock=clock
        ).number
        for page in LegalPage
    ]
    assert numbers == [1, 1, 1, 1]
    save(1)
    newest = queries.legal_versions("impressum")[0]
    assert (newest.number, newest.text) == (2, {"de": "Text"})


def test_the_record_tells_what_was_set(app: Flask) -> None:
    service.change_city(name="Aue", accent="#0b5394", sender="", actor=ACTOR, clock=clock)
    service.change_logo(data=picture("PNG"), actor=ACTOR, clock=clock)
    service.change_logo(data=None, actor=ACTOR, clock=clock)
    save(0)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.subject_id) for entry in entries] == [
        ("city.changed", "1"),
        ("city.logo", "1"),
        ("city.logo", "1"),
        ("legal.changed", "impressum"),
    ]
    assert entries[0].details["after"]["name"] == "Aue"
    assert [entry.details for entry in entries[1:]] == [
        {"removed": False},
        {"removed": True},
        {"number": 1},
    ]
