"""Every bar of shares lies on a scale from 0 with ticks, the same wherever a result is drawn; what
is withheld draws none."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some

from participation.kernel.scale import scale_to
from participation.rounds.models import Round
from participation.weighting.rules import NO_OPINION
from tests.factories import agree, make_resident, make_round
from tests.pages import tree
from tests.results.sheets import cast_all, closed_round, points, two_level
from tests.results.visitors import result

SVG = "{http://www.w3.org/2000/svg}"


def published(ballots: list[Any], **values: Any) -> Round:
    """A closed round with these ballots and its result published."""
    round_ = closed_round(**values)
    cast_all(round_, ballots)
    result(round_, published=True)
    return round_


def page_of(client: Any, round_: Round, name: str = "") -> Any:
    """The page as a tree."""
    return tree(client.get(f"/rounds/{round_.slug}/results{name}?lang=de"))


def scales(page: Any) -> list[list[tuple[float, str]]]:
    """The ticks of every list of bars on a page: where, and what is written."""
    return [
        [(float(label.get("x").rstrip("%")), label.text) for label in axis.iter(f"{SVG}text")]
        for axis in page.iter(f"{SVG}svg")
        if axis.get("class") == "axis"
    ]


def lengths(page: Any) -> list[float]:
    """How long the bars of lists are, in per cent of their scale."""
    return [
        float(part.get("width").rstrip("%"))
        for row in page.iter("li")
        if row.get("class") == "bars__row"
        for part in row.iter(f"{SVG}rect")
        if part.get("class") == "bar__fill"
    ]


def chart_of(client: Any, round_: Round, name: str) -> tuple[list[tuple[float, str]], list[float]]:
    """The ticks of a chart's scale and the lengths of its bars, in per cent of the track."""
    svg = client.get(f"/rounds/{round_.slug}/results/chart-{name}.svg?lang=de").get_data()
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own chart
    track = next(part for part in root.iter(f"{SVG}rect") if part.get("class") == "track")
    left, span = float(track.get("x") or 0), float(track.get("width") or 0)
    ticks = [
        (round((float(label.get("x") or 0) - left) / span * 100, 1), label.text or "")
        for label in root.iter(f"{SVG}text")
        if label.get("class") == "tick"
    ]
    bars = [
        float(part.get("width") or 0) / span * 100
        for part in root.iter(f"{SVG}rect")
        if part.get("class") == "bar"
    ]
    return ticks, bars


HALF = [(10, 6, 4), (11, 5, 4), (10, 5, 5)] * 20
"""Mobility has 51.7 per cent of the points."""


@pytest.mark.parametrize("name", ["", "/summary"])
def test_scale_of_a_page_has_ticks_from_0(app: Flask, client: Any, name: str) -> None:
    page = page_of(client, published(HALF), name)
    ticks = [(0.0, "0 %"), (33.3333, "20 %"), (66.6667, "40 %"), (100.0, "60 %")]
    assert scales(page) == [ticks]


def test_bar_is_as_long_as_its_share_on_the_scale(app: Flask, client: Any) -> None:
    assert lengths(page_of(client, published(HALF)))[0] == pytest.approx(
        51.6667 / 60 * 100, abs=0.01
    )


def test_chart_has_the_scale_of_the_page(app: Flask, client: Any) -> None:
    round_ = published(HALF)
    page = page_of(client, round_)
    ticks, bars = chart_of(client, round_, "finding")
    assert ticks == [(round(at, 1), text) for at, text in scales(page)[0]]
    assert bars == pytest.approx(lengths(page), abs=0.01)


def test_workbook_has_the_scale_of_the_page(app: Flask, client: Any) -> None:
    round_ = published(HALF)
    data = client.get(f"/rounds/{round_.slug}/results/planning.xlsx").get_data()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert '<c:max val="0.6"/>' in chart
    assert '<c:min val="0"/>' in chart
    assert '<c:majorUnit val="0.2"/>' in chart


def test_fields_and_goals_of_a_page_share_one_scale(app: Flask, client: Any) -> None:
    ballots = [two_level((8, 7, 5), (1, 0, 0), ((9, 1), None, None), (2, 2, 2))] * 60
    round_ = published(ballots, goals_points=10)
    scales_ = scales(page_of(client, round_))
    assert len(scales_) == 2
    assert scales_[0] == scales_[1]
    assert scales_[0][-1] == (100.0, "100 %")
    assert chart_of(client, round_, "goals-mobility")[0] == scales_[0]
    assert chart_of(client, round_, "finding")[0] == scales_[0]


def test_withheld_field_draws_no_bar(app: Flask, client: Any) -> None:
    ballots = [*[(12, 8, NO_OPINION)] * 40, *[(5, 5, 10)] * 9]
    round_ = published(ballots, no_opinion=True)
    for name in ("", "/summary"):
        page = page_of(client, round_, name)
        rows = [row for row in page.iter("li") if row.get("class") == "bars__row"]
        text = " ".join("".join(rows[2].itertext()).split())
        assert text == "Bildung unter 10 Antworten"
        assert rows[2].find(f".//{SVG}svg") is None
        assert len(lengths(page)) == 2
    assert len(chart_of(client, round_, "finding")[1]) == 2


def test_columns_of_the_distribution_have_ticks_from_0(app: Flask, client: Any) -> None:
    round_ = published(points(40))
    svg = client.get(f"/rounds/{round_.slug}/results/chart-distribution.svg?lang=de")
    words = re.findall(r'text-anchor="end"[^>]*>([^<]+)<', svg.get_data(as_text=True))
    assert words[0] == "0 %"
    assert len(words) >= 6


def reviewed(client: Any, round_: Round, *values: str) -> Any:
    """The review page of a ballot, as a tree."""
    typed = dict(zip(("mobility", "energy", "education"), values, strict=True))
    page = client.submit(
        f"/rounds/{round_.slug}/weights", **{f"points-{key}": said for key, said in typed.items()}
    )
    return tree(page)


def test_review_and_receipt_have_one_scale(app: Flask, new_client: Any) -> None:
    round_, resident = make_round(no_opinion=True), make_resident()
    agree(resident, round_)
    client = new_client(resident)
    page = reviewed(client, round_, "13", "7", "0")
    ticks = [(0.0, "0"), (33.3333, "5"), (66.6667, "10"), (100.0, "15")]
    assert scales(page) == [ticks]
    client.submit(
        client.submit(
            f"/rounds/{round_.slug}/weights",
            **{"points-mobility": "13", "points-energy": "7", "points-education": "0"},
        ),
        "/weights/review",
    )
    assert scales(tree(client.get(f"/rounds/{round_.slug}/weights/receipt"))) == [ticks]


def test_no_opinion_on_the_review_draws_no_bar(app: Flask, new_client: Any) -> None:
    round_, resident = make_round(no_opinion=True), make_resident()
    agree(resident, round_)
    client = new_client(resident)
    values = {"points-mobility": "13", "points-energy": "7", "points-education-none": "1"}
    page = tree(client.submit(f"/rounds/{round_.slug}/weights", **values))
    assert len(lengths(page)) == 2


@given(some.lists(some.floats(0, 100), min_size=1))
def test_scale_begins_at_0_and_holds_all_values_in_at_most_five_steps(values: list[float]) -> None:
    scale = scale_to(values)
    assert scale.ticks[0] == 0
    assert max(values) <= scale.end + 1e-9
    assert scale.end - scale.step < max(values) or scale.end == scale.step
    assert 2 <= len(scale.ticks) <= 6
    assert scale.end <= 100
