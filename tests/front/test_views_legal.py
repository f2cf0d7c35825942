"""Legal pages and health as readers meet them."""

import pytest
from flask import Flask

from participation.audit.service import Actor
from participation.city import service
from participation.city.rules import LegalPage
from participation.extensions import db
from participation.kernel.clock import clock
from participation.web import migrations
from tests.conftest import CheckingClient
from tests.pages import main_text


@pytest.mark.parametrize("page", list(LegalPage))
def test_an_unedited_legal_page_says_that_it_is_a_skeleton(
    client: CheckingClient, page: str
) -> None:
    assert "noch ein Muster" in main_text(client.get(f"/legal/{page}"))


def test_an_edited_legal_page_shows_its_newest_version(app: Flask, client: CheckingClient) -> None:
    for number, text in enumerate(("eins", "zwei")):
        service.save_legal(
            page=LegalPage.IMPRINT,
            text={"de": text},
            started_from=number,
            actor=Actor(1, "x"),
            clock=clock,
        )
        db.session.commit()
    text = main_text(client.get("/legal/impressum"))
    assert "zwei" in text
    assert "eins" not in text
    assert "Fassung 2" in text


def test_a_script_in_a_legal_page_is_text(app: Flask, client: CheckingClient) -> None:
    bait = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://example.org/y.png)"
    service.save_legal(
        page=LegalPage.IMPRINT, text={"de": bait}, started_from=0, actor=Actor(1, "x"), clock=clock
    )
    db.session.commit()
    body = client.get("/legal/impressum").get_data(as_text=True)
    assert "<script>alert" not in body
    assert 'href="javascript' not in body
    assert "<img" not in body.split("<main")[1]


def test_an_unknown_legal_page_is_not_found(client: CheckingClient) -> None:
    assert client.get("/legal/agb").status_code == 404


def test_a_living_process_says_so(client: CheckingClient) -> None:
    assert client.get("/healthz").status_code == 200


def test_a_migrated_database_is_ready(client: CheckingClient) -> None:
    assert client.get("/readyz").status_code == 200


def test_a_database_of_another_version_is_not_ready(app: Flask, client: CheckingClient) -> None:
    from sqlalchemy import text

    with db.engine.connect().execution_options(write=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'old'"))
        connection.commit()
    try:
        assert client.get("/readyz").status_code == 503
    finally:
        with db.engine.connect().execution_options(write=True) as connection:
            newest = {"version": migrations.head()}
            connection.execute(text("UPDATE alembic_version SET version_num = :version"), newest)
            connection.commit()
