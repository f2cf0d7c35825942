"""Voluntary questions after the ballot: answers in a table of their own, 'keine Angabe' always
possible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, delete, select

from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.rounds.models import Round
from participation.web.statements import insert_of
from participation.weighting import queries
from participation.weighting.models import QuestionAnswer
from participation.weighting.service import NO_BALLOT, open_round

UNKNOWN = N_("Diese Antwort gibt es nicht. Wählen Sie eine aus der Liste oder „keine Angabe“.")


def answer(*, round_id: int, key: bytes, answers: Mapping[str, str], clock: Clock) -> None:
    """Keep the answers of this ballot's person, in place of earlier ones; an empty one is 'keine
    Angabe' and leaves no row.

    Raises WindowClosed, Conflict without a ballot, and BadInput for an answer that is not offered.
    """
    round_ = open_round(round_id, clock)
    stored = queries.get(round_id, key)
    if stored is None or stored.packed is None:
        raise Conflict(NO_BALLOT)
    offered = classes(round_)
    for question, chosen in answers.items():
        if question not in offered or (chosen and chosen not in offered[question]):
            raise BadInput(UNKNOWN, field=question)
    for question in offered:
        _keep(round_id, key, question, answers.get(question, ""))


def of_ballot(round_id: int, key: bytes) -> dict[str, str]:
    """Return what this ballot's person answered, by question."""
    query = select(QuestionAnswer.question, QuestionAnswer.answer).where(
        QuestionAnswer.round_id == round_id
    )
    rows = db.session.execute(
        query.where(QuestionAnswer.key == key).order_by(QuestionAnswer.question)
    )
    return {row[0]: row[1] for row in rows}


def classes(round_: Round) -> dict[str, set[str]]:
    """Return the keys of the answers that are offered, by question."""
    return {
        question["key"]: {option["key"] for option in question["classes"]}
        for question in round_.settings.questions
    }


def _keep(round_id: int, key: bytes, question: str, chosen: str) -> None:
    row: dict[str, Any] = {"round_id": round_id, "key": key, "question": question}
    if not chosen:
        db.session.execute(
            delete(QuestionAnswer).filter_by(**row).execution_options(synchronize_session=False)
        )
        return
    table: Table = QuestionAnswer.__table__  # type: ignore[assignment]
    statement = insert_of(table).values(row | {"answer": chosen})
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=list(row), set_={"answer": statement.excluded.answer}
        )
    )
