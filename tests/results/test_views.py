"""What the pages of a result say."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from participation.web.filters import long_date
from tests.factories import FRAME, closed, make_idea, make_resident, make_round, make_staff
from tests.pages import main_text, tree
from tests.results.sheets import cast_all, closed_round, points
from tests.results.visitors import result

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


def test_second_and_third_of_the_2020_round_cannot_be_told_apart(app: Flask, client: Any) -> None:
    round_ = closed_round(frame_document=pick_frame(), instrument_kind="pick", instrument_k=3)
    cast_all(round_, pick_ballots())
    snapshot = result(round_, published=True)
    rows = {row["item"]: row for row in snapshot.tables["weights"]}
    assert [rows[key]["chosen"] for key in "abc"] == [51, 47, 43]
    assert rows["b"]["chosen_share"] == 0.47
    assert rows["b"]["mean_share"] is None
    assert ["c", "b"] not in snapshot.tables["finding"]["apart"]
    assert rows["b"]["rank_low"] <= 2 < 3 <= rows["b"]["rank_high"]
    assert rows["c"]["rank_low"] <= 2
    page = main_text(client.get(f"/rounds/{round_.slug}/results"))
    assert "Eines von 6 Handlungsfeldern liegt vorn. Welches, ist nicht sicher." in page
    assert "Vorn liegt" not in page
    assert "Gewählt von" in page
    assert "Gewicht der" not in page
    assert "47,0 %" in page
    assert (
        "Grundlage sind 100 freiwillige Stimmabgaben. Sie stehen nicht für alle Menschen in" in page
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


def test_the_public_gets_no_file_of_ideas_to_count_while_people_weight(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    make_idea(round_, make_resident(), state="published", title="Eine Idee")
    address = f"/rounds/{round_.slug}/results/ideas.csv"
    for reader in (new_client(), new_client(make_resident())):
        refused = reader.get(address)
        assert refused.status_code == 409
        assert "Eine Idee" not in refused.get_data(as_text=True)
    assert "Eine Idee" in new_client(make_staff("planner")).get(address).get_data(as_text=True)


def test_staff_export_all_ideas_and_the_public_the_published_ones(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round(**closed())
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
    key = cast_all(round_, points(40))[0]
    result(round_, published=True)
    round_key = keys().round_key(round_.uid)
    assert round_key
    receipts = Receipts(round_key, round_.slug, round_.frame, weighting.layout(round_))
    ballot = weighting.get(round_.id, key)
    assert ballot
    assert ballot.packed
    code = receipts.code(key, ballot.version, ballot.packed)
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
    assert f"bis zum {last}." in main_text(client.get(f"/rounds/{round_.slug}/results/summary"))
    assert f"bis {last}." in client.get(
        f"/rounds/{round_.slug}/results/chart-finding.svg"
    ).get_data(as_text=True)
