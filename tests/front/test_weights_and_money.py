"""Published weights beside published money: what the page shows, and what it keeps to itself."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from participation.extensions import db
from participation.results.models import Snapshot
from participation.strategy import edits, queries, service
from participation.strategy.models import Strategy
from participation.strategy.rules import Field
from tests.conftest import CheckingClient
from tests.factories import closed, save
from tests.front.money import URL, cells, pay, result
from tests.front.reading import share
from tests.pages import main_text, tree
from tests.projects.finance_files import lock
from tests.results.making import make
from tests.results.sheets import cast_all, closed_round, points
from tests.strategy.making import BY, begin_next_draft, make_whole_strategy, open_consultation

RULE = (
    "Gewichte zeigen, was den Teilnehmenden wichtig ist, nicht, was es kostet. Über private Mittel"
    " entscheidet nicht die Stadt."
)


@pytest.fixture
def strategy(client: CheckingClient) -> Strategy:
    """A strategy with a version that everybody may read."""
    strategy = make_whole_strategy()
    open_consultation(strategy)
    return strategy


def test_a_share_is_that_of_the_results_page(client: CheckingClient, strategy: Strategy) -> None:
    value, interval, _answers = share(client, result(strategy), "Mobilität")
    assert cells(client)["Mobilität"][0] == f"{value}, Stabilitätsbereich {interval}"


def test_the_fields_stand_in_the_order_of_the_result_and_no_field_last(
    client: CheckingClient, strategy: Strategy
) -> None:
    snapshot = result(strategy)
    titles = {row["item"]: row["label_de"] for row in snapshot.tables["weights"]}
    order = [titles[key] for key in snapshot.tables["finding"]["order"]]
    assert list(cells(client)) == [*order, "Ohne Feld"]


def test_the_sentence_says_what_weights_are_not(client: CheckingClient, strategy: Strategy) -> None:
    result(strategy)
    assert RULE in main_text(client.get(URL))


def test_public_and_private_money_stand_apart_by_main_field(
    client: CheckingClient, strategy: Strategy
) -> None:
    result(strategy)
    pay(strategy, "regional", 500_00, field="mobility")
    pay(strategy, "federal", 200_00, field="mobility")
    pay(strategy, "private", 900_00, field="mobility")
    pay(strategy, "municipal", 0, field="energy")
    pay(strategy, "municipal", 300_00)
    shown = cells(client)
    assert shown["Mobilität"][1:] == ["700,00", "900,00 privat"]
    assert shown["Energie"][1] == "0,00"
    assert shown["Ohne Feld"][1] == "300,00"
    assert shown["Bildung"][1].startswith("—")


def test_nothing_sets_shares_and_money_in_relation(
    client: CheckingClient, strategy: Strategy
) -> None:
    result(strategy)
    pay(strategy, "regional", 500_00, field="mobility")
    page = tree(client.get(URL))
    scales = page.findall(".//main//svg[@class='sums']//text")
    assert not scales
    assert "lassen sich nicht vergleichen" in main_text(client.get(URL))


def test_amounts_of_stages_are_never_added(client: CheckingClient, strategy: Strategy) -> None:
    pay(strategy, "regional", 500_00, field="mobility")
    pay(strategy, "regional", 200_00, field="mobility", stage="spent")
    assert cells(client)["Mobilität"][1] == "500,00"
    assert cells(client, URL + "?stage=spent")["Mobilität"][1] == "200,00"
    assert "700,00" not in client.get(URL).get_data(as_text=True)


@pytest.mark.parametrize("query", ["?stage=guessed", "?round=nowhere", "?round="])
def test_what_is_no_stage_or_round_is_not_found(
    client: CheckingClient, strategy: Strategy, query: str
) -> None:
    assert client.get(URL + query).status_code == 404


def test_money_of_draft_projects_is_left_out_with_its_source(
    client: CheckingClient, strategy: Strategy
) -> None:
    pay(strategy, "regional", 500_00, field="mobility")
    pay(strategy, "unassigned", 12_345_00, field="mobility", published=False)
    lock("unassigned", 0, "placed", None)
    for url in (URL, f"{URL}/table.csv", f"{URL}/table-excel.csv"):
        page = client.get(url).get_data(as_text=True)
        assert "12345" not in page.replace(".", "").replace("&#39;", "")
        assert "Quelle unassigned" not in page
    assert "Nicht zugeordnet" not in main_text(client.get(URL))


def test_locked_money_stays_in_the_sum_and_says_so(
    client: CheckingClient, strategy: Strategy
) -> None:
    pay(strategy, "regional", 500_00, field="mobility", year=2027)
    pay(strategy, "federal", 300_00, field="mobility")
    lock("regional", 2027, "placed", None)
    assert cells(client)["Mobilität"][1] == "800,00, zum Teil gesperrt"
    page = client.get(URL).get_data(as_text=True)
    assert 'fill="url(#locked)" x="37.5%" y="20%" height="60%" width="62.5%"' in page
    assert "Sperrvermerk (Quelle regional, 2027)" in main_text(client.get(URL))


def test_of_several_rounds_the_newest_is_shown_and_others_are_chosen_in_the_address(
    client: CheckingClient, strategy: Strategy
) -> None:
    first, second = result(strategy, 60), result(strategy, 80)
    assert "80 Gewichtungen" in main_text(client.get(URL))
    assert "60 Gewichtungen" not in main_text(client.get(URL))
    chosen = main_text(client.get(f"{URL}?round={first.round.slug}"))
    assert "60 Gewichtungen" in chosen
    assert "80 Gewichtungen" not in chosen
    assert second.round.slug in client.get(URL).get_data(as_text=True)


def test_a_round_on_another_frame_is_not_comparable(
    client: CheckingClient, strategy: Strategy
) -> None:
    slug = result(strategy).round.slug
    begin_next_draft(strategy, 1)
    frame = queries.frame_of(strategy)
    text = {"de": "Ein anderer Text."}
    changed = edits.changed(frame, "mobility", Field("mobility", frame.fields[0].title, text))
    service.save("whole", changed, **BY)
    db.session.commit()
    open_consultation(strategy)
    for url in (URL, f"{URL}?round={slug}"):
        assert "Nicht vergleichbar: Die Runde" in main_text(client.get(url))
        assert "%" not in main_text(client.get(url))
    assert ",mobility," not in client.get(f"{URL}/table.csv?round={slug}").get_data(as_text=True)


def test_a_result_that_is_withheld_shows_no_figure_here_either(
    client: CheckingClient, strategy: Strategy
) -> None:
    result(strategy, n=4)
    page = main_text(client.get(URL))
    assert "zeigen wir keine Zahlen" in page
    assert "%" not in page
    rows = client.get(f"{URL}/table.csv").get_data(as_text=True).splitlines()[1:]
    assert all(",mean_share,,,," in row for row in rows)


def test_a_result_that_is_not_published_stands_nowhere(
    client: CheckingClient, strategy: Strategy
) -> None:
    round_ = closed_round(
        strategy_id=strategy.id, frame_document=queries.frame_of(strategy).document()
    )
    cast_all(round_, points(60))
    make(round_)
    db.session.commit()
    assert client.get(f"{URL}?round={round_.slug}").status_code == 404
    assert "Noch nichts veröffentlicht" in main_text(client.get(URL))


def test_a_later_version_that_is_not_published_changes_nothing(
    client: CheckingClient, strategy: Strategy
) -> None:
    snapshot = result(strategy)
    db.session.execute(
        update(Snapshot).where(Snapshot.id == snapshot.id).values(number=1).returning(Snapshot.id)
    )
    before = cells(client)
    later = Snapshot(
        **{
            column.key: getattr(snapshot, column.key)
            for column in Snapshot.__table__.columns
            if column.key != "id"
        }
        | {"number": 2, "published_at": None, "published_by": None}
    )
    save(later)
    assert cells(client) == before


def test_without_a_version_for_everybody_there_is_no_page(client: CheckingClient) -> None:
    make_whole_strategy()
    for url in (URL, f"{URL}/table.csv", "/strategy/nowhere/weights-and-money"):
        assert client.get(url).status_code == 404


def test_with_money_alone_the_page_says_that_there_is_no_result(
    client: CheckingClient, strategy: Strategy
) -> None:
    pay(strategy, "regional", 500_00, field="mobility")
    assert "noch kein Ergebnis einer Runde veröffentlicht" in main_text(client.get(URL))
    shares = {title: share for title, (share, *_amounts) in cells(client).items()}
    assert shares["Mobilität"] == "—noch kein Ergebnis"
    assert shares["Ohne Feld"] == "—nicht gefragt"


def test_an_amount_that_is_not_assigned_is_folded_away_only_where_it_is_blank_itself(
    client: CheckingClient, strategy: Strategy
) -> None:
    pay(strategy, "unassigned", 500_00, field="mobility")
    pay(strategy, "private", 300_00, field="energy")
    rows = tree(client.get(URL)).findall(".//main//table/tbody/tr")
    folded = {
        "".join(row[0].itertext()).strip(): [
            "is-blank" in cell.get("class", "") for cell in row[-2:]
        ]
        for row in rows
    }
    assert folded["Mobilität"] == [True, False]
    assert folded["Energie"] == [False, True]


def test_with_weights_alone_the_page_says_that_there_are_no_amounts(
    client: CheckingClient, strategy: Strategy
) -> None:
    result(strategy)
    assert "stehen noch keine Beträge" in main_text(client.get(URL))


def test_the_file_holds_what_the_page_shows(client: CheckingClient, strategy: Strategy) -> None:
    snapshot = result(strategy)
    pay(strategy, "regional", 500_00, field="mobility")
    answer = client.get(f"{URL}/table.csv")
    lines = answer.get_data(as_text=True).splitlines()
    row = next(row for row in snapshot.tables["weights"] if row["item"] == "mobility")
    figures = ",".join(f"{row[name]:.6f}" for name in ("mean_share", "stab_low", "stab_high"))
    assert (
        f"mobility,Mobilität,{snapshot.round.slug},1,mean_share,{figures},planned,500.00,0.00,,"
        in lines
    )
    assert lines[-1] == f",,{snapshot.round.slug},1,mean_share,,,,planned,,,,"
    assert answer.headers["Content-Disposition"].endswith(
        '"whole-planned-weights-and-money-table.csv"'
    )


def test_strategy_and_finance_lead_to_the_page(client: CheckingClient, strategy: Strategy) -> None:
    pay(strategy, "regional", 500_00, field="mobility")
    for url in ("/strategy/whole/", "/strategy/whole/finance"):
        assert f'href="{URL}' in client.get(url).get_data(as_text=True)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_page_needs_eight_statements(
    client: CheckingClient, strategy: Strategy, statements: list[str]
) -> None:
    result(strategy)
    result(strategy)
    pay(strategy, "regional", 500_00, field="mobility")
    statements.clear()
    assert client.get(URL).status_code == 200
    assert len(statements) <= 8, statements


def test_without_a_round_asked_for_the_one_that_closed_last_is_shown(
    client: CheckingClient, strategy: Strategy
) -> None:
    result(strategy, slug="later", title={"de": "Später"}, **closed())
    result(strategy, n=40, slug="before", title={"de": "Vorher"}, **closed(days_ago=300))
    assert "Ergebnis der Runde „Später“" in main_text(client.get(URL))
