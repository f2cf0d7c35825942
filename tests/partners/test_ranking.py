"""Who ranks what, by name: hidden until weighting has closed, then a full count of the named."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.audit.service import SHELL
from participation.extensions import db
from participation.following import service as following
from participation.following.models import News
from participation.following.rules import Kind
from participation.kernel.clock import clock
from participation.kernel.errors import NotReady
from participation.rounds import lifecycle
from participation.rounds.models import Round
from participation.rounds.rules import Instrument, InstrumentKind
from participation.weighting import jobs
from participation.weighting.named import queries
from participation.weighting.named.ranking import ranking
from participation.weighting.named.rules import NamedBallot, full_count
from tests.factories import closed, make_resident, make_round, make_staff
from tests.organisations.making import make_organisation
from tests.pages import main_text
from tests.partners.making import cast, change, make_cast, named_round

FIELDS = [(key, {"de": key}) for key in "abc"]
OVER = {name: value for name, value in closed().items() if "weights" in name}
WAITS = "Zwischenstände gibt es nicht"


def ballot(*values: int) -> NamedBallot:
    return NamedBallot("key", "Name", True, values)


@pytest.fixture
def open_round(app: Flask) -> Round:
    """A round in which two organisations have cast."""
    round_ = named_round()
    make_cast(round_, "Verein B", 5, 15, 0)
    make_cast(round_, "Hochschule A", 20, 0, 0)
    return round_


@pytest.fixture
def closed_round(open_round: Round) -> Round:
    """The same round once it is over."""
    change(open_round, **OVER)
    return open_round


def rows(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.text)))


def test_points_are_added_up_and_shared_by_all_points_that_were_given() -> None:
    counted = full_count([ballot(20, 0, 0), ballot(5, 15, 0)], FIELDS, Instrument())
    assert [(field.key, field.sum, field.share, field.place) for field in counted] == [
        ("a", 25, 0.625, 1),
        ("b", 15, 0.375, 2),
        ("c", 0, 0.0, 3),
    ]
    assert counted[0].values == (20, 5)


def test_choices_are_shared_by_organisations() -> None:
    instrument = Instrument(InstrumentKind.PICK, k=1)
    counted = full_count([ballot(0, 1, 0), ballot(0, 1, 0), ballot(1, 0, 0)], FIELDS, instrument)
    assert [(field.key, field.sum, round(field.share, 4)) for field in counted] == [
        ("b", 2, 0.6667),
        ("a", 1, 0.3333),
        ("c", 0, 0.0),
    ]


def test_equal_sums_have_the_same_place_and_stay_in_the_order_of_the_frame() -> None:
    counted = full_count([ballot(8, 4, 8)], FIELDS, Instrument())
    assert [(field.key, field.place) for field in counted] == [("a", 1), ("c", 1), ("b", 3)]


def test_without_a_ballot_nothing_is_counted() -> None:
    assert full_count([], FIELDS, Instrument()) == ()


def test_every_organisation_is_named_beside_every_field(
    closed_round: Round, new_client: Any
) -> None:
    page = new_client().get(f"/partners/{closed_round.slug}")
    text = main_text(page)
    for part in ("Vorn liegt Mobilität", "Hochschule A", "Verein B", "25 Punkte, 62,5", "Bildung"):
        assert part in text
    assert "keine Stichprobe, kein Intervall" in text
    assert page.text.count('class="ranking__column"') == 6


def test_the_ranking_is_in_english_too(closed_round: Round, new_client: Any) -> None:
    text = main_text(new_client().get(f"/partners/{closed_round.slug}?lang=en"))
    assert "no sample, no interval" in text


def test_files_say_the_same(closed_round: Round, new_client: Any) -> None:
    client = new_client()
    ballots = rows(client.get(f"/partners/{closed_round.slug}/ballots.csv"))
    assert {(row["name"], row["field"]): row["value"] for row in ballots} == {
        ("Hochschule A", "mobility"): "20",
        ("Hochschule A", "energy"): "0",
        ("Hochschule A", "education"): "0",
        ("Verein B", "mobility"): "5",
        ("Verein B", "energy"): "15",
        ("Verein B", "education"): "0",
    }
    [first, *_rest] = rows(client.get(f"/partners/{closed_round.slug}/fields.csv"))
    assert (first["field"], first["place"], first["sum"], first["share"]) == (
        "mobility",
        "1",
        "25",
        "0.625000",
    )
    excel = client.get(f"/partners/{closed_round.slug}/fields.csv?format=excel")
    assert "0,625000" in excel.text


def test_a_name_that_looks_like_a_formula_is_none_in_the_file(app: Flask, new_client: Any) -> None:
    round_ = named_round()
    make_cast(round_, "=SUM(A1) e. V.", 20, 0, 0)
    change(round_, **OVER)
    [row, *_rest] = rows(new_client().get(f"/partners/{round_.slug}/ballots.csv"))
    assert row["name"] == "'=SUM(A1) e. V."


def test_what_the_interface_reads_says_the_same(closed_round: Round) -> None:
    document = ranking(closed_round, clock.now()).document()
    names = [each["name"] for each in document["organisations"]]
    assert names == ["Hochschule A", "Verein B"]
    assert document["organisations"][1]["values"] == {"mobility": 5, "energy": 15, "education": 0}
    assert document["fields"][0] == {
        "key": "mobility",
        "title": {"de": "Mobilität", "en": "Mobility"},
        "place": 1,
        "sum": 25,
        "share": 0.625,
    }


@pytest.mark.parametrize("who", ["nobody", "planner", "admin"])
def test_nobody_sees_a_named_ballot_before_weighting_has_closed(
    open_round: Round, new_client: Any, who: str
) -> None:
    client = new_client() if who == "nobody" else new_client(make_staff(who))
    slug = open_round.slug
    paths = [
        f"/partners/{slug}",
        f"/partners/{slug}/ballots.csv",
        f"/partners/{slug}/fields.csv",
        f"/rounds/{slug}/",
        f"/rounds/{slug}/procedure",
        f"/rounds/{slug}/procedure.json",
        f"/rounds/{slug}/results",
        f"/rounds/{slug}/results/weights.csv",
        "/",
    ]
    for path in paths:
        response = client.get(path)
        assert "Hochschule A" not in response.text, path
        assert "Verein B" not in response.text, path
    assert WAITS in main_text(client.get(f"/partners/{slug}"))
    with pytest.raises(NotReady):
        queries.public_ballots(open_round, clock.now())


def test_an_organisation_that_left_stays_in_the_ranking_and_is_marked(
    app: Flask, new_client: Any
) -> None:
    round_ = named_round()
    organisation = make_cast(round_, "Alter Verein", 20, 0, 0)
    change(organisation, state="left")
    change(round_, **OVER)
    text = main_text(new_client().get(f"/partners/{round_.slug}"))
    assert "Alter Verein (nimmt nicht mehr teil)" in text


def test_a_round_without_a_ballot_says_so(app: Flask, new_client: Any) -> None:
    round_ = named_round(**closed())
    text = main_text(new_client().get(f"/partners/{round_.slug}"))
    assert "Keine Organisation hat einen Stimmzettel abgegeben" in text


def test_shares_that_miss_the_whole_say_so(closed_round: Round, new_client: Any) -> None:
    said = "Abweichungen durch Rundung."
    assert said not in main_text(new_client().get(f"/partners/{closed_round.slug}"))
    thirds = named_round()
    for number, points in enumerate([(7, 7, 6), (6, 7, 7), (7, 6, 7)]):
        make_cast(thirds, f"Verein {number}", *points)
    change(thirds, **OVER)
    assert said in main_text(new_client().get(f"/partners/{thirds.slug}"))


def test_an_extended_window_is_named_with_its_reason(open_round: Round, new_client: Any) -> None:
    assert open_round.weights_closes_at is not None
    later = open_round.weights_closes_at + timedelta(days=1)
    why = "Zwei Hochschulen kamen später."
    lifecycle.extend_window(open_round.id, "weights", later, reason=why, actor=SHELL, clock=clock)
    db.session.commit()
    change(open_round, **OVER)
    assert why in main_text(new_client().get(f"/partners/{open_round.slug}"))
    asked = new_client().get(f"/api/v1/rounds/{open_round.slug}/ranking")
    assert [each["reason"] for each in asked.json["deviations"]] == [why]


def test_choices_are_shown_as_choices(app: Flask, new_client: Any) -> None:
    round_ = named_round(instrument_kind="pick", instrument_k=1)
    make_cast(round_, "Hochschule A", 0, 1, 0)
    change(round_, **OVER)
    page = new_client().get(f"/partners/{round_.slug}")
    text = main_text(page)
    assert "Wer hat was gewählt?" in text
    assert "<title>Wer hat was gewählt?" in page.text
    assert "1 Organisation hat namentlich gewählt." in text
    assert "Wer hat was gewählt?" in main_text(new_client().get("/partners/"))
    assert "gewählt von 1 von 1" in text


def test_thirty_organisations_stand_in_lines_that_fit_a_phone(app: Flask, new_client: Any) -> None:
    round_ = named_round()
    for number in range(30):
        make_cast(round_, f"Verein {number:02}", 20, 0, 0)
    change(round_, **OVER)
    page = new_client().get(f"/partners/{round_.slug}")
    assert page.text.count('class="ranking__line"') == 9


def test_a_round_of_residents_has_no_ranking_by_name(app: Flask, new_client: Any) -> None:
    client = new_client()
    assert client.get(f"/partners/{make_round(**closed()).slug}").status_code == 404
    assert client.get("/partners/unknown").status_code == 404


def test_an_unknown_file_is_not_found(closed_round: Round, new_client: Any) -> None:
    client = new_client()
    assert client.get(f"/partners/{closed_round.slug}/members.csv").status_code == 404
    assert client.get(f"/partners/{closed_round.slug}/fields.csv?format=pdf").status_code == 400


def test_followers_are_told_once_and_only_when_it_is_public(open_round: Round) -> None:
    follower = make_resident()
    following.follow(follower, Kind.ROUND, open_round.slug, frequency="at_once", clock=clock)
    db.session.commit()
    assert jobs.tell_of_named_results(clock) == 0
    change(open_round, **OVER)
    assert jobs.tell_of_named_results(clock) == 1
    assert jobs.tell_of_named_results(clock) == 0
    [news] = db.session.scalars(select(News)).all()
    assert (news.event, news.path) == ("result.published", f"/partners/{open_round.slug}")


def test_the_list_of_partners_leads_to_their_rounds(closed_round: Round, new_client: Any) -> None:
    page = new_client().get("/partners/")
    assert f"/partners/{closed_round.slug}" in page.text
    assert "Runden für Organisationen" in main_text(page)


@pytest.mark.parametrize(
    ("path", "most"), [("/partners/{}", 8), ("/partners/", 8), ("/rounds/{}/organisations", 8)]
)
def test_pages_of_thirty_organisations_take_few_statements(
    app: Flask, new_client: Any, statements: list[str], path: str, most: int
) -> None:
    round_, member = named_round(), make_resident()
    for number in range(30):
        organisation = make_organisation(member, name=f"Verein {number:02}")
        cast(round_, organisation, member, 20, 0, 0)
    change(round_, **OVER)
    client, address = new_client(member), path.format(round_.slug)
    client.get(address)
    app.extensions["pages"].clear()
    statements.clear()
    assert client.get(address).status_code == 200
    assert len(statements) <= most, statements
