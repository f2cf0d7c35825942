"""Home, round page, procedure and joining, as residents see them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.rounds import queries
from participation.rounds.models import Deviation, Participation
from participation.weighting.models import BallotDay
from tests.factories import closed, make_idea, make_resident, make_round, make_staff, save
from tests.pages import main_text, tree

NOW = datetime.now(UTC).replace(microsecond=0)


def span(opens: float, closes: float) -> dict[str, Any]:
    """Both windows, in hours from now."""
    start, end = NOW + timedelta(hours=opens), NOW + timedelta(hours=closes)
    return {
        "ideas_opens_at": start,
        "ideas_closes_at": end,
        "weights_opens_at": start,
        "weights_closes_at": end,
    }


def nothing(which: str) -> dict[str, Any]:
    return {f"{which}_opens_at": None, f"{which}_closes_at": None}


def cards(response: Any) -> list[str]:
    page = tree(response).find(".//main")
    return [
        "".join(item.find("h2").itertext())
        for item in page.iter("section")
        if item.get("class") == "card"
    ]


def test_home_sorts_rounds_into_open_coming_and_closed(client: Any) -> None:
    make_round(title={"de": "Laufende Runde"}, **span(-24, 74))
    make_round(title={"de": "Kommende Runde"}, **span(24, 48))
    make_round(title={"de": "Alte Runde"}, **closed())
    make_round(title={"de": "Entwurf"}, published_at=None)
    make_round(title={"de": "Im Archiv"}, archived_at=NOW, **closed(30))
    text = main_text(client.get("/"))
    assert "Offene Runden Laufende Runde noch 3 Tage" in text
    assert "Bald Kommende Runde Beginnt am" in text
    assert "Beendet Alte Runde Beendet am" in text
    assert "Entwurf" not in text
    assert "Im Archiv" not in text


def test_an_empty_home_says_why_it_is_empty(client: Any) -> None:
    assert "Zurzeit ist keine Runde offen" in main_text(client.get("/"))


def test_home_and_round_show_the_readers_language(app: Flask, client: Any) -> None:
    app.config["LANGUAGES"] = {"de": "Deutsch", "en": "English"}
    round_ = make_round(title={"de": "Runde", "en": "The round"})
    assert "The round" in main_text(client.get("/?lang=en"))
    assert "What it is about." in main_text(client.get(f"/rounds/{round_.slug}/?lang=en"))
    assert "Worum es geht." in main_text(client.get(f"/rounds/{round_.slug}/?lang=de"))


def test_an_open_round_offers_two_ways_and_no_third(client: Any) -> None:
    round_ = make_round()
    page = client.get(f"/rounds/{round_.slug}/")
    assert cards(page) == ["Idee einreichen", "Prioritäten gewichten"]
    text = main_text(page)
    assert "bis einschließlich" in text
    assert "etwa 5 Minuten" in text
    assert "Verteilen Sie 20 Punkte" in text


@pytest.mark.parametrize(
    ("which", "left"), [("ideas", "Prioritäten gewichten"), ("weights", "Idee einreichen")]
)
def test_a_round_without_a_window_offers_the_other_way_only(
    client: Any, which: str, left: str
) -> None:
    round_ = make_round(**nothing(which))
    assert cards(client.get(f"/rounds/{round_.slug}/")) == [left]


def test_a_round_says_how_many_took_part_and_never_how(client: Any) -> None:
    round_ = make_round()
    for _ in range(2):
        make_idea(round_, state="published")
    make_idea(round_)
    save(BallotDay(round_id=round_.id, channel="email", day=NOW.date(), ballots=1234))
    text = main_text(client.get(f"/rounds/{round_.slug}/"))
    assert "2 Ideen" in text
    assert "1.234 Gewichtungen" in text


def test_a_coming_round_says_when_it_begins(client: Any) -> None:
    round_ = make_round(
        texts={"before": {"de": "Bald geht **es** los."}, "during": {"de": "Jetzt."}},
        **span(24, 48),
    )
    page = client.get(f"/rounds/{round_.slug}/")
    assert cards(page) == []
    text = main_text(page)
    assert "noch nicht offen. Sie beginnt am" in text
    assert "Bald geht es los." in text
    assert "Jetzt." not in text


def test_a_round_between_its_windows_says_when_it_goes_on(client: Any) -> None:
    values = span(-48, -24) | {
        "weights_opens_at": NOW + timedelta(hours=5),
        "weights_closes_at": NOW + timedelta(hours=9),
    }
    text = main_text(client.get(f"/rounds/{make_round(**values).slug}/"))
    assert "Gerade ist Pause. Weiter geht es am" in text


def test_a_closed_round_says_since_when_and_where_the_result_will_be(client: Any) -> None:
    round_ = make_round(texts={"after": {"de": "Der Rat berät."}}, **closed())
    page = client.get(f"/rounds/{round_.slug}/")
    assert cards(page) == []
    text = main_text(page)
    assert "Diese Runde ist beendet. Sie konnten bis einschließlich" in text
    assert "Sobald es fertig ist, steht es auf dieser Seite." in text
    assert "Der Rat berät." in text


def test_a_closed_round_without_weighting_promises_no_result(client: Any) -> None:
    round_ = make_round(**closed() | {"weights_opens_at": None, "weights_closes_at": None})
    texts = [main_text(client.get(path)) for path in ("/", f"/rounds/{round_.slug}/")]
    assert [text for text in texts if "Ergebnis" in text] == []


def test_a_closed_round_links_to_its_published_result(client: Any) -> None:
    round_ = make_round(**closed(), results_published_at=NOW)
    links = [link.get("href") for link in tree(client.get(f"/rounds/{round_.slug}/")).iter("a")]
    assert f"/rounds/{round_.slug}/results" in [link.rstrip("/") for link in links if link]


def test_what_staff_wrote_is_shown_without_scripts(client: Any) -> None:
    bait = "<script>alert(1)</script> **fett** [x](javascript:alert(1))"
    round_ = make_round(
        description={"de": bait}, texts={"during": {"de": bait}}, title={"de": "<b>Titel</b>"}
    )
    html = client.get(f"/rounds/{round_.slug}/").get_data(as_text=True)
    assert "<script>alert" not in html
    assert "<strong>fett</strong>" in html
    assert "<b>Titel</b>" not in html


def test_an_extension_is_shown_with_its_reason(client: Any) -> None:
    round_ = make_round()
    save(
        Deviation(
            round_id=round_.id,
            kind="window_extended",
            reason="Der Versand der Briefe kam zu spät.",
            at=NOW,
            actor_label="x",
            details={},
        )
    )
    for path in ("", "procedure"):
        assert "Der Versand der Briefe kam zu spät." in main_text(
            client.get(f"/rounds/{round_.slug}/{path}")
        )


def test_an_unpublished_round_opens_with_its_secret_link_only(client: Any) -> None:
    round_ = make_round(published_at=None, frame_document=None, preview_token="geheim")
    assert client.get(f"/rounds/{round_.slug}/").status_code == 404
    assert client.get(f"/rounds/{round_.slug}/?preview=falsch").status_code == 404
    assert client.get(f"/rounds/{round_.slug}/procedure?preview=geheim").status_code == 404
    shown = client.get(f"/rounds/{round_.slug}/?preview=geheim")
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Vorschau" in main_text(shown)


def test_an_unknown_round_is_a_page_that_helps(client: Any) -> None:
    page = client.get("/rounds/gibt-es-nicht/")
    assert page.status_code == 404
    assert "Zu den Runden" in main_text(page)


@pytest.mark.parametrize("path", ["/", "/rounds/{}/", "/rounds/{}/procedure"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_at_most_eight_statements_whatever_is_there(
    new_client: Any, statements: list[str], path: str, signed_in: bool
) -> None:
    rounds = [make_round() for _ in range(5)]
    for _ in range(30):
        make_idea(rounds[0], state="published")
    browser = new_client(make_resident() if signed_in else None)
    address = path.format(rounds[0].slug)
    statements.clear()
    assert browser.get(address).status_code == 200
    assert len(statements) <= 8, statements


def test_a_kept_page_is_never_shown_past_a_change_of_phase(
    app: Flask, client: Any, monkeypatch: Any
) -> None:
    app.config["KEEP_PAGES"] = True
    round_ = make_round(**span(24, 48))
    opens = round_.ideas_opens_at
    assert opens is not None
    moment = {"now": opens - timedelta(seconds=3)}
    monkeypatch.setattr("participation.kernel.clock.Clock.now", lambda self: moment["now"])
    path = f"/rounds/{round_.slug}/"
    assert cards(client.get(path)) == []
    moment["now"] = opens - timedelta(seconds=1)
    assert cards(client.get(path)) == []
    moment["now"] = opens
    assert len(cards(client.get(path))) == 2


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", ["points", "pick"])
def test_the_procedure_is_said_plainly_and_exactly(
    app: Flask, client: Any, language: str, kind: str
) -> None:
    app.config["LANGUAGES"] = {"de": "Deutsch", "en": "English"}
    round_ = make_round(
        instrument_kind=kind, instrument_k=2, goals_points=10 if kind == "points" else None
    )
    page = client.get(f"/rounds/{round_.slug}/procedure?lang={language}")
    assert page.status_code == 200
    document = client.get(f"/rounds/{round_.slug}/procedure.json")
    assert hashlib.sha256(document.get_data()).hexdigest() in main_text(page)


def test_joining_needs_every_tick_and_keeps_what_was_ticked(new_client: Any) -> None:
    round_, person = make_round(), make_resident()
    browser = new_client(person)
    page = browser.submit(f"/rounds/{round_.slug}/join", declared="y")
    assert "Setzen Sie das Häkchen" in page.get_data(as_text=True)
    page = browser.submit(page, agreed="y")
    assert "ab 16 Jahren" in page.get_data(as_text=True)
    assert queries.participation(round_.id, person.id) is None
    done = browser.submit(page, of_age="y", wants_results="y")
    assert done.status_code == 302
    assert done.location.endswith(f"/rounds/{round_.slug}/")
    participation = queries.participation(round_.id, person.id)
    assert participation is not None
    assert participation.wants_results
    assert participation.consent_version == "1"
    assert len(participation.consent_hash) == 64


def test_joining_names_every_missing_tick_at_once(new_client: Any) -> None:
    round_ = make_round()
    page = new_client(make_resident()).submit(f"/rounds/{round_.slug}/join")
    summary = tree(page).find(".//*[@role='alert']")
    assert [link.get("href") for link in summary.iter("a")] == ["#agreed", "#declared", "#of_age"]


def test_joining_goes_on_to_a_path_of_ours_only(new_client: Any) -> None:
    round_ = make_round(declaration={}, minimum_age=None)
    for target, expected in (
        ("/rounds/x/ideas/new", "/rounds/x/ideas/new"),
        ("https://evil.example/", None),
    ):
        browser = new_client(make_resident())
        done = browser.submit(
            browser.get(f"/rounds/{round_.slug}/join", query_string={"next": target}), agreed="y"
        )
        assert done.status_code == 302
        assert done.location == (expected or f"/rounds/{round_.slug}/")


def test_a_closed_round_can_no_longer_be_joined(new_client: Any) -> None:
    round_ = make_round(**closed())
    page = new_client(make_resident()).submit(
        f"/rounds/{round_.slug}/join", agreed="y", declared="y", of_age="y"
    )
    assert page.status_code == 409
    assert db.session.query(Participation).count() == 0


def test_whoever_has_joined_goes_straight_on_and_staff_cannot_join(
    new_client: Any, client: Any
) -> None:
    round_ = make_round(declaration={}, minimum_age=None)
    browser = new_client(make_resident())
    browser.submit(f"/rounds/{round_.slug}/join", agreed="y")
    assert browser.get(f"/rounds/{round_.slug}/join").status_code == 302
    assert new_client(make_staff("admin")).get(f"/rounds/{round_.slug}/join").status_code == 403
    assert "/sign-in" in client.get(f"/rounds/{round_.slug}/join").location
