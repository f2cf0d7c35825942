"""Who sees which figure when, and what the pages say."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.results import service
from participation.results.models import Snapshot
from participation.rounds.models import Round
from participation.web.filters import long_date
from participation.web.transactions import commit_now
from tests.factories import FRAME, agree, make_idea, make_resident, make_round, make_staff
from tests.pages import main_text, tree
from tests.results.sheets import cast_all, closed_round, points

FIELDS_2020 = {
    "a": 51,
    "b": 47,
    "c": 43,
    "d": 36,
    "e": 32,
    "f": 28,
    "g": 24,
    "h": 20,
    "i": 11,
    "j": 8,
}
FILES = (
    "weights.csv",
    "goals.csv",
    "distribution.csv",
    "subgroups.csv",
    "sensitivity.csv",
    "participation.csv",
    "items.csv",
    "ballots.csv",
    "commitments.txt",
    "planning.xlsx",
    "bundle.zip",
    "chart-finding.svg",
    "chart-distribution.svg",
    "summary",
)


def paths(slug: str) -> list[str]:
    """Every address that could tell something of a round's weights."""
    base = f"/rounds/{slug}/results"
    files = [f"{base}/{name}{query}" for name in FILES for query in ("", "?format=excel")]
    return [base, f"{base}?version=1", f"/rounds/{slug}/receipts", *files]


def result(round_: Round, *, published: bool = False) -> Snapshot:
    """Make a round's result, published if wanted."""
    found = service.make_snapshot(round_.id, actor=SHELL, clock=clock)
    if published:
        service.publish(round_.id, number=found.number, actor=SHELL, clock=clock)
        commit_now()
    return found


def pick_frame() -> dict[str, Any]:
    """Ten fields, as in the round of 2020."""
    fields = [
        {
            "key": key,
            "title": {"de": f"Feld {key.upper()}", "en": f"Field {key.upper()}"},
            "text": {},
            "goals": [],
        }
        for key in FIELDS_2020
    ]
    return FRAME | {"fields": fields}


def pick_ballots() -> list[tuple[int, ...]]:
    """100 ballots of three fields each whose sums are those of FIELDS_2020."""
    left = dict(FIELDS_2020)
    ballots = []
    for _ in range(100):
        chosen = sorted(left, key=lambda key: (-left[key], key))[:3]
        for key in chosen:
            left[key] -= 1
        ballots.append(tuple(int(key in chosen) for key in FIELDS_2020))
    assert not any(left.values())
    return ballots


def everyone(new_client: Any) -> dict[str, Any]:
    """A browser for each role."""
    staff = {role: new_client(make_staff(role)) for role in ("moderator", "planner", "admin")}
    return {"anonymous": new_client(), "resident": new_client(make_resident())} | staff


def test_nothing_is_shown_before_closing_in_any_format_to_anyone(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    cast_all(round_, points(40))
    for role, client in everyone(new_client).items():
        for path in paths(round_.slug):
            response = client.get(path)
            body = response.get_data()
            assert b"mobility," not in body, (role, path)
            if path.split("?")[0].endswith("/results"):
                assert "Noch kein Ergebnis" in main_text(response)
                assert "%" not in main_text(response)
            else:
                assert response.status_code in (403, 404, 409), (role, path, response.status_code)


def test_even_a_snapshot_that_should_not_exist_is_not_shown_while_the_window_is_open(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_, published=True)
    service.begin_write().get_one(Round, round_.id).weights_closes_at = datetime.now(
        UTC
    ) + timedelta(days=1)
    commit_now()
    for client in everyone(new_client).values():
        for path in paths(round_.slug):
            assert b"mobility," not in client.get(path).get_data()


def test_weights_are_for_planners_and_administrators_until_they_are_published(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_)
    browsers = everyone(new_client)
    for role, client in browsers.items():
        expected = 200 if role in ("planner", "admin") else 403
        for name in (
            "weights.csv",
            "sensitivity.csv",
            "planning.xlsx",
            "bundle.zip",
            "chart-finding.svg",
            "summary",
        ):
            assert client.get(f"/rounds/{round_.slug}/results/{name}").status_code == expected, (
                role,
                name,
            )
        assert ("Vorn liegt" in main_text(client.get(f"/rounds/{round_.slug}/results"))) == (
            expected == 200
        )
    service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    commit_now()
    for client in browsers.values():
        assert client.get(f"/rounds/{round_.slug}/results/weights.csv").status_code == 200
        assert "Vorn liegt Mobilität" in main_text(client.get(f"/rounds/{round_.slug}/results"))


def test_second_and_third_of_the_2020_round_cannot_be_told_apart(app: Flask, client: Any) -> None:
    round_ = closed_round(frame_document=pick_frame(), instrument_kind="pick", instrument_k=3)
    cast_all(round_, pick_ballots())
    found = result(round_, published=True)
    rows = {row["item"]: row for row in found.tables["weights"]}
    assert [rows[key]["chosen"] for key in "abc"] == [51, 47, 43]
    assert rows["b"]["chosen_share"] == 0.47
    assert rows["b"]["mean_share"] is None
    assert ["c", "b"] not in found.tables["finding"]["apart"]
    assert rows["b"]["rank_low"] <= 2 < 3 <= rows["b"]["rank_high"]
    assert rows["c"]["rank_low"] <= 2
    page = main_text(client.get(f"/rounds/{round_.slug}/results"))
    assert "An der Spitze, nicht unterscheidbar: Feld A, Feld B" in page
    assert "Vorn liegt" not in page
    assert "Gewählt von" in page
    assert "Gewicht der" not in page
    assert "47,0 %" in page
    assert (
        "100 Gewichtungen sind freiwillig eingegangen; sie stehen nicht für alle Menschen in"
        in page
    )


def test_below_thirty_there_are_no_places_and_below_ten_no_figures(app: Flask, client: Any) -> None:
    few, fewer = closed_round(), closed_round()
    cast_all(few, points(29))
    cast_all(fewer, points(9))
    for round_ in (few, fewer):
        result(round_, published=True)
    page = main_text(client.get(f"/rounds/{few.slug}/results"))
    assert "Zu wenige Gewichtungen für eine Reihenfolge" in page
    assert "Unter 30 Gewichtungen nennen wir keine Plätze" in page
    assert "Platz 1" not in page
    page = main_text(client.get(f"/rounds/{fewer.slug}/results"))
    assert "Unter 10 Gewichtungen zeigen wir keine Zahlen" in page
    assert "%" not in page
    rows = list(
        csv.DictReader(
            io.StringIO(
                client.get(f"/rounds/{fewer.slug}/results/weights.csv").get_data(as_text=True)
            )
        )
    )
    assert [row["n_ballots"] for row in rows] == ["9"] * 3
    assert {row[name] for row in rows for name in list(row)[5:]} == {""}
    assert client.get(f"/rounds/{fewer.slug}/results/sensitivity.csv").status_code == 404
    assert client.get(f"/rounds/{fewer.slug}/results/chart-finding.svg").status_code == 404
    assert client.get(f"/rounds/{fewer.slug}/results/bundle.zip").status_code == 200


def test_a_planner_publishes_after_the_checklist_and_those_who_asked_get_a_mail(
    app: Flask, new_client: Any
) -> None:
    from participation.outbox.models import Mail

    round_ = closed_round()
    cast_all(round_, points(40))
    agree(make_resident("hears@example.org"), round_, wants_results=True)
    agree(make_resident("silent@example.org"), round_, wants_results=False)
    result(round_)
    planner = new_client(make_staff("planner"))
    page = planner.submit(f"/planning/{round_.slug}/publish")
    assert page.status_code == 200
    assert "Bitte prüfen Sie diesen Punkt" in main_text(page)
    done = planner.submit(
        f"/planning/{round_.slug}/publish", sheets="y", figures="y", next_steps="y"
    )
    assert done.status_code == 302
    db.session.expire_all()
    assert [mail.kind for mail in db.session.query(Mail)] == ["result.published"]
    again = planner.get(f"/planning/{round_.slug}/publish")
    assert again.status_code == 302
    assert "Veröffentlicht am" in main_text(planner.get("/planning/"))


def test_a_planner_makes_the_result_with_a_button_and_moderators_see_no_planning(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    planner = new_client(make_staff("planner"))
    assert "40 Gewichtungen warten" in main_text(planner.get("/planning/"))
    assert (
        planner.submit(f"/planning/{round_.slug}/", f"/planning/{round_.slug}/snapshot").status_code
        == 302
    )
    assert "Vorn liegt Mobilität" in main_text(planner.get(f"/planning/{round_.slug}/"))
    moderator = new_client(make_staff("moderator"))
    assert moderator.get("/planning/").status_code == 403
    assert new_client().get("/planning/").status_code == 302


def test_the_page_reads_the_snapshot_with_few_statements_whatever_it_holds(
    app: Flask, client: Any, statements: list[str]
) -> None:
    round_ = closed_round()
    cast_all(round_, points(300))
    result(round_, published=True)
    for path in (f"/rounds/{round_.slug}/results", f"/rounds/{round_.slug}/results/summary"):
        statements.clear()
        assert client.get(path).status_code == 200
        assert len(statements) <= 8, statements
        assert not any("ballots.answers" in statement for statement in statements)


def test_staff_export_all_ideas_and_the_public_the_published_ones(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    author = make_resident()
    make_idea(
        round_, author, state="published", title="=SUM(A1)", text='Eine\nZeile; mit "Zeichen"'
    )
    make_idea(round_, author, title="wartet")
    address = f"/rounds/{round_.slug}/results/ideas.csv"
    public = new_client().get(address)
    assert public.headers["Cache-Control"] == "no-store"
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    assert (
        public.headers["Content-Disposition"]
        == f'attachment; filename="{day}-{round_.slug}-ideas.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(public.get_data(as_text=True), newline="")))
    assert [row["title"] for row in rows] == ["'=SUM(A1)"]
    assert rows[0]["text"] == 'Eine\nZeile; mit "Zeichen"'
    assert "author" not in rows[0]
    assert author.pseudonym not in public.get_data(as_text=True)
    staff = new_client(make_staff("planner")).get(address)
    assert [row["status"] for row in csv.DictReader(io.StringIO(staff.get_data(as_text=True)))] == [
        "published",
        "waiting",
    ]
    excel = new_client().get(f"{address}?format=excel").get_data()
    assert excel.startswith(b"\xef\xbb\xbfnumber;field;")
    assert new_client().get(f"{address}?format=pdf").status_code == 400


@pytest.mark.parametrize("version", ["0", "99", "x", "-1", "9" * 40])
def test_a_version_that_does_not_exist_is_not_found(app: Flask, client: Any, version: str) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_, published=True)
    assert client.get(f"/rounds/{round_.slug}/results?version={version}").status_code == 404


def test_a_receipt_is_found_in_the_published_list(app: Flask, client: Any) -> None:
    from participation.weighting import queries as weighting
    from participation.weighting.derivation import Receipts
    from tests.factories import keys

    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_, published=True)
    round_key = keys().round_key(round_.uid)
    assert round_key
    receipts = Receipts(round_key, round_.slug, round_.frame, weighting.layout(round_))
    ballot = next(weighting.packed(round_.id))
    code = receipts.code(ballot.key, ballot.version, ballot.packed)
    address = f"/rounds/{round_.slug}/receipts"
    spaced = " ".join(code[at : at + 8] for at in range(0, 64, 8)).upper()
    assert "steht in der Liste." in main_text(client.submit(address, code=spaced))
    assert "steht nicht in der Liste" in main_text(client.submit(address, code="0" * 64))
    assert "kein vollständiger Code" in main_text(client.submit(address, code="abc"))
    listed = (
        client.get(f"/rounds/{round_.slug}/results/commitments.txt").get_data(as_text=True).split()
    )
    assert code in listed
    assert listed == sorted(listed)
    assert len(listed) == 40


def test_charts_carry_title_description_and_caveat_and_nothing_inline(
    app: Flask, client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_, published=True)
    for name in ("finding", "distribution"):
        svg = client.get(f"/rounds/{round_.slug}/results/chart-{name}.svg").get_data(as_text=True)
        assert "<title" in svg
        assert "<desc" in svg
        assert "style=" not in svg
        assert "freiwillig" in svg
    assert tree(client.get(f"/rounds/{round_.slug}/results")).find(".//figure") is not None


def test_the_walk_over_addresses_leaves_no_results_page_out(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    walked = {adapter.match(path.split("?")[0])[0] for path in paths("x")}
    staff_only = {"results.planning", "results.plan", "results.compute", "results.publish"}
    ideas = {"results.ideas_csv"}
    known = {
        rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("results.")
    }
    assert known - staff_only - ideas == walked


def test_planning_pages_tell_no_figure_while_the_window_is_open(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    cast_all(round_, points(40))
    planner = new_client(make_staff("planner"))
    for path in ("/planning/", f"/planning/{round_.slug}/"):
        page = main_text(planner.get(path))
        assert "40 Gewichtungen sind da" in page
        assert "%" not in page
        assert "Mobilität" not in page
    assert planner.get(f"/planning/{round_.slug}/publish").status_code == 409
    assert planner.get("/planning/nowhere/").status_code == 404


def test_a_round_that_ends_at_midnight_ends_on_the_day_before(app: Flask, client: Any) -> None:
    midnight = datetime.now(ZoneInfo("Europe/Berlin")).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    end = midnight - timedelta(days=3)
    round_ = closed_round(weights_closes_at=end.astimezone(UTC))
    cast_all(round_, points(40))
    result(round_, published=True)
    with app.test_request_context():
        last = long_date(end - timedelta(minutes=1))
    assert f"bis zum {last} eingegangen" in main_text(
        client.get(f"/rounds/{round_.slug}/results/summary")
    )
    assert f"bis {last}." in client.get(
        f"/rounds/{round_.slug}/results/chart-finding.svg"
    ).get_data(as_text=True)


def test_planners_hear_of_sheets_that_stand_in_no_version(app: Flask, new_client: Any) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_)
    service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    commit_now()
    planner, said = (
        new_client(make_staff("planner")),
        "Seit der Berechnung haben sich die Gewichtungen geändert",
    )
    assert said not in main_text(planner.get(f"/planning/{round_.slug}/"))
    cast_all(round_, points(5, seed=2), channel="paper", batch=1, prefix="sheet")
    assert said in main_text(planner.get(f"/planning/{round_.slug}/"))
