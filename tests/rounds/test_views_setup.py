"""Setting a round up in steps that are saved one by one, and the check before publishing."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from participation.city.models import LegalVersion
from participation.rounds import queries as round_queries
from tests.factories import make_round, make_strategy, save
from tests.pages import main_text, tree
from tests.rounds.making import DRAFT, NOW, SOON, WHOLE, actions, fresh, make_legal_pages


def step(round_or_slug: Any, name: str) -> str:
    slug = getattr(round_or_slug, "slug", round_or_slug)
    return f"/admin/rounds/{slug}/steps/{name}"


def test_a_round_goes_from_nothing_to_published_in_four_steps(admin: Any, client: Any) -> None:
    strategy = make_strategy()
    make_legal_pages()
    done = admin.submit("/admin/new-round", title_de="Mühlen für Köln", description_de="Warum?")
    assert done.location.endswith(step("muehlen-fuer-koeln", "people")), main_text(done)
    done = admin.submit(
        done.location,
        windows_weights_opens="2027-03-01T09:00",
        windows_weights_closes="2027-03-22T00:00",
        participation=["email", "open"],
        contact_unit_de="Büro für Beteiligung",
        contact_email="buero@example.org",
    )
    assert done.location.endswith(step("muehlen-fuer-koeln", "counting"))
    done = admin.submit(done.location, instrument_total="30")
    check = admin.get(done.location)
    assert "1 Angabe fehlt noch" in main_text(check)
    assert "Jetzt veröffentlichen" not in main_text(check)
    link = tree(check).find(".//section[@aria-labelledby='lacking']//a").get("href")
    assert link.endswith("/steps/subject#texts_after_de")
    admin.submit(step("muehlen-fuer-koeln", "subject"), texts_after_de="Der Rat berät im Mai.")
    assert client.get("/rounds/muehlen-fuer-koeln/").status_code == 404
    assert admin.submit("/admin/rounds/muehlen-fuer-koeln/publish").status_code == 302
    assert client.get("/rounds/muehlen-fuer-koeln/").status_code == 200
    round_ = fresh("muehlen-fuer-koeln")
    assert round_.weights_opens_at == datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
    assert round_.settings.participation == ("email", "open")
    assert round_.settings.instrument.total == 30
    assert round_.strategy_id == strategy.id
    assert round_.rules_hash
    assert round_.frame.field_keys == ("mobility", "energy", "education")
    assert actions()[0] == "round.created"
    assert actions()[-1] == "round.published"


def test_the_address_of_a_second_round_of_the_same_title_is_another(admin: Any) -> None:
    make_strategy()
    slugs = [
        admin.submit("/admin/new-round", title_de="Runde").location.split("/")[-3] for _ in range(2)
    ]
    assert slugs == ["runde", "runde-2"]


@pytest.mark.parametrize("name", ["subject", "people", "counting"])
def test_saving_an_untouched_step_changes_nothing_but_its_time(admin: Any, name: str) -> None:
    round_ = make_round(
        **DRAFT, goals_points=10, minimum_age=None, description={"fr": "Q", "de": "F"}
    )
    before, version = round_.settings, round_.version
    assert admin.submit(step(round_, name)).status_code == 302
    assert fresh(round_.slug).settings == before
    assert fresh(round_.slug).version == version
    assert actions() == []
    assert list(round_queries.saved_steps(round_.id)) == [name]


def test_each_step_says_when_it_was_saved(admin: Any) -> None:
    round_ = make_round(**DRAFT)
    admin.submit(step(round_, "people"))
    steps = tree(admin.get(step(round_, "subject"))).find(".//nav[@class='steps']")
    notes = [" ".join(item.itertext()) for item in steps.iter("li")]
    assert "Hier noch nicht gespeichert" in notes[0]
    assert "Gespeichert um" in notes[1]


def test_what_is_saved_for_later_leads_to_the_round(admin: Any) -> None:
    round_ = make_round(**DRAFT)
    done = admin.submit(step(round_, "people"), button="later=1")
    assert done.location.endswith(f"/admin/rounds/{round_.slug}")


def test_what_another_step_lacks_does_not_keep_a_draft_from_being_saved(admin: Any) -> None:
    closes = SOON["ideas_closes_at"] + timedelta(days=30)
    round_ = make_round(**DRAFT, instrument_kind="pick", instrument_k=3)
    assert admin.submit(step(round_, "subject"), title_de="Neu").status_code == 302
    assert admin.submit(step(round_, "counting"), instrument_k="4").status_code == 200
    answers_due = (SOON["ideas_closes_at"] + timedelta(days=2)).date().isoformat()
    assert (
        admin.submit(
            step(round_, "counting"), instrument_k="2", answers_due=answers_due
        ).status_code
        == 302
    )
    later = closes.strftime("%Y-%m-%dT%H:%M")
    assert admin.submit(step(round_, "people"), windows_ideas_closes=later).status_code == 302
    page = admin.get(f"/admin/rounds/{round_.slug}/publish")
    assert "Die Frist für Antworten endet, bevor" in main_text(page)


def test_a_published_round_that_has_not_begun_stays_right_as_a_whole(admin: Any) -> None:
    round_ = make_round(**SOON, **WHOLE, answers_due=SOON["ideas_closes_at"].date() + timedelta(9))
    later = (SOON["ideas_closes_at"] + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    page = admin.submit(step(round_, "people"), windows_ideas_closes=later)
    assert "Die Frist für Antworten endet, bevor" in main_text(page)
    assert fresh(round_.slug).ideas_closes_at == SOON["ideas_closes_at"]


def test_what_a_round_needed_to_be_published_cannot_be_taken_away(admin: Any) -> None:
    slug = make_round(**SOON, **WHOLE).slug
    page = admin.submit(step(slug, "people"), contact_telephone="")
    assert "wie man die Stelle erreicht" in main_text(page)
    slug = make_round(**WHOLE).slug
    page = admin.submit(f"/admin/rounds/{slug}/edit", contact_unit_de="")
    assert "Nennen Sie die Stelle" in main_text(page)
    assert fresh(slug).settings.contact["unit"] == {"de": "Büro"}


def test_choosing_fields_takes_the_goals_away(admin: Any) -> None:
    round_ = make_round(**DRAFT, goals_points=10)
    page = admin.get(step(round_, "counting"))
    assert admin.submit(page, instrument_kind="pick", instrument_k="2").status_code == 302
    settings = fresh(round_.slug).settings
    assert (settings.goals, settings.instrument.k) == (None, 2)


def test_a_round_for_organisations_has_no_settings_of_residents(admin: Any) -> None:
    round_ = make_round(**DRAFT, show_support=True, no_opinion=True)
    assert admin.submit(step(round_, "people"), audience="organisations").status_code == 302
    settings = fresh(round_.slug).settings
    assert (settings.minimum_age, settings.show_support, settings.no_opinion) == (
        None,
        False,
        False,
    )
    page = admin.get(step(round_, "counting"))
    assert "no_opinion" not in page.get_data(as_text=True)
    assert "questions" not in page.get_data(as_text=True)
    assert "Mindestalter" not in main_text(admin.get(f"/admin/rounds/{round_.slug}/publish"))


def test_the_check_lists_what_is_missing_and_marks_its_rows(admin: Any) -> None:
    round_ = make_round(published_at=None, frame_document=None, description={}, contact={})
    page = admin.get(f"/admin/rounds/{round_.slug}/publish")
    text = main_text(page)
    for sentence in (
        "Schreiben Sie, worum es geht",
        "Schreiben Sie den Text für die Zeit danach",
        "Nennen Sie die Stelle",
        "Die Seite „Impressum“ ist noch nicht ausgefüllt.",
    ):
        assert sentence in text
    marked = [e for e in tree(page).iter("div") if "answers__row--missing" in e.get("class", "")]
    labels = [row.findtext("dt") for row in marked]
    assert labels == ["Beschreibung", "Danach", "Ansprechstelle"]


@pytest.mark.parametrize("text", ["", "[Name der Stadt]"])
def test_a_legal_page_with_gaps_keeps_a_round_from_being_published(admin: Any, text: str) -> None:
    round_ = make_round(**DRAFT, **WHOLE)
    if text:
        make_legal_pages(text)
    page = admin.get(f"/admin/rounds/{round_.slug}/publish")
    assert "4 Angaben fehlen noch" in main_text(page)
    assert "/admin/legal/impressum" in page.get_data(as_text=True)


def test_what_went_missing_meanwhile_is_not_published(admin: Any) -> None:
    make_legal_pages()
    round_ = make_round(**DRAFT, **WHOLE)
    page = admin.get(f"/admin/rounds/{round_.slug}/publish")
    version = LegalVersion(
        page="impressum", number=2, text={"de": "[Name]"}, changed_at=NOW, changed_by="Amt"
    )
    save(version)
    assert "1 Angabe fehlt noch" in main_text(admin.submit(page))
    assert fresh(round_.slug).published_at is None


def test_publishing_twice_publishes_once(admin: Any) -> None:
    make_legal_pages()
    slug = make_round(**DRAFT, **WHOLE).slug
    page = admin.get(f"/admin/rounds/{slug}/publish")
    assert admin.submit(page).status_code == 302
    admin.submit(page)
    assert actions().count("round.published") == 1


def test_a_file_on_a_page_publishes_only_what_is_complete(admin: Any) -> None:
    slug = make_round(**DRAFT).slug
    text = admin.get(f"/admin/rounds/{slug}/round.yaml").get_data(as_text=True)
    page = admin.get("/admin/load-round")
    publishing = text.replace("published: false", "published: true")
    data = {
        "csrf_token": tree(page).find(".//main//input[@name='csrf_token']").get("value"),
        "publish": "y",
        "file": (
            io.BytesIO(publishing.encode()),
            "r.yaml",
        ),
    }
    answer = admin.post("/admin/load-round", data=data, content_type="multipart/form-data")
    assert "wie man die Stelle erreicht" in main_text(answer)
    assert fresh(slug).published_at is None


def test_the_pages_of_a_step_ask_little(admin: Any, statements: list[str]) -> None:
    round_ = make_round(**DRAFT)
    for path in (step(round_, "subject"), f"/admin/rounds/{round_.slug}/publish"):
        statements.clear()
        admin.get(path)
        assert len(statements) <= 10, (path, len(statements))
