"""Sheets that two people type in: nothing counts before both agree, what waits is sealed, and no
batch closes over it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import text

from participation.audit.models import AuditEntry
from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, NotFound
from participation.keyring.queries import key_file
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.weighting import queries as ballots
from participation.weighting.models import PaperEntry
from participation.weighting.paper import double_entry, entering, queries, service
from participation.weighting.paper.double_entry import Outcome
from participation.weighting.paper.queries import Progress
from participation.weighting.paper.reading import Invalid, Reading
from participation.weighting.paper.sheets import Target
from tests.factories import make_round
from tests.weighting.paper import fields

ANNA, BEN, CLARA = (Actor(number, "Büro") for number in (1, 2, 3))
ONE, OTHER = Reading((20, 0, 0)), Reading((0, 20, 0))


@dataclass(frozen=True)
class Office:
    """A batch of a round with double entry."""

    round: Round

    def enter(
        self,
        who: Actor,
        reading: Reading,
        *,
        ref: str = "17",
        correct: bool = False,
        batch: int = 1,
    ) -> Outcome:
        """Type a sheet in."""
        outcome = entering.enter_sheet(
            round_id=self.round.id,
            number=batch,
            ref=ref,
            reading=reading,
            correct=correct,
            actor=who,
            clock=clock,
        )
        db.session.commit()
        return outcome

    def begin(self) -> None:
        """Begin a further batch."""
        service.begin_batch(round_id=self.round.id, reason="", actor=ANNA, clock=clock)
        db.session.commit()

    def close(self, sheets: int, *, although: bool = False) -> None:
        """Close the batch."""
        service.close_batch(
            round_id=self.round.id,
            number=1,
            sheets=sheets,
            although=although,
            actor=ANNA,
            clock=clock,
        )
        db.session.commit()

    @property
    def progress(self) -> Progress:
        """How far the batch is."""
        return queries.progress(self.round.id, 1)


@pytest.fixture
def office(app: Flask) -> Office:
    """An office with one open batch."""
    office = Office(make_round(paper_double_entry=True))
    office.begin()
    return office


def test_a_sheet_typed_in_by_one_person_is_no_ballot(office: Office) -> None:
    assert office.enter(ANNA, ONE) is Outcome.WAITS
    assert fields(office.round) == []
    assert ballots.ballot_count(office.round.id) == 0
    assert office.progress == Progress(single=1)


def test_a_second_person_who_typed_the_same_makes_the_ballot_and_nothing_waits(
    office: Office,
) -> None:
    office.enter(ANNA, ONE)
    assert office.enter(BEN, ONE, ref="00017") is Outcome.ENTERED
    assert fields(office.round) == [(20, 0, 0)]
    assert ballots.ballot_count(office.round.id) == 1
    assert db.session.query(PaperEntry).count() == 0


def test_the_same_person_is_no_second_one(office: Office) -> None:
    office.enter(ANNA, ONE)
    assert office.enter(ANNA, ONE) is Outcome.WAITS
    assert fields(office.round) == []


def test_two_people_who_differ_make_no_ballot_until_one_of_them_corrects(office: Office) -> None:
    office.enter(ANNA, ONE)
    assert office.enter(BEN, OTHER) is Outcome.DIFFERS
    assert office.progress == Progress(differing=1)
    assert fields(office.round) == []
    assert office.enter(BEN, ONE, correct=True) is Outcome.ENTERED
    assert fields(office.round) == [(20, 0, 0)]


def test_a_third_person_settles_a_difference(office: Office) -> None:
    office.enter(ANNA, ONE)
    office.enter(BEN, OTHER)
    assert office.enter(CLARA, OTHER) is Outcome.ENTERED
    assert fields(office.round) == [(0, 20, 0)]
    assert office.progress == Progress(entered=1)


def test_ones_own_entry_is_replaced_only_on_purpose(office: Office) -> None:
    office.enter(ANNA, ONE)
    with pytest.raises(BadInput, match="haben Sie schon anders eingegeben"):
        office.enter(ANNA, OTHER)
    db.session.rollback()
    assert office.enter(ANNA, OTHER, correct=True) is Outcome.WAITS
    assert office.enter(BEN, OTHER) is Outcome.ENTERED


def test_a_sheet_waits_in_one_batch_only(office: Office) -> None:
    office.begin()
    office.enter(ANNA, ONE)
    with pytest.raises(BadInput, match="im Stapel 1"):
        office.enter(BEN, ONE, batch=2)


def test_what_waits_is_sealed_without_its_moment_and_names_nobody(office: Office) -> None:
    office.enter(ANNA, Reading((13, 7, 0)), ref="00017")
    office.enter(ANNA, Reading((20, 0, 0)), ref="00018")
    rows = db.session.execute(text("SELECT typist, content FROM paper_entries")).all()
    contents = [row.content for row in rows]
    assert not any(part in content for content in contents for part in ("00017", "values"))
    # A Fernet token begins with its version and the moment: here with the moment zero.
    assert {content[:12] for content in contents} == {"gAAAAAAAAAAA"}
    assert len({len(content) for content in contents}) == 1
    assert len({bytes(row.typist) for row in rows}) == 2
    assert not [row for row in db.session.query(AuditEntry) if "00017" in str(row.details)]


def test_without_the_rounds_key_nothing_of_it_can_be_read(office: Office) -> None:
    office.enter(ANNA, ONE)
    target = Target.of(office.round, Channel.PAPER)
    [sheet] = double_entry.waiting(target, 1)
    assert sheet.entries[0].reading == ONE
    other = Target(office.round, bytes(32), target.layout, target.fields, target.channel)
    with pytest.raises(ValueError, match="encrypted with another key"):
        double_entry.waiting(other, 1)
    assert key_file().round_key(office.round.uid) == target.round_key


@pytest.mark.parametrize("although", [False, True])
def test_a_batch_with_single_and_differing_sheets_is_not_closed_and_says_which(
    office: Office, although: bool
) -> None:
    for ref in ("4", "9", "12"):
        office.enter(ANNA, ONE, ref=ref)
    office.enter(BEN, OTHER, ref="9")
    sentence = (
        "Diese Bögen hat erst eine Person eingegeben: 00004, 00012."
        " Verschieden eingegeben sind: 00009."
    )
    with pytest.raises(BadInput) as refused:
        office.close(3, although=although)
    assert str(refused.value).startswith(sentence)


def test_a_batch_closes_once_nothing_waits(office: Office) -> None:
    office.enter(ANNA, ONE)
    with pytest.raises(BadInput, match="erst eine Person eingegeben: 00017"):
        office.close(0)
    db.session.rollback()
    office.enter(BEN, OTHER)
    with pytest.raises(BadInput, match="sind verschieden eingegeben: 00017"):
        office.close(0)
    db.session.rollback()
    office.enter(CLARA, ONE)
    office.close(1)


def test_entries_under_a_wrong_number_are_deleted_with_a_trace_that_names_no_sheet(
    office: Office,
) -> None:
    office.enter(ANNA, ONE, ref="71")
    discard = partial(
        service.discard_entries,
        round_id=office.round.id,
        number=1,
        ref="71",
        actor=BEN,
        clock=clock,
    )
    discard()
    db.session.commit()
    assert office.progress == Progress()
    [entry] = db.session.query(AuditEntry).filter_by(action="paper.entries_discarded")
    assert "71" not in str(entry.details)
    with pytest.raises(NotFound):
        discard()


def test_a_finished_sheet_is_corrected_by_two_people_too(office: Office) -> None:
    office.enter(ANNA, ONE)
    office.enter(BEN, ONE)
    with pytest.raises(BadInput, match="ist schon erfasst"):
        office.enter(ANNA, OTHER)
    db.session.rollback()
    assert office.enter(ANNA, OTHER, correct=True) is Outcome.WAITS
    assert fields(office.round) == [(20, 0, 0)]
    with pytest.raises(BadInput, match="erst eine Person"):
        office.close(1)
    db.session.rollback()
    assert office.enter(BEN, OTHER, correct=True) is Outcome.ENTERED
    assert fields(office.round) == [(0, 20, 0)]
    assert ballots.ballot_count(office.round.id) == 1


def test_the_same_sheet_once_more_changes_nothing(office: Office) -> None:
    office.enter(ANNA, ONE)
    office.enter(BEN, ONE)
    for who in (ANNA, CLARA):
        assert office.enter(who, ONE) is Outcome.ENTERED
    assert office.progress == Progress(entered=1)


def test_that_a_sheet_is_invalid_takes_two_people_as_well(office: Office) -> None:
    assert office.enter(ANNA, Reading(invalid=Invalid.SUM)) is Outcome.WAITS
    assert office.enter(BEN, ONE) is Outcome.DIFFERS
    assert office.enter(CLARA, Reading(invalid=Invalid.SUM)) is Outcome.ENTERED
    assert office.progress == Progress(entered=1, invalid=1)
    assert fields(office.round) == []


def test_a_round_without_double_entry_counts_a_sheet_at_once(app: Flask) -> None:
    office = Office(make_round())
    office.begin()
    assert office.enter(ANNA, ONE) is Outcome.ENTERED
    assert fields(office.round) == [(20, 0, 0)]


def test_points_for_goals_that_are_not_asked_make_no_difference(app: Flask) -> None:
    office = Office(make_round(paper_double_entry=True, goals_points=10))
    office.begin()
    target = Target.of(office.round, Channel.PAPER)
    asked = entering.asked_of(target, "17", ONE.values)
    spare = next(position for position, why in enumerate(asked) if not why)
    office.enter(ANNA, Reading(ONE.values, {0: (4, 6)}))
    assert office.enter(BEN, Reading(ONE.values, {0: (4, 6), spare: (10, 0)})) is Outcome.ENTERED


def test_open_batches_are_listed_with_what_waits_in_the_rounds_that_are_asked_for(
    office: Office,
) -> None:
    office.enter(ANNA, ONE)
    [batch] = queries.open_batches(frozenset({office.round.id}))
    assert (batch.slug, batch.number, batch.progress) == (office.round.slug, 1, Progress(single=1))
    assert queries.open_batches(frozenset()) == []
    assert len(queries.open_batches(None)) == 1
