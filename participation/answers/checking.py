"""What may not be staged as an answer: the one check for form, file and service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from participation.answers.models import Answer
from participation.answers.queries import Standing
from participation.answers.rules import Draft, problems
from participation.audit.service import Actor
from participation.city.models import Unit
from participation.council.models import Paper
from participation.council.queries import public_papers
from participation.extensions import db
from participation.kernel.errors import N_, BadInput
from participation.kernel.partial_dates import parse
from participation.projects.models import Project
from participation.projects.queries import public_projects

NO_UNIT = N_("Die Fachstelle „%(key)s“ gibt es nicht.")
OWN_UNIT = N_("Sie antworten nur für Ihre eigene Fachstelle. Wählen Sie diese.")
OTHER_UNIT = N_("Für diese Idee antwortet eine andere Fachstelle.")
PLANNERS = N_("Die Planung hat schon eine Antwort auf diese Idee vorgemerkt.")
NO_PROJECT = N_("Das Projekt „%(key)s“ gibt es nicht, oder es ist noch nicht veröffentlicht.")
NO_PAPER = N_("Die Vorlage „%(key)s“ gibt es nicht, oder sie ist nicht öffentlich.")


@dataclass(frozen=True)
class Writer:
    """Who stages an answer, and for which units; None is for all of them, and for none."""

    actor: Actor
    units: frozenset[int] | None = None

    def refusal(self, standing: Standing) -> str:
        """Return why they may not stage the answer to an idea, or nothing: a unit answers what is
        its own or nobody's, and changes nothing that planners staged."""
        if self.units is None:
            return ""
        if standing.unit_id is not None and standing.unit_id not in self.units:
            return OTHER_UNIT
        return PLANNERS if standing.staged_version and not standing.staged_by_unit else ""


class InvalidAnswer(BadInput):
    """Everything that is wrong with an answer; `problems` are in the order of the form."""

    def __init__(self, wrong: Sequence[BadInput]) -> None:
        super().__init__(wrong[0].message, field=wrong[0].field, **wrong[0].values)
        self.problems = list(wrong)


@dataclass(frozen=True)
class Content:
    """A checked draft, by the names of an answer's columns."""

    status: str
    text: str
    review_by: str | None
    competent: str
    unit_id: int | None
    project_id: int | None
    paper_id: int | None

    @classmethod
    def of(cls, answer: Answer) -> Content:
        """Return what an answer says."""
        return cls(**{name: getattr(answer, name) for name in cls.__dataclass_fields__})

    def write(self, answer: Answer) -> None:
        """Let an answer say this."""
        for name in self.__dataclass_fields__:
            setattr(answer, name, getattr(self, name))


@dataclass
class Checker:
    """Checks drafts of one writer; what they refer to is looked up once."""

    by: Writer
    today: date
    known: dict[tuple[str, str], int | None] = field(default_factory=dict)

    def content(self, draft: Draft) -> Content:
        """Return a draft with what it refers to. Raises InvalidAnswer."""
        wrong = problems(draft, today=self.today)
        named = {error.field for error in wrong}
        ids = {}
        for name in ("unit", "project", "paper"):
            key = getattr(draft, name)
            ids[name] = self._id(name, key) if key else None
            if key and ids[name] is None and name not in named:
                wrong.append(BadInput(MISSING[name], field=name, key=key[:60]))
                named.add(name)
        if self.by.units is not None and ids["unit"] not in self.by.units and "unit" not in named:
            wrong.append(BadInput(OWN_UNIT, field="unit"))
        if wrong:
            raise InvalidAnswer(wrong)
        until = parse(draft.review_by).value if draft.review_by else None
        return Content(
            draft.status,
            draft.text,
            until,
            draft.competent,
            ids["unit"],
            ids["project"],
            ids["paper"],
        )

    def _id(self, name: str, key: str) -> int | None:
        if (name, key) not in self.known:
            self.known[name, key] = LOOKUPS[name](key)
        return self.known[name, key]


def _unit_id(key: str) -> int | None:
    return db.session.scalar(select(Unit.id).where(Unit.key == key, Unit.active))


def _project_id(key: str) -> int | None:
    query = public_projects().with_only_columns(Project.id)
    return db.session.scalar(query.where(Project.key == key))


def _paper_id(key: str) -> int | None:
    query = public_papers().with_only_columns(Paper.id)
    return db.session.scalar(query.where(Paper.key == key))


LOOKUPS: dict[str, Callable[[str], int | None]] = {
    "unit": _unit_id,
    "project": _project_id,
    "paper": _paper_id,
}
MISSING = {"unit": NO_UNIT, "project": NO_PROJECT, "paper": NO_PAPER}
