"""The pages of complaints, for those who complain and those who decide."""

from __future__ import annotations

from typing import Any

from flask import Flask

from participation.accounts import queries as accounts
from participation.extensions import db
from participation.moderation.complaints.models import Complaint
from participation.moderation.remedies import Side, make_token
from tests.factories import make_resident, make_staff
from tests.moderation.complaining import complaint, kept, rejected
from tests.pages import main_text


def test_an_author_reads_the_reasons_on_the_page_of_the_idea_and_complains_there(
    app: Flask, new_client: Any
) -> None:
    idea, _decision = rejected(make_staff())
    assert idea.author
    path = f"/rounds/{idea.round.slug}/ideas/{idea.number}"
    browser = new_client(idea.author)
    text = main_text(browser.get(path))
    assert "Passt leider nicht." in text
    assert "Ein Mensch, kein Programm." in text
    assert "Verwaltungsgericht" in text
    assert browser.submit(f"{path}/complaint", text="Passt doch.").status_code == 302
    assert "Ein anderer Mensch entscheidet darüber" in main_text(browser.get(path))
    page = browser.get(f"{path}/complaint")
    assert page.status_code == 409
    assert "Eine zweite Beschwerde" in main_text(page)


def test_nobody_else_complains_about_the_idea(app: Flask, new_client: Any) -> None:
    idea, _decision = rejected(make_staff())
    path = f"/rounds/{idea.round.slug}/ideas/{idea.number}/complaint"
    assert new_client(make_resident()).get(path).status_code == 404


def test_a_reporter_complains_by_the_link_of_the_mail_once(app: Flask, client: Any) -> None:
    report = kept(make_staff())
    path = f"/complaint/reporter/{make_token(Side.REPORTER, report.id)}"
    page = client.submit(path, text="")
    assert "Schreiben Sie in ein oder zwei Sätzen, warum." in main_text(page)
    assert client.submit(path, text="Sehen Sie noch einmal hin.").status_code == 302
    assert db.session.query(Complaint).one().report_id == report.id
    assert client.get(path).status_code == 409


def test_a_link_that_was_altered_leads_nowhere(app: Flask, client: Any) -> None:
    assert client.get("/complaint/reporter/nonsense").status_code in (404, 410)


def test_who_decides_reads_everything_but_who_reported(app: Flask, new_client: Any) -> None:
    report = kept(make_staff())
    made = complaint(Side.REPORTER, report.id)
    browser = new_client(make_staff())
    for path in ("/moderation/complaints/", f"/moderation/complaints/{made.id}"):
        text = browser.get(path).get_data(as_text=True)
        assert "Erika" not in text
        assert "reader@example.org" not in text
    page = browser.submit(
        f"/moderation/complaints/{made.id}", outcome="rejected", reasons="Darf stehen."
    )
    assert page.status_code == 302
    assert "Darf stehen." in main_text(browser.get(f"/moderation/complaints/{made.id}"))


def test_who_decided_before_is_told_that_somebody_else_decides(app: Flask, new_client: Any) -> None:
    moderator = make_staff()
    _idea, decision = rejected(moderator)
    made = complaint(Side.AUTHOR, decision.id)
    path = f"/moderation/complaints/{made.id}"
    text = main_text(new_client(moderator).get(path))
    assert "Niemand kann gerade entscheiden" in text
    make_staff("head")
    assert "Darüber entscheidet jemand anderes" in main_text(new_client(moderator).get(path))


def test_who_may_not_decide_gets_no_errors_of_a_form_that_is_not_there(
    app: Flask, new_client: Any
) -> None:
    _idea, decision = rejected(make_staff())
    made = complaint(Side.AUTHOR, decision.id)
    head = new_client(make_staff("head"))
    form = head.get(f"/moderation/complaints/{made.id}")
    make_staff()
    text = main_text(head.submit(form, reasons=""))
    assert "Darüber entscheidet jemand anderes" in text
    assert "Bitte prüfen Sie Ihre Angaben" not in text


def test_a_conflict_keeps_what_was_written(app: Flask, new_client: Any) -> None:
    _idea, decision = rejected(make_staff())
    made = complaint(Side.AUTHOR, decision.id)
    path = f"/moderation/complaints/{made.id}"
    first, second = new_client(make_staff()), new_client(make_staff())
    form = second.get(path)
    first.submit(path, outcome="rejected", reasons="Nein.")
    page = second.submit(form, outcome="upheld", reasons="Doch, mit Grund.")
    assert page.status_code == 409
    text = main_text(page)
    assert "Ihre Entscheidung Die Beschwerde hat Erfolg" in text
    assert "Doch, mit Grund." in text


def test_the_head_of_office_finds_the_complaints_from_the_first_page(
    app: Flask, new_client: Any
) -> None:
    head = make_staff("head")
    _idea, decision = rejected(make_staff())
    made = complaint(Side.AUTHOR, decision.id)
    browser = new_client(head)
    assert "/moderation/complaints/" in browser.get("/staff/").get_data(as_text=True)
    page = browser.submit(
        f"/moderation/complaints/{made.id}", outcome="upheld", reasons="Gehört dazu."
    )
    assert page.status_code == 302
    assert accounts.get(head.id).active
    db.session.refresh(made)
    assert made.outcome == "upheld"
