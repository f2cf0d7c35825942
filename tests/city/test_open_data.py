"""What a city says of its data: licence, contact, official key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select, text

from participation.app import create_app
from participation.audit.models import AuditEntry
from participation.city import queries
from participation.city.rules import check_licence, check_region_key
from participation.extensions import db
from participation.kernel.errors import BadInput
from tests.conftest import CheckingClient, settings
from tests.factories import make_staff

PAGE = "/admin/open-data"


@pytest.mark.parametrize("key", ["8111000", "081110000", "08111000000a", "0811 1000"])
def test_an_official_key_has_eight_or_twelve_digits(key: str) -> None:
    with pytest.raises(BadInput):
        check_region_key(key)


@pytest.mark.parametrize("key", ["", "08111000", "081110000000"])
def test_an_official_key_may_be_missing_or_either_of_the_two(key: str) -> None:
    assert check_region_key(key) == key


def test_a_licence_is_one_of_the_list() -> None:
    with pytest.raises(BadInput):
        check_licence("all-rights-reserved")


def test_without_settings_a_city_has_chosen_no_licence(app: Flask) -> None:
    assert queries.open_data().licence is None


def test_an_administrator_sets_what_is_said_and_it_is_recorded(new_client: Any) -> None:
    admin: CheckingClient = new_client(make_staff("admin"))
    values = {"open_licence": "dl-zero-de-2.0", "open_contact": "daten@example.org"}
    answer = admin.submit(PAGE, **values, region_key="0811 1000 0000")
    assert answer.location == PAGE
    said = queries.open_data()
    assert said.licence is not None
    assert (said.licence.key, said.contact, said.region_key) == (
        "dl-zero-de-2.0",
        "daten@example.org",
        "081110000000",
    )
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "city.changed")).one()
    assert entry.details["after"]["open_licence"] == "dl-zero-de-2.0"


def test_a_wrong_key_keeps_what_was_typed(new_client: Any) -> None:
    admin: CheckingClient = new_client(make_staff("admin"))
    page = admin.submit(PAGE, open_contact="daten@example.org", region_key="12").get_data(True)
    assert "mit acht oder den Regionalschlüssel mit zwölf Ziffern" in page
    assert 'value="daten@example.org"' in page
    assert queries.open_data().contact == ""


def test_a_city_that_was_there_before_keeps_its_name_and_has_no_licence(
    backend: str, make_database: Any, tmp_path: Path
) -> None:
    app = create_app(settings(tmp_path, make_database(backend, "open_data")))
    with app.app_context():
        # Not back through later migrations: some of them SQLite cannot undo.
        upgrade(revision="0018")
        city = "INSERT INTO city_settings (id, name, accent, sender, security_contact, changed_at)"
        row = " VALUES (1, 'Aue', '#0b5394', '', '', '2026-11-22 09:00:00')"
        db.session.execute(text(city + row))
        db.session.commit()
        upgrade()
        said = queries.open_data()
        assert (said.publisher, said.licence, said.contact) == ("Aue", None, "")
        db.session.remove()
        db.engine.dispose()
