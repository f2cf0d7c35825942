"""What the mail about a decision says about whom to ask."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.ideas.rules import Action
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.moderation.test_service import WHY, decide, mail
from tests.pages import main_text


@pytest.mark.parametrize("action", [Action.REJECT, Action.REMOVE])
def test_without_a_contact_the_mail_names_the_page_that_gives_the_reason(
    app: Flask, new_client: Any, action: Action
) -> None:
    author = make_resident()
    state = "published" if action is Action.REMOVE else "waiting"
    idea = make_idea(make_round(contact={}), author, state=state)
    decide(idea, action, make_staff("admin"), **WHY)
    body = mail()[3]
    assert "Schreiben Sie uns" not in body
    assert "Wenden Sie sich" not in body
    url = body.split("Ihre Idee und die Begründung lesen Sie hier: ")[1].strip()
    assert "Passt leider nicht." in main_text(new_client(author).get(url))


def test_a_contact_without_an_email_is_no_one_to_write_to(app: Flask) -> None:
    contact = {"unit": {"de": "Büro"}, "address": "", "telephone": "0123 456", "email": ""}
    idea = make_idea(make_round(contact=contact), make_resident())
    decide(idea, Action.REJECT, make_staff("admin"), **WHY)
    assert mail()[3].rstrip().endswith("Wenden Sie sich an: Büro, 0123 456")
