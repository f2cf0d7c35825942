"""The result of a round in which residents chose: nothing calls its figures weights."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from flask import Flask

from participation.results.models import Snapshot
from tests.factories import make_staff
from tests.pages import main_text
from tests.results.making import published
from tests.results.sheets import cast_all, closed_round

# A long sentence breaks into lines on a chart: "Das sind keine" and "Gewichte.".
# What is read is the same on both databases.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
ALLOWED = ("Das sind keine Gewichte", "kein Gewicht", ">Gewichte.<")


@pytest.fixture
def result(app: Flask) -> Snapshot:
    """The published result of a round in which everybody chose two fields, with ballot rows."""
    round_ = closed_round(instrument_kind="pick", instrument_k=2, publish_ballots=True)
    cast_all(round_, [(1, 1, 0)] * 60 + [(1, 0, 1)] * 40 + [(0, 1, 1)] * 20)
    return published(round_)


def said(text: str) -> list[str]:
    """Where a text speaks of weights, but for that there are none."""
    for allowed in ALLOWED:
        text = text.replace(allowed, "")
    return re.findall(r".{0,60}[Gg]ewicht.{0,40}", text)


def test_the_pages_of_the_result_speak_of_choosing(result: Snapshot, new_client: Any) -> None:
    planner = new_client(make_staff("planner"))
    base = f"/rounds/{result.round.slug}"
    pages = (f"{base}/results", f"{base}/results/summary", f"/planning/{result.round.slug}/")
    found = {page: said(main_text(planner.get(page))) for page in pages}
    assert not any(found.values()), found


def test_the_files_of_the_result_speak_of_choosing(result: Snapshot, new_client: Any) -> None:
    planner = new_client(make_staff("planner"))
    base = f"/rounds/{result.round.slug}/results"
    bundle = zipfile.ZipFile(io.BytesIO(planner.get(f"{base}/bundle.zip").data))
    texts = {
        name: bundle.read(name).decode()
        for name in bundle.namelist()
        if name.endswith((".md", ".svg"))
    }
    workbook = zipfile.ZipFile(io.BytesIO(planner.get(f"{base}/planning.xlsx").data))
    texts["workbook"] = workbook.read("xl/sharedStrings.xml").decode()
    assert len(texts) > 3
    assert {name: said(text) for name, text in texts.items() if said(text)} == {}
