"""Files of ballots whose columns are called as the fields are, and what such a file would add."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import NotReady
from participation.rounds.models import Round
from participation.web.csvfile import FileRefused, sentences
from participation.weighting import queries
from participation.weighting.paper import imports
from participation.weighting.rules import unpack
from tests.factories import counted_ballots, make_round


def take(round_: Round, text: str, channel: str = "paper") -> imports.Imported:
    """Import and commit."""
    done = imports.import_file(
        round_=round_, source=text.encode(), channel=channel, actor=SHELL, clock=clock
    )
    db.session.commit()
    return done


def test_a_field_s_column_goes_by_its_title_too(app: Flask) -> None:
    round_ = make_round()
    take(round_, "Nummer;Energie;mobility;EDUCATION\n1;20;;\n")
    [ballot] = counted_ballots(round_)
    assert unpack(ballot.answers or b"", queries.layout(round_)).fields == (0, 20, 0)


def test_an_error_names_the_column_as_the_file_does(app: Flask) -> None:
    with pytest.raises(FileRefused) as refused:
        take(make_round(), "ref;Energie;mobility;education\n2;x;;\n")
    with force_locale("de"):
        assert "Spalte „Energie“" in sentences(refused.value)[1]


def test_the_column_of_references_has_one_name_in_what_is_said_of_a_file(app: Flask) -> None:
    for text, line in (
        ("Bogen;mobility;energy;education\n;20;;\n", "Zeile 2: Spalte „Bogen“: Hier steht nichts."),
        ("ref;mobility;energy;education\n;20;;\n", "Zeile 2: Spalte „ref“: Hier steht nichts."),
        ("Mobility;Energie;education\n20;;\n", "Zeile 1: Die Spalte „Kennzeichen“ fehlt."),
    ):
        with pytest.raises(FileRefused) as refused:
            take(make_round(), text)
        with force_locale("de"):
            assert sentences(refused.value)[1].startswith(line)


def test_where_two_people_type_in_each_sheet_no_file_of_paper_is_taken(app: Flask) -> None:
    round_ = make_round(paper_double_entry=True)
    with pytest.raises(NotReady):
        take(round_, "ref,mobility,energy,education\n1,20,,\n")
    text = "ref,mobility,energy,education\na@musterstadt.example,20,,\n"
    assert take(round_, text, "email").added == 1
