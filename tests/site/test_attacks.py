"""What broke other systems, tried on every page of this one."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import AccountUnit
from participation.accounts.permissions import STAFF, Role
from participation.app import create_app
from participation.audit.service import Actor
from participation.city import service as city_service
from participation.city.models import Unit
from participation.city.rules import LegalPage
from participation.extensions import db
from participation.following import service as following
from participation.kernel.clock import clock
from participation.kernel.crypto import encrypt
from participation.keyring.queries import key_file
from participation.moderation.models import Decision
from participation.moderation.reports.models import Report
from participation.projects import service as project_service
from participation.projects.criteria import service as criteria
from participation.projects.criteria.rules import Criteria
from participation.projects.linking import service as linking
from participation.rounds.models import Round
from tests import sampling
from tests.conftest import CheckingClient, settings
from tests.factories import (
    FRAME,
    agree,
    closed,
    make_idea,
    make_resident,
    make_round,
    make_staff,
    save,
)
from tests.organisations.making import make_organisation
from tests.projects.making import WHO, make_milestone, make_project
from tests.site.crawling import asked_for
from tests.site.world import address

BAIT = "\"><svg onload=alert(1)></textarea></title><script>alert(2)</script>'{{7*191}}"
RAW = re.compile(r"<svg onload|<script>alert|1337", re.I)
LISTS = (
    "/",
    "/rounds/{slug}/ideas/",
    "/moderation/queue",
    "/moderation/decided",
    "/admin/audit",
    "/admin/people",
    "/planning/",
    "/projects/",
    "/projects/?state=proposed",
    "/planning/projects/",
    "/partners/",
    "/admin/organisations/",
)
QUERIES = (
    "page=0",
    "page=-1",
    "page=1000000000",
    f"page={2**63}",
    "page=abc",
    "page=1&page=2",
    "page=%00",
    "per_page=-1",
    "sort=title;drop table ideas",
    "field=%27%20or%201=1",
    "field[]=x",
    "q=%00",
    "q=%F0%28%8C%28",
    "q=" + "a" * 50_000,
    "q=%25%25%25___",
    "lang=../../etc/passwd",
    "lang=xx",
    "action=x",
    "&".join(f"p{number}=1" for number in range(2000)),
)


@pytest.fixture
def baited(app: Flask) -> dict[str, Any]:
    """Objects with the bait in every text a person can write."""
    frame = {
        "title": {"de": BAIT},
        "guidelines": [{"key": "a", "title": {"de": BAIT}, "text": {"de": BAIT}}],
        "fields": [
            field
            | {
                "title": {"de": BAIT + field["key"]},
                "text": {"de": BAIT},
                "goals": [
                    goal | {"title": {"de": BAIT}, "text": {"de": BAIT}} for goal in field["goals"]
                ],
            }
            for field in FRAME["fields"]
        ],
    }
    texts: dict[str, Any] = {
        "title": {"de": BAIT},
        "description": {"de": BAIT},
        "frame_document": frame,
        "declaration": {"de": BAIT},
        "texts": {name: {"de": BAIT} for name in ("before", "during", "after")},
        "contact": {"unit": {"de": BAIT}, "address": BAIT, "telephone": BAIT, "email": BAIT},
        "participation": ["email", "open"],
    }
    round_ = make_round(slug="open-round", **texts)
    make_round(slug="closed-round", **closed(**texts))
    resident = make_resident(pseudonym=BAIT[:40])
    agree(resident, round_)
    staff = {role: make_staff(role, name=BAIT) for role in STAFF}
    for state in ("published", "waiting", "rejected"):
        idea = make_idea(
            round_,
            resident,
            state=state,
            title=BAIT,
            text=BAIT,
            reason="other" if state == "rejected" else None,
        )
        values = {
            "idea_version": 1,
            "text": BAIT,
            "by_id": 1,
            "by_label": BAIT,
            "at": datetime.now(UTC),
        }
        made = {"before": {}, "made_version": 1}
        save(Decision(idea_id=idea.id, action="publish", reason=None, **values, **made))
        save(Report(idea_id=idea.id, reason="other", text=BAIT, at=datetime.now(UTC)))
    unit = save(Unit(key="mobility", title={"de": BAIT}, contact=BAIT))
    save(AccountUnit(account_id=staff[Role.UNIT].id, unit_id=unit.id))
    following.follow(resident, "round", round_.slug, frequency="weekly", clock=clock)
    texts_ = {"name": BAIT, "text": BAIT, "contact": encrypt(key_file().address_key, BAIT)}
    make_organisation(resident, make_resident(), key="mobility", **texts_)
    make_organisation(resident, key="waiting", state="applied", **texts_)
    _project(round_)
    city_service.change_city(
        name=BAIT[:100], accent="#0b5394", sender="", actor=Actor(1, BAIT), clock=clock
    )
    city_service.save_legal(
        page=LegalPage.IMPRINT, text={"de": BAIT}, started_from=0, actor=Actor(1, BAIT), clock=clock
    )
    db.session.commit()
    values = {
        "slug": "open-round",
        "number": idea.number,
        "page": "impressum",
        "key": "mobility",
        "strategy": round_.strategy.slug,
        "token": secrets.token_hex(),
    }
    return {"people": {Role.ANONYMOUS: None, Role.RESIDENT: resident} | staff, "values": values}


def _project(round_: Round) -> None:
    """A public project of the round's strategy with everything that can be written about one."""
    names: dict[str, Any] = {"place": BAIT[:80], "partners": (BAIT[:80],), "aliases": (BAIT[:80],)}
    project = make_project(
        round_.strategy, key="mobility", title={"de": BAIT}, text={"de": BAIT}, **names
    )
    make_milestone(project, "2026-12", "2027-02", title={"de": BAIT}, reason=BAIT)
    linking.link_goal("mobility", "mobility-1", {"de": BAIT}, version=project.version, **WHO)
    note = {"de": BAIT}
    project_service.change_state("mobility", "done", note, version=project.version, **WHO)
    wanted = Criteria({"de": BAIT}, ({"de": BAIT},), 3)
    row = criteria.create(wanted, strategy=round_.strategy.slug, **WHO)
    criteria.freeze(row.id, version=row.version, strategy=round_.strategy.slug, **WHO)
    score = {row.criteria[0]["key"]: 1}
    criteria.score("mobility", row.id, score, version=project.version, **WHO)
    db.session.commit()


# What is escaped is decided in templates, which do not know where a text was kept.
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("slug", ["open-round", "closed-round"])
def test_what_people_write_is_never_markup(
    app: Flask, baited: dict[str, Any], new_client: Any, role: Role, slug: str
) -> None:
    client = new_client(baited["people"][role])
    seen = 0
    for rule in asked_for(app, role, turn=slug == "closed-round"):
        response = client.get(address(app, rule, baited["values"] | {"slug": slug}))
        if response.mimetype not in ("text/html", "image/svg+xml"):
            continue
        body = response.get_data(as_text=True)
        assert not RAW.search(body), f"{rule.rule}: {RAW.search(body)}"
        seen += "&lt;svg onload" in body
    assert seen, "the bait has to be on some page, or this test looks at nothing"


@pytest.mark.parametrize("query", QUERIES)
def test_a_strange_query_is_answered_with_a_page(app: Flask, new_client: Any, query: str) -> None:
    make_idea(make_round(slug="open-round"), state="published")
    client = new_client(make_staff("admin"))
    for path in LISTS:
        if not sampling.takes(path, QUERIES.index(query), among=3):
            continue
        separator = "&" if "?" in path else "?"
        response = client.get(f"{path.format(slug='open-round')}{separator}{query}")
        assert response.status_code in (200, 400, 404), f"{path}: {response.status_code}"


@pytest.mark.parametrize(
    "slug", ["%00", "..%2f..%2fetc", "ä" * 300, "-1", "open-round%0d%0aX: y", "𝔘"]
)
def test_a_strange_address_is_not_found(client: CheckingClient, slug: str) -> None:
    assert client.get(f"/rounds/{slug}/").status_code in (400, 404)
    assert client.get(f"/rounds/{slug}/ideas/{slug}").status_code in (400, 404)


@pytest.mark.parametrize(
    "number", ["0", "2026-00000", "2026-99999999999999999999999", "2026-1e3", "٢٠٢٦-٠٠٠٠١"]
)
def test_a_strange_number_of_an_idea_is_not_found(
    app: Flask, client: CheckingClient, number: str
) -> None:
    make_round(slug="open-round")
    assert client.get(f"/rounds/open-round/ideas/{number}").status_code == 404


def test_a_foreign_host_is_refused(client: CheckingClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_a_body_past_the_limit_is_refused_with_a_page(app: Flask, client: CheckingClient) -> None:
    make_round(slug="open-round")
    response = client.post("/rounds/open-round/ideas/new", data={"text": "x" * 3_000_000})
    assert response.status_code == 413


def test_a_page_of_an_account_is_in_no_cache(app: Flask, new_client: Any) -> None:
    client = new_client(make_resident())
    assert client.get("/account/").headers["Cache-Control"] == "no-store"
    assert client.get("/account/x.css").status_code == 404


def test_pages_differ_by_cookie_and_language(client: CheckingClient) -> None:
    assert {"Cookie", "Accept-Language"} <= set(client.get("/").vary)


def test_cookies_are_bound_to_the_host_over_https(tmp_path: Path) -> None:
    app = create_app(
        settings(tmp_path, f"sqlite:///{tmp_path}/test.db", BASE_URL="https://localhost")
    )
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_HTTPONLY"]
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"
