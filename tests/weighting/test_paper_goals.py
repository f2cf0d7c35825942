"""Both levels on paper: the sheet's number fixes the draw, only what is asked is kept, and what is
invalid is noted without its values."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, WindowClosed
from participation.keyring.queries import key_file
from participation.rounds.models import Deviation, Round
from participation.weighting import queries as ballots
from participation.weighting.codes import service as codes
from participation.weighting.paper import entering, printable, queries, service
from participation.weighting.paper.reading import Entry, Invalid, Reading, from_text, to_text
from participation.weighting.paper.sheets import sheet_number
from participation.weighting.rules import NOT_REACHED, NOT_SHOWN, Answers, Asked, unpack
from tests.conftest import CheckingClient
from tests.factories import counted_ballots, make_round
from tests.pages import main_text, tree
from tests.weighting.paper import begin, enter, fields

MOBILITY = {"points-mobility": "20"}


@pytest.fixture
def round_(app: Flask) -> Round:
    """A round on two levels, three fields of two goals each."""
    return make_round(goals_points=10, goals_top=1, goals_drawn=1)


def stored(round_: Round) -> Answers:
    """What the only ballot says."""
    [ballot] = counted_ballots(round_)
    assert ballot.answers is not None
    return unpack(ballot.answers, ballots.layout(round_))


def drawn_on(round_: Round, number: int) -> int:
    """The place of the field that is drawn for a sheet whose points all lie on the first field."""
    [sheet] = printable.sheets(round_, [number])
    return next(field - 1 for field in sheet.draw if field != 1)


def test_the_number_of_a_sheet_fixes_which_field_is_drawn(
    office: CheckingClient, round_: Round
) -> None:
    path = begin(office, round_)
    for number in range(1, 7):
        page = enter(office, path, f"{number:05d}", **MOBILITY)
        drawn = tree(page).findall(".//fieldset")[1:]
        names = {name.get("name") for block in drawn for name in block.iter("input")}
        assert {name.split("-")[1] for name in names if name} == {str(drawn_on(round_, number))}


def test_sheets_differ_in_what_is_drawn_for_them(round_: Round) -> None:
    assert len({sheet.draw for sheet in printable.sheets(round_, range(1, 60))}) > 2


def test_a_sheet_names_its_drawn_field_and_the_order_that_breaks_ties(
    office: CheckingClient, round_: Round
) -> None:
    [sheet] = printable.sheets(round_, [7])
    for kind in ("ballot", "large"):
        text = main_text(office.get(f"/paper/{round_.slug}/print?first=7&count=1&kind={kind}"))
        assert f"in Feld {sheet.draw[0]}. Es ist für diesen Bogen ausgelost." in text
        assert f"dieser Reihe: {sheet.draw[1]}, {sheet.draw[2]}." in text
        assert "hier früher steht: " + ", ".join(map(str, sheet.ties)) in text
        assert "Mobilität: Ziel 2" in text


def test_the_goals_of_a_sheet_are_typed_in_after_its_fields(
    office: CheckingClient, round_: Round
) -> None:
    path = begin(office, round_)
    page = enter(office, path, "00017", **MOBILITY)
    assert fields(round_) == []
    drawn = drawn_on(round_, 17)
    answer = office.submit(page, path, **{"goal-0-mobility-1": "4", "goal-0-mobility-2": "6"})
    assert answer.status_code == 302, main_text(answer)
    answers = stored(round_)
    assert answers.goals[0] == (4, 6)
    assert answers.asked[0] is Asked.TOP
    assert answers.asked[drawn] is Asked.DRAWN
    assert answers.goals[drawn] == (NOT_REACHED, NOT_REACHED)
    [other] = {1, 2} - {drawn}
    assert answers.goals[other] == (NOT_SHOWN, NOT_SHOWN)


def test_goals_whose_sum_is_wrong_are_refused_at_their_block_and_everything_typed_stays(
    office: CheckingClient, round_: Round
) -> None:
    path = begin(office, round_)
    page = enter(office, path, "00017", **MOBILITY)
    page = office.submit(page, path, **{"goal-0-mobility-1": "4", "goal-0-mobility-2": "5"})
    assert "Sie haben 9 von 10 Punkten verteilt." in main_text(page)
    kept = {field.get("name"): field.get("value") for field in tree(page).iter("input")}
    assert (kept["ref"], kept["points-mobility"]) == ("00017", "20")
    assert (kept["goal-0-mobility-1"], kept["goal-0-mobility-2"]) == ("4", "5")
    assert fields(round_) == []
    back = office.submit(page, path, back="1")
    kept = {field.get("name"): field.get("value") for field in tree(back).iter("input")}
    assert (kept["points-mobility"], kept["goal-0-mobility-1"]) == ("20", "4")


def test_a_sheet_that_is_in_is_refused_before_its_goals_are_typed_in(
    office: CheckingClient, round_: Round
) -> None:
    path = begin(office, round_)
    office.submit(enter(office, path, "1", **MOBILITY), path)
    page = main_text(enter(office, path, "1", **{"points-energy": "20"}))
    assert "Der Bogen „00001“ ist schon erfasst." in page


def test_the_next_number_is_proposed_in_its_batch_and_stands_in_no_address(
    office: CheckingClient,
) -> None:
    round_ = make_round()
    path = begin(office, round_)
    assert "00042" not in enter(office, path, "41", **MOBILITY).location
    proposed = {field.get("name"): field.get("value") for field in tree(office.get(path)).iter()}
    assert proposed["ref"] == "00042"
    other = begin(office, round_)
    assert 'value="00042"' not in office.get(other).text


@pytest.mark.parametrize(
    ("typed", "number"),
    [("17", "00017"), (" 00017 ", "00017"), ("123456", "123456"), ("A-17", "A-17"), ("٣", "٣")],
)
def test_a_number_is_filled_up_as_it_is_printed(typed: str, number: str) -> None:
    assert sheet_number(typed) == number


def test_a_cross_chooses_a_field(office: CheckingClient) -> None:
    round_ = make_round(instrument_kind="pick", instrument_k=2)
    path = begin(office, round_)
    assert enter(office, path, "1", **{"pick-mobility": "x", "pick-energy": "1"}).status_code == 302
    assert fields(round_) == [(1, 1, 0)]


# ---------------------------------------------------------------- invalid sheets


def note(round_: Round, reading: Reading, *, correct: bool = False) -> None:
    """Type the sheet 00001 into the first batch."""
    entering.enter_sheet(
        round_id=round_.id,
        number=1,
        ref="1",
        reading=reading,
        correct=correct,
        actor=SHELL,
        clock=clock,
    )
    db.session.commit()


def test_an_invalid_sheet_is_noted_with_its_reason_and_without_its_values(
    office: CheckingClient,
) -> None:
    round_ = make_round()
    path = begin(office, round_)
    page = enter(office, path, "1", **{"points-mobility": "19", "invalid": "sum"})
    assert page.status_code == 302, main_text(page)
    assert queries.progress(round_.id, 1) == queries.Progress(entered=1, invalid=1)
    assert fields(round_) == []
    assert ballots.ballot_count(round_.id) == 0
    assert "Davon ungültig: 1." in main_text(office.get(path))


def test_a_reason_that_does_not_exist_is_refused(office: CheckingClient) -> None:
    round_ = make_round()
    path = begin(office, round_)
    assert enter(office, path, "1", **MOBILITY, invalid="count").status_code == 200
    assert queries.progress(round_.id, 1).entered == 0


def test_a_file_adds_no_ballot_to_an_invalid_sheet(
    app: Flask, office: CheckingClient, tmp_path: Path
) -> None:
    round_ = make_round()
    enter(office, begin(office, round_), "17", invalid="blank")
    path = tmp_path / "ballots.csv"
    path.write_text("ref,mobility,energy,education\n00017,20,,\n")
    arguments = ["ballots", "import", round_.slug, str(path), "--channel", "paper"]
    done = app.test_cli_runner().invoke(args=arguments)
    assert "Zeile 2: Der Bogen „00017“ ist als ungültig erfasst." in done.output
    assert fields(round_) == []


def test_every_result_names_how_many_sheets_of_a_batch_were_invalid(app: Flask) -> None:
    round_ = make_round()
    service.begin_batch(round_id=round_.id, reason="", actor=SHELL, clock=clock)
    note(round_, Reading(invalid=Invalid.UNREADABLE))
    service.close_batch(round_id=round_.id, number=1, sheets=1, actor=SHELL, clock=clock)
    db.session.commit()
    [deviation] = db.session.query(Deviation)
    assert deviation.kind == "invalid_paper"
    assert deviation.reason == (
        "Ungültig und nicht gezählt sind 1 von 1 erfassten Bögen im Stapel 1."
    )


def test_a_sheet_is_corrected_from_invalid_to_a_ballot_and_back(app: Flask) -> None:
    round_ = make_round()
    service.begin_batch(round_id=round_.id, reason="", actor=SHELL, clock=clock)
    blank, valid = Reading(invalid=Invalid.BLANK), Reading((20, 0, 0))
    note(round_, blank)
    note(round_, blank)
    with pytest.raises(BadInput, match="ist schon erfasst"):
        note(round_, valid)
    db.session.rollback()
    counts: list[tuple[Any, int]] = []
    for reading in (valid, blank, valid):
        note(round_, reading, correct=True)
        counts.append((fields(round_), ballots.ballot_count(round_.id)))
    assert counts == [([(20, 0, 0)], 1), ([], 0), ([(20, 0, 0)], 1)]


def test_an_invalid_sheet_leaves_the_ballot_of_the_code_on_it_alone(
    office: CheckingClient,
) -> None:
    round_ = make_round(participation=["code"])
    [code] = codes.make_codes(round_id=round_.id, count=1, purpose="", actor=SHELL, clock=clock)
    db.session.commit()
    path = begin(office, round_)
    assert enter(office, path, "1", code=code, **MOBILITY).status_code == 302
    assert enter(office, path, "2", code=code, invalid="unreadable").status_code == 302
    assert queries.progress(round_.id, 1) == queries.Progress(entered=2, invalid=1)
    assert fields(round_) == [(20, 0, 0)]


def test_sheets_with_a_draw_are_not_printed_once_the_key_is_gone(round_: Round) -> None:
    key_file().destroy_round_key(round_.uid, clock.now())
    with pytest.raises(WindowClosed, match="Schlüssel dieser Runde ist vernichtet"):
        printable.sheets(round_, [1])


@pytest.mark.parametrize(
    "entry",
    [
        Entry("00017", Reading((20, 0, -1), {0: (4, 6), 2: (10, 0)}), "ab12"),
        Entry("A-1", Reading(invalid=Invalid.SUM)),
    ],
)
def test_an_entry_reads_back_as_it_was_written(entry: Entry) -> None:
    assert from_text(to_text(entry)) == entry
    assert len(to_text(entry)) == 256


def test_a_postcard_and_every_sheet_say_what_becomes_of_the_data(
    office: CheckingClient, round_: Round
) -> None:
    for kind in ("ballot", "large", "postcard"):
        text = main_text(office.get(f"/paper/{round_.slug}/print?count=1&kind={kind}"))
        assert "spätestens 180 Tage nach dem Ende der Runde vernichtet" in text
        assert "/legal/datenschutz" in text
        assert re.search("lässt sich nicht mehr ändern oder zurückziehen", text)
