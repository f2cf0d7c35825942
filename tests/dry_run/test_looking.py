"""What is seen in a dry run: the round's own pages at each of its dates, as everybody who takes
part. All tests look at one dry run, in the order of its dates."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from PIL import Image, ImageColor

from participation.app import create_app
from participation.city.models import CitySettings
from participation.dry_run.marking import RED
from participation.extensions import db, limiter
from participation.kernel.clock import clock
from participation.keyring import service as keyring
from tests.conftest import CheckingClient, settings
from tests.dry_run.voting import cast_as_resident
from tests.dry_run.walking import Walk
from tests.factories import make_round, make_staff, save
from tests.pages import main_text
from tests.rounds.making import DRAFT, NOW, WHOLE, make_legal_pages

LINKS = re.compile(r'(?:href|action|src)="([^"#?][^"]*)"')
ELSEWHERE = ("/static/", "mailto:", "tel:", "data:", "http")


@pytest.fixture(scope="module")
def built(
    make_database: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Walk]]:
    """A city of its own with a draft, and an administrator before it."""
    tmp = tmp_path_factory.mktemp("dry-run")
    app = create_app(settings(tmp, make_database("sqlite", "dry_run")))
    app.test_client_class = CheckingClient
    with app.app_context():
        upgrade()
        keyring.init(clock)
        db.session.commit()
        save(CitySettings(name="Musterstadt an der Aue", changed_at=NOW))
        make_legal_pages()
        make_round(slug="draft", goals_points=10, **DRAFT, **WHOLE)
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        walk = Walk(client.sign_in(make_staff("admin")), "draft")
    yield app, walk
    with app.app_context():
        walk.end()
        db.engine.dispose()


@pytest.fixture
def walk(built: tuple[Flask, Walk]) -> Iterator[Walk]:
    app, walk = built
    limiter.enabled = False
    with app.app_context():
        yield walk
        db.session.remove()


def test_before_the_opening_nobody_can_weight_yet(walk: Walk) -> None:
    page = walk.go("before")
    assert "(Probelauf – zählt nicht)" in main_text(page)
    assert "Angenommene Zeit" in page.text
    assert "Jetzt gewichten" not in main_text(page)


def test_the_city_is_called_by_its_name_and_its_legal_pages_are_there(walk: Walk) -> None:
    walk.go("before")
    assert "Musterstadt an der Aue" in walk.get("/").text
    city, copied = (main_text(walk.client.get(f"{at}/legal/impressum")) for at in ("", walk.inside))
    assert copied == city


def test_moderators_see_the_invented_ideas_that_wait(walk: Walk) -> None:
    walk.go("ideas")
    walk.be("moderator")
    assert "Erfundene Idee 5" in main_text(walk.get("/moderation/"))


def test_a_resident_weights_fields_and_goals_and_gets_a_code(walk: Walk) -> None:
    walk.go("weights")
    receipt = cast_as_resident(walk)
    assert receipt.status_code == 200
    goals = re.search(rf'href="({walk.inside}/rounds/draft/weights/goals/[a-z]+)"', receipt.text)
    assert goals, main_text(receipt)
    assert "10 Punkte" in main_text(walk.client.get(goals[1]))


def test_a_form_without_the_copys_own_token_is_refused(walk: Walk) -> None:
    walk.go("ideas")
    answer = walk.client.post(f"{walk.inside}/desk/be/planner", data={})
    assert answer.status_code == 400
    assert "Das Formular war zu lange offen" in main_text(answer)


@pytest.mark.parametrize("who", ["visitor", "resident", "moderator", "planner"])
def test_no_link_of_a_dry_run_leads_out_of_it_but_those_to_its_moments(
    walk: Walk, who: str
) -> None:
    walk.go("weights")
    walk.be(who)
    todo = [f"{walk.inside}/", f"{walk.inside}/desk/"]
    seen: set[str] = set()
    while todo and len(seen) < 25:
        path = todo.pop(0)
        seen.add(path)
        answer = walk.client.get(path)
        assert answer.status_code < 500, path
        if "text/html" not in answer.content_type:
            continue
        for link in LINKS.findall(answer.text):
            if link.startswith(ELSEWHERE) or link == walk.page:
                continue
            assert link.startswith(f"{walk.inside}/"), f"{path} leads to {link}"
            target = link.split("#")[0].replace("&amp;", "&")
            if target not in seen and target not in todo and "lang=" not in target:
                todo.append(target)


def test_after_the_end_nothing_is_taken_in_and_there_is_no_result_yet(walk: Walk) -> None:
    walk.go("after")
    walk.be("visitor")
    assert "Vorn liegt" not in main_text(walk.get("/rounds/draft/results"))


def test_files_say_that_they_do_not_count_in_their_name_and_inside(walk: Walk) -> None:
    walk.go("result")
    assert "Vorn liegt Mobilität" in main_text(walk.get("/rounds/draft/results"))
    walk.be("planner")
    for name in ("weights.csv", "bundle.zip", "planning.xlsx", "chart-goals-energy.svg"):
        answer = walk.get(f"/rounds/draft/results/{name}")
        assert answer.status_code == 200, name
        disposition = answer.headers["Content-Disposition"]
        assert "filename=probelauf-zaehlt-nicht-" in disposition, disposition
        assert "zählt nicht" in everything_in(answer.data), name


def test_a_chart_as_a_picture_carries_the_mark_and_stays_one(walk: Walk) -> None:
    walk.go("result")
    chart = Image.open(io.BytesIO(walk.get("/rounds/draft/results/chart-goals-energy.png").data))
    red = ImageColor.getrgb(RED)
    assert red in {color for _, color in chart.getcolors(chart.width * chart.height) or []}


def everything_in(data: bytes) -> str:
    """The text of a file, of an archive that of all its members."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(everything_in(archive.read(name)) for name in archive.namelist())
