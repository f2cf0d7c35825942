"""The demo's own pages, and that none of them exists anywhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.accounts.permissions import Role
from participation.demo.rules import ROLES, SLUGS
from participation.extensions import db
from participation.kernel.clock import clock
from participation.outbox import service as outbox
from participation.outbox.models import Mail
from participation.outbox.rules import MailDraft
from tests.conftest import CheckingClient
from tests.factories import make_staff
from tests.pages import form_of, main_text, tree


def test_the_first_page_says_what_to_try_and_its_links_lead_somewhere(
    visitor: CheckingClient,
) -> None:
    page = visitor.get("/demo/")
    assert "Musterstadt an der Aue gibt es nicht" in main_text(page)
    links = [link.get("href") for link in tree(page).find(".//main").iter("a")]
    assert f"/rounds/{SLUGS.open}/ideas/new" in links
    for link in links:
        assert visitor.get(link).status_code in (200, 302), link


def test_the_first_page_leads_to_an_idea_whose_page_leads_on_to_its_project_and_back(
    visitor: CheckingClient,
) -> None:
    page = tree(visitor.get("/demo/"))
    section = page.find(".//main//section[@aria-labelledby='step-9']")
    (way,) = [link.get("href") for link in section.iter("a")]
    project = "/projects/schulstrassen"
    assert project in [link.get("href") for link in tree(visitor.get(way)).iter("a")]
    assert way in [link.get("href") for link in tree(visitor.get(project)).iter("a")]


def test_the_first_page_counts_its_steps(visitor: CheckingClient) -> None:
    page = visitor.get("/demo/")
    assert "vierzehn Schritten" in main_text(page)
    steps = [heading.get("id") for heading in tree(page).find(".//main").iter("h2")]
    assert steps == [f"step-{number}" for number in range(1, 15)]


@pytest.mark.parametrize("step", [5, 6, 7, 8])
def test_a_planner_gets_to_each_step_on_the_way_to_the_strategy(
    visitor: CheckingClient, step: int
) -> None:
    visitor.submit("/demo/", "/demo/sign-in/planner")
    section = tree(visitor.get("/demo/")).find(f".//main//section[@aria-labelledby='step-{step}']")
    links = [link.get("href") for link in section.iter("a")]
    assert links
    for link in links:
        assert visitor.get(link).status_code == 200, link


def test_every_page_says_that_it_is_a_demo(visitor: CheckingClient) -> None:
    for path in ("/", f"/rounds/{SLUGS.open}/", f"/rounds/{SLUGS.closed}/ideas/", "/sign-in"):
        assert "Dies ist eine Vorführung" in visitor.get(path).get_data(as_text=True), path


@pytest.mark.parametrize("role", ROLES)
def test_one_click_signs_in_as_each_role(visitor: CheckingClient, role: str) -> None:
    answer = visitor.submit("/demo/", f"/demo/sign-in/{role}")
    assert answer.status_code == 302
    assert answer.location == "/staff/"
    assert visitor.get(answer.location).status_code == 200


def test_one_click_signs_in_as_a_member_of_the_organisation(visitor: CheckingClient) -> None:
    answer = visitor.submit("/demo/", "/demo/sign-in/partner")
    page = visitor.get(answer.location)
    assert "Hochschule an der Aue (Vorführung)" in main_text(page)
    assert visitor.get("/admin/organisations/").status_code == 403


def test_a_link_or_a_foreign_page_signs_nobody_in(visitor: CheckingClient) -> None:
    assert visitor.get("/demo/sign-in/admin").status_code == 405
    assert visitor.post("/demo/sign-in/admin").status_code == 400
    assert visitor.get("/admin/").status_code == 302


@pytest.mark.parametrize("role", ["resident", "anonymous", "Admin", "admin@example.org", "x" * 500])
def test_there_is_no_other_role_to_be(visitor: CheckingClient, role: str) -> None:
    _, _, data = form_of(visitor.get("/demo/"), "/demo/sign-in/admin", {})
    assert visitor.post(f"/demo/sign-in/{role}", data=data).status_code == 404


def test_the_sign_in_link_can_be_clicked_in_the_outbox(visitor: CheckingClient) -> None:
    visitor.submit("/sign-in", email="neu@example.org")
    count = select(func.count()).select_from(Mail)
    before = db.session.scalar(count)
    page = visitor.get("/demo/outbox")
    assert "neu@example.org" in main_text(page)
    assert page.headers["Cache-Control"] == "no-store"
    links = [
        link.get("href") for link in tree(page).iter("a") if "/sign-in/" in (link.get("href") or "")
    ]
    confirm = visitor.get(links[0])
    assert confirm.status_code == 200
    assert db.session.scalar(count) == before


def test_a_mail_that_waits_is_not_called_sent(visitor: CheckingClient) -> None:
    draft = MailDraft("idea.reject", "Ihre Idee", "Guten Tag")
    mail = outbox.enqueue(draft, to="neu@example.org", clock=clock, wait=timedelta(minutes=10))
    db.session.commit()

    def notes() -> list[str]:
        page = tree(visitor.get("/demo/outbox"))
        assert page.findtext(".//h1") == "E-Mails der Vorführung"
        return ["".join(note.itertext()) for note in page.iter("p") if note.get("class") == "note"]

    assert "Noch nicht gesendet. Fällig: " in notes()[0]
    outbox.mark_sent(mail.id, clock, keep=True)
    db.session.commit()
    assert "Noch nicht gesendet" not in notes()[0]


def test_outside_the_demo_none_of_it_exists(app: Flask, client: CheckingClient) -> None:
    make_staff(Role.ADMIN, "admin@example.org")
    assert not [
        rule for rule in app.url_map.iter_rules() if "demo" in rule.rule or "demo" in rule.endpoint
    ]
    _, _, token = form_of(client.get("/sign-in"), None, {})
    forged = {"headers": {"X-Demo": "1", "DEMO": "1"}, "query_string": {"DEMO": "1", "demo": "1"}}
    client.set_cookie("DEMO", "1")
    for path in ("/demo", "/demo/", "/demo/outbox", "/demo/sign-in/admin", "/DEMO/outbox"):
        assert client.get(path, **forged).status_code in (308, 404), path
        assert client.post(
            path, data=token | {"role": "admin", "DEMO": "1"}, **forged
        ).status_code in (308, 404), path
    assert client.get("/admin/").status_code == 302
    assert "/demo" not in client.get("/staff/sign-in").get_data(as_text=True)
    assert "Vorführung" not in client.get("/").get_data(as_text=True)
