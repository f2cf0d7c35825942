"""Every kind of document as the maker makes it: what a program that reads aloud finds in it.

veraPDF, which checks all of PDF/UA, is not among the tests' tools.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pypdf
import pytest
from flask import Flask

from participation.kernel.clock import FixedClock
from participation.printing import documents, making
from participation.printing.rules import Kind
from participation.strategy.models import Strategy
from tests.council.making import make_consultation, make_paper
from tests.front.citing import cite, cited
from tests.printing.test_maker import read, structure
from tests.progress.making import NOW, published
from tests.strategy.making import make_whole_strategy, open_consultation

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def made(kind: Kind, key: str, clock: FixedClock = NOW) -> pypdf.PdfReader:
    return read(making.pdf_of(documents.html(kind, key, "de", clock)))


def require_readable(reader: pypdf.PdfReader, title: str) -> list[str]:
    """Check what every document must have and return the kinds of its elements."""
    root: Any = reader.trailer["/Root"]
    tree = structure(reader)
    kinds = [kind for _above, kind, _element in tree]
    assert root["/Lang"] == "de"
    assert title in root["/Metadata"].get_object().get_data().decode()
    assert kinds.count("/H1") == 1
    levels = [int(kind[2]) for kind in kinds if kind[1:2] == "H" and kind[2:].isdigit()]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all("/Alt" in element for _above, kind, element in tree if kind == "/Figure")
    assert {kind for above, kind, _element in tree if above == "/L"} <= {"/LI"}
    return kinds


def test_a_version_with_what_it_cites(app: Flask) -> None:
    strategy = make_whole_strategy()
    cite(strategy, cited(strategy))
    open_consultation(strategy)
    kinds = require_readable(made(Kind.VERSION, "whole/1"), "Fassung 1")
    assert "/TH" in kinds


def test_a_report_and_the_table_of_its_day_on_one_landscape_sheet(motion: Strategy) -> None:
    published(motion)
    require_readable(made(Kind.REPORT, "region/1"), "Bericht 1")
    table = made(Kind.FINANCE, "region/1")
    kinds = require_readable(table, "Wer bezahlt welches Projekt?")
    assert kinds.count("/TH") > 10
    (sheet,) = table.pages
    assert sheet.mediabox.width > sheet.mediabox.height
    assert "325,64" in sheet.extract_text()


def test_a_paper_with_a_decision(app: Flask) -> None:
    paper = make_paper(public=True, link="https://rat.example.org/118")
    make_consultation(paper, public=True, text="Der Rat stimmt zu.")
    reader = made(Kind.PAPER, paper.key)
    assert "/Link" in require_readable(reader, paper.title)
    assert "Der Rat stimmt zu." in reader.pages[0].extract_text()
