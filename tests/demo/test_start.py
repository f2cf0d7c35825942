"""DEMO=1 signs anybody in as staff, so it starts nowhere where something real would be opened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation.app import create_app
from participation.audit.service import SHELL
from participation.demo import queries, service
from participation.demo.rules import SLUGS
from participation.demo.service import DemoRefused
from participation.extensions import db
from participation.kernel.clock import clock
from participation.rounds import editing
from participation.rounds.rules import Origin
from tests.conftest import settings
from tests.factories import make_round, make_staff

ROOT = Path(__file__).parents[2]


def test_an_https_address_is_no_demonstration(app: Flask) -> None:
    app.config["BASE_URL"] = "https://mitmachen.example.org"
    with pytest.raises(DemoRefused, match="Unset DEMO, or set BASE_URL to http://"):
        service.require_safe_place()


@pytest.mark.parametrize("state", [{}, {"published_at": None}, {"slug": "unsere-stadt"}])
def test_a_round_of_a_city_keeps_the_demo_from_starting(app: Flask, state: dict[str, Any]) -> None:
    make_round(**state)
    with pytest.raises(DemoRefused, match=r"rounds of a city\. Unset DEMO, or"):
        service.require_safe_place()


def test_a_round_that_was_tried_out_in_a_demo_does_not(app: Flask) -> None:
    make_round(origin=Origin.TRIAL.value)
    service.require_safe_place()


def test_staff_with_a_second_factor_keep_the_demo_from_starting(app: Flask) -> None:
    make_staff(totp_secret="encrypted")
    with pytest.raises(DemoRefused, match="second factor"):
        service.require_safe_place()


def test_staff_without_a_second_factor_do_not(app: Flask) -> None:
    make_staff()
    service.require_safe_place()


def test_a_built_demo_starts_again(city: Flask) -> None:
    service.require_safe_place()
    assert {round_.origin for round_ in queries.state().own} == {Origin.DEMO.value}


def test_demo_is_not_built_in_an_unreadable_database(tmp_path: Path) -> None:
    given = {"DEMO": True}
    with pytest.raises(DemoRefused, match=r"cannot be read.*Unset DEMO"):
        create_app(settings(tmp_path, f"sqlite:///{tmp_path}/no/such/folder.db", **given))


@pytest.mark.parametrize(("demo", "origin"), [(True, Origin.TRIAL), (False, Origin.CITY)])
def test_a_round_knows_whether_it_was_made_in_a_demo(
    app: Flask, demo: bool, origin: Origin
) -> None:
    app.config["DEMO"] = demo
    source = make_round()
    copied = editing.copy_as_new(source.id, slug="kopie", actor=SHELL, clock=clock)
    db.session.commit()
    assert copied.origin == origin


def test_the_refusal_is_one_line_and_the_code_at_which_gunicorn_gives_up(tmp_path: Path) -> None:
    given = {"SECRET_KEY": "s" * 32, "DEMO": "1", "INSTANCE": str(tmp_path)}
    given |= {"BASE_URL": "https://mitmachen.example.org", "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert done.stderr.startswith(
        "DEMO=1 is refused: under https it would let anybody in as staff. Unset"
    )


def test_a_copy_of_one_of_its_rounds_leaves_the_demo_whole(app: Flask) -> None:
    for slug in (*SLUGS, "copy"):
        make_round(slug=slug, origin=Origin.DEMO.value)
    assert queries.state().complete
