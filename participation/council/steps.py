"""Further steps of a strategy's way, as they are typed and as they are stored. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from participation.council.drafts import link_problems, too_long
from participation.council.rules import (
    MOST_STATEMENTS,
    TITLE_LENGTH,
    WORDING_LENGTH,
    StepPhase,
)
from participation.council.way import Statement
from participation.kernel.errors import N_, BadInput
from participation.kernel.partial_dates import LONGEST_WORDING, PartialDate
from participation.strategy.rules import text_problems

NO_PHASE = N_("Wählen Sie, wo der Schritt steht.")
SAYS_NOTHING = N_("Geben Sie ein Datum oder die Worte der Quelle ein.")
TOO_MANY_STATEMENTS = N_("Ein Schritt hat höchstens %(most)s Angaben.")


@dataclass(frozen=True)
class StepDraft:
    """A step as somebody wants to record it."""

    title: Mapping[str, str]
    phase: StepPhase | None
    done: bool = False
    statements: tuple[Statement, ...] = ()


def step_problems(draft: StepDraft) -> list[BadInput]:
    """Return what is wrong with a step, with the form's fields: `title_de`, `phase`, `date_0` of
    the first statement and so on."""
    problems = text_problems(draft.title, "title", TITLE_LENGTH)
    for problem in problems:
        problem.field = (problem.field or "").replace(".", "_")
    if draft.phase is None:
        problems.append(BadInput(NO_PHASE, field="phase"))
    if len(draft.statements) > MOST_STATEMENTS:
        problems.append(BadInput(TOO_MANY_STATEMENTS, most=MOST_STATEMENTS))
    for index, statement in enumerate(draft.statements):
        problems += _statement_problems(statement, str(index))
    return problems


def _statement_problems(statement: Statement, index: str) -> list[BadInput]:
    problems = [
        *too_long(statement.date.wording, LONGEST_WORDING, f"wording_{index}"),
        *too_long(statement.source, WORDING_LENGTH, f"source_{index}"),
        *link_problems(statement.link, f"link_{index}"),
    ]
    if statement.date.value is None and not statement.date.wording:
        problems.append(BadInput(SAYS_NOTHING, field=f"date_{index}"))
    return problems


def statement_document(statement: Statement) -> dict[str, str]:
    """Return a statement as JSON values; `statement_from` reads it back."""
    return {
        "date": statement.date.value or "",
        "wording": statement.date.wording,
        "source": statement.source,
        "link": statement.link,
    }


def statement_from(document: Mapping[str, str]) -> Statement:
    """Return the statement that `statement_document` wrote."""
    date = PartialDate(document["date"] or None, document["wording"])
    return Statement(date, document["source"], document["link"])
